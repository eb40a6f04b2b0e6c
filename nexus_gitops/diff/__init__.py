"""What differs between two sets of manifests, object by object and field by field.

Pure: `{path: YAML text}` in, frozen values out, and strings to show them. `compare` pairs
the objects, `fields` compares a pair, `risk` marks what a reviewer must not overlook, and
`text`, `markdown` and `document` show the result.
"""

from nexus_gitops.diff.compare import diff, diff_environments
from nexus_gitops.diff.document import field_to_json, to_json
from nexus_gitops.diff.hidden import Hidden
from nexus_gitops.diff.markdown import to_markdown
from nexus_gitops.diff.model import ABSENT, Absent, Action, Diff, FieldChange, ObjectChange, Risk
from nexus_gitops.diff.text import SIGNS, field_line, to_text

__all__ = [
    "ABSENT",
    "SIGNS",
    "Absent",
    "Action",
    "Diff",
    "FieldChange",
    "Hidden",
    "ObjectChange",
    "Risk",
    "diff",
    "diff_environments",
    "field_line",
    "field_to_json",
    "to_json",
    "to_markdown",
    "to_text",
]
