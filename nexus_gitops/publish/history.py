"""The releases of an environment, read from the commits alone."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from nexus_gitops.publish.address import RepositoryAddress
from nexus_gitops.publish.branch import check_branch
from nexus_gitops.publish.message import (
    CHANGES,
    DIRTY,
    ENVIRONMENT,
    REPOSITORY,
    REVISION,
    TOOL_VERSION,
    objects_of,
    trailers_of,
)
from nexus_gitops.publish.mirror import DamagedMirrorError, Depth, Mirror

if TYPE_CHECKING:
    from git import Commit

_FIRST_DEPTH: Final = 128
_DEEPER: Final = 8
_LAST_SECOND: Final = 253402300799  # of the year 9999


@dataclass(frozen=True, slots=True)
class PublishedRelease:
    """One release that was published, as its commit tells it.

    Attributes:
        commit: its id.
        time: when it was committed, in UTC.
        author: who published it, as `Name <address>`.
        environment: its name.
        repository: URL of the source repository; "" if not known.
        revision: commit id of the source; "" if not known.
        dirty: whether the source had changes that were not committed.
        tool_version: of nexus-gitops.
        summary: first line of the commit message.
        changes: as `1 added, 2 changed, 0 removed`.
        objects: the changes one by one, as `changed Deployment/nexus-os`; maybe not all.
    """

    commit: str
    time: datetime
    author: str
    environment: str
    repository: str
    revision: str
    dirty: bool
    tool_version: str
    summary: str
    changes: str
    objects: tuple[str, ...]


def releases(
    address: RepositoryAddress, branch: str, environment: str, limit: int = 20
) -> tuple[PublishedRelease, ...]:
    """The releases of an environment, newest first.

    Args:
        address: the GitOps repository.
        branch: its branch.
        environment: whose releases.
        limit: how many at most.

    Raises:
        UsageError: `branch` is no branch name.
        UnreachableError: the repository did not answer.
    """
    check_branch(branch)
    if address.is_unborn:
        return ()
    mirror = Mirror(address, Depth.HISTORY)
    return mirror.use(lambda mirror: _releases(mirror, branch, environment, limit))


def release_at(
    address: RepositoryAddress, branch: str, environment: str, commit: str
) -> PublishedRelease | None:
    """The release of an environment that a commit of the branch holds; None where it has none.

    Raises:
        UsageError: `branch` is no branch name.
        UnreachableError: the repository did not answer.
    """
    check_branch(branch)
    if address.is_unborn:
        return None
    found = Mirror(address, Depth.HISTORY).use(
        lambda mirror: _releases(mirror, branch, environment, limit=1, top=commit)
    )
    return found[0] if found else None


def is_published(address: RepositoryAddress, branch: str, commit: str) -> bool:
    """Whether the branch has the commit among its newest ones.

    Raises:
        UnreachableError: the repository did not answer.
    """

    def look(mirror: Mirror) -> bool:
        newest = _caught_up(mirror, branch)
        return commit in mirror.work(["rev-list", newest]).output.decode().split()

    return Mirror(address, Depth.HISTORY).use(look)


def _releases(
    mirror: Mirror, branch: str, environment: str, limit: int, top: str = ""
) -> tuple[PublishedRelease, ...]:
    """The releases from the commit `top` down, or from the tip of the branch."""
    tip = mirror.tip(branch)
    if not tip:
        return ()
    found = _known(mirror, top or tip, environment, limit)
    if found is None:
        _caught_up(mirror, branch)
        found = _known(mirror, top or tip, environment, limit)
    step = _FIRST_DEPTH
    while (found is None or len(found) < limit) and (boundary := _boundary(mirror)):
        step *= _DEEPER
        mirror.deepen(branch, step)
        found = _known(mirror, top or tip, environment, limit)
        if _boundary(mirror) == boundary:
            break  # the remote is shallow itself
    return tuple(found or ())


def _caught_up(mirror: Mirror, branch: str) -> str:
    """A name of the newest commit, once the mirror has it."""
    if mirror.has_fetched(branch):
        return mirror.catch_up(branch)
    return mirror.fetch(branch, _FIRST_DEPTH)


def _boundary(mirror: Mirror) -> str:
    """The commits whose parents the mirror does not know; "" where it knows all."""
    with suppress(FileNotFoundError):
        return (mirror.path / "shallow").read_text(encoding="ascii")
    return ""


def _known(
    mirror: Mirror, name: str, environment: str, limit: int
) -> list[PublishedRelease] | None:
    """The newest releases from `name` down that are here; None where the mirror lacks `name`."""
    pattern = f"^{ENVIRONMENT}: {re.escape(environment)}$"
    try:
        with mirror.commits(name, pattern) as commits:
            found = (release for commit in commits if (release := _release(commit, environment)))
            return list(islice(found, limit))
    except DamagedMirrorError:
        return None


def _release(commit: "Commit", environment: str) -> PublishedRelease | None:
    """The release that a commit is; None where it is none of the environment."""
    message = str(commit.message)
    trailers = trailers_of(message)
    if trailers.get(ENVIRONMENT) != environment:
        return None
    return PublishedRelease(
        commit=commit.hexsha,
        time=_time(commit.committed_date),
        author=f"{commit.author.name} <{commit.author.email}>",
        environment=environment,
        repository=trailers.get(REPOSITORY, ""),
        revision=trailers.get(REVISION, ""),
        dirty=trailers.get(DIRTY) == "true",
        tool_version=trailers.get(TOOL_VERSION, ""),
        summary=message.partition("\n")[0],
        changes=trailers.get(CHANGES, ""),
        objects=objects_of(message),
    )


def _time(seconds: int) -> datetime:
    """The time of a commit; one beyond the calendar, as anybody may write it, is its last second."""
    return datetime.fromtimestamp(min(seconds, _LAST_SECOND), UTC)
