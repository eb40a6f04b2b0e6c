"""A diff as JSON data, for machines. The shape is stable: a change of it raises `SCHEMA`."""

from typing import Any, Final

from nexus_gitops.diff.display import plain
from nexus_gitops.diff.model import ABSENT, Action, Diff, FieldChange, ObjectChange

SCHEMA: Final = 1
"""Version of the shape."""


def to_json(diff: Diff) -> dict[str, Any]:
    """`diff` as dicts, lists and scalars; an absent side of a field has no key.

    `schema`, `summary` (counts by action), `risks`, `rewritten` (paths), and `changes`, each with `action`, `group`,
    `kind`, `namespace`, `name`, `renamedFrom`, `path`, `application`, `risks` and `fields`; a field has
    `field`, `before`, `after` and `risks`.
    """
    return {
        "schema": SCHEMA,
        "summary": {str(action): diff.count(action) for action in Action},
        "risks": [str(risk) for risk in diff.risks],
        "changes": [_object(change) for change in diff.changes],
        "rewritten": list(diff.rewritten),
    }


def _object(change: ObjectChange) -> dict[str, Any]:
    return {
        "action": str(change.action),
        "group": change.identity.group,
        "kind": change.identity.kind,
        "namespace": change.identity.namespace,
        "name": change.identity.name,
        "renamedFrom": change.renamed_from,
        "path": change.path,
        "application": change.application,
        "risks": [str(risk) for risk in change.risks],
        "fields": [field_to_json(field) for field in change.fields],
    }


def field_to_json(change: FieldChange) -> dict[str, Any]:
    """One field of a diff; see `to_json`."""
    sides = {"before": change.before, "after": change.after}
    return {
        "field": change.field,
        **{side: plain(value) for side, value in sides.items() if value is not ABSENT},
        "risks": [str(risk) for risk in change.risks],
    }
