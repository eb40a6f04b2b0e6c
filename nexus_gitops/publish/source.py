"""Where a release comes from: the Git checkout that tracks what was rendered."""

from pathlib import Path
from typing import Final

from nexus_gitops.errors import LocalError, UsageError
from nexus_gitops.publish import git, git_answers
from nexus_gitops.publish.address import parse_address
from nexus_gitops.publish.release import Source

_NO_CHECKOUT: Final = (
    "not a git repository (or any",
    "must be run in a work tree",  # below a .git folder or in a bare repository
)


def source_of(path: Path) -> Source:
    """The checkout that tracks `path`, with its revision and whether it is dirty.

    A repository around `path` that ignores it, as one with a virtual environment in it
    does, has nothing to say about it.

    Args:
        path: a folder.

    Returns:
        an empty Source where `path` is in no checkout.

    Raises:
        LocalError: git is not installed, or cannot read the checkout, so that nobody knows
            whether it is dirty.
    """
    status = git.run(
        ["status", "--porcelain=v2", "--branch", "--untracked-files=normal", "-z"], directory=path
    )
    if status.status:
        if any(words in status.errors for words in _NO_CHECKOUT):
            return Source()
        raise LocalError(
            f"git cannot read the checkout at {path}: {git_answers.words(status.errors)}",
            "run git config --global --add safe.directory for it"
            if "dubious ownership" in status.errors
            else "git status there must work; mend it, or use a copy without .git",
        )
    if not git.run(["ls-files", "-z", "--", "."], directory=path).output:
        return Source()
    lines = status.output.decode(errors="replace").split("\0")
    headers = dict(line[2:].split(" ", 1) for line in lines if line.startswith("# "))
    revision = headers["branch.oid"]
    return Source(
        repository=_origin(path),
        revision="" if revision == "(initial)" else revision,
        dirty=any(line and not line.startswith("# ") for line in lines),
    )


def _origin(path: Path) -> str:
    """URL of the remote, if others can reach it by it too."""
    answer = git.run(["config", "--get", "remote.origin.url"], directory=path)
    try:
        address = parse_address(answer.output.decode(errors="replace").strip())
    except UsageError:
        return ""
    return "" if address.is_local else address.location
