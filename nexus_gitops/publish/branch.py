"""Names of branches, judged before any process or network sees them.

Source of the rules: https://git-scm.com/docs/git-check-ref-format
"""

import re
from typing import Final

from nexus_gitops.errors import UsageError

_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//")


def check_branch(name: str) -> str:
    """`name`, when Git allows it for a branch.

    Raises:
        UsageError: Git does not.
    """
    reason = _fault(name)
    if reason:
        raise UsageError(f"{name!r} is no branch name: it {reason}", "name a branch like main")
    return name


def _fault(name: str) -> str:
    parts = name.split("/")
    faults = {
        "is empty": not name,
        "is a full reference": name.startswith("refs/"),
        "starts with a dash": name.startswith("-"),
        "is reserved by Git": name in {"HEAD", "@"},
        "starts or ends with a slash": name.startswith("/") or name.endswith("/"),
        "ends with a dot": name.endswith("."),
        "has a part that starts with a dot": any(part.startswith(".") for part in parts),
        "has a part that ends with .lock": any(part.endswith(".lock") for part in parts),
        "has a character or a sequence that Git forbids": bool(_FORBIDDEN.search(name)),
    }
    return next((fault for fault, present in faults.items() if present), "")
