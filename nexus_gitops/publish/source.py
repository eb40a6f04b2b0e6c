"""Where a release comes from: the Git checkout that tracks what was rendered."""

from pathlib import Path

from nexus_gitops.errors import LocalError, UsageError
from nexus_gitops.publish import answers, git
from nexus_gitops.publish.address import parse_address
from nexus_gitops.release import Source


def source_of(path: Path) -> Source:
    """The checkout that tracks `path`, with its revision and whether it is dirty.

    A repository around `path` that ignores it, as one with a virtual environment in it
    does, has nothing to say about it.

    Args:
        path: a folder.

    Returns:
        an empty Source where `path` is in no checkout.

    Raises:
        LocalError: git is not installed, or refuses the checkout of another user.
    """
    status = git.run(
        ["status", "--porcelain=v2", "--branch", "--untracked-files=normal", "-z"], directory=path
    )
    if status.status:
        if "dubious ownership" in status.errors:
            raise LocalError(
                f"git does not trust the checkout at {path}: {answers.words(status.errors)}",
                "run git config --global --add safe.directory for it",
            )
        return Source()
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
