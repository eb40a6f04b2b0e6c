"""Names of branches, judged before any process or network sees them.

Source of the rules: https://git-scm.com/docs/git-check-ref-format
"""

import re
from collections.abc import Iterable
from typing import Final

from nexus_gitops.errors import RefusedError, UsageError

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


def check_new_branch(name: str, others: Iterable[str], where: str) -> None:
    """Stop before a branch that cannot be made beside those that there are.

    Git keeps a branch like a file: where there is `main/next`, there can be no `main`.

    Args:
        name: of the new branch.
        others: names of the branches that there are.
        where: names the repository, for messages.

    Raises:
        RefusedError: it cannot be made.
    """
    for other in others:
        if other.startswith(f"{name}/") or name.startswith(f"{other}/"):
            raise RefusedError(
                f"there can be no branch {name} in {where} beside its branch {other}",
                f"name another one with --branch, or rename or remove {other} there",
            )


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
