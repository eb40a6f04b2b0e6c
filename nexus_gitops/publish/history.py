"""The releases of an environment, and what others did to them, read from the commits.

A commit tells by its trailers that it is a release. Where a merge or a squash rewrote the commit,
the release record that came with it tells. What others changed in the managed paths is a change
by hand, and one that brings an earlier record back is a revert.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice, pairwise
from typing import Final

from nexus_gitops.argocd.layout import ARGOCD_PATH, environment_path, record_path
from nexus_gitops.publish.address import RepositoryAddress
from nexus_gitops.publish.branch import check_branch
from nexus_gitops.publish.changes import Changes
from nexus_gitops.publish.line import Line, Step, Trees, along, catch_up
from nexus_gitops.publish.message import (
    CHANGES,
    DIRTY,
    ENVIRONMENT,
    PROMOTED_FROM,
    REPOSITORY,
    REVISION,
    ROLLED_BACK_TO,
    TOOL_VERSION,
    objects_of,
    trailers_of,
)
from nexus_gitops.publish.mirror import Depth, Mirror
from nexus_gitops.publish.record import DamagedRecordError, Record, parse_record

_FIRST_LOOK: Final = 2
_LONGEST_LOOK: Final = 256
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
        promoted_from: see `Release`.
        rolled_back_to: likewise.
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
    promoted_from: str = ""
    rolled_back_to: str = ""


@dataclass(frozen=True, slots=True)
class ChangeByHand:
    """A commit of somebody else that changed what releases put there.

    Attributes:
        commit: its id.
        time: when it was committed, in UTC.
        author: who made it, as `Name <address>`.
        environment: whose files it changed.
        summary: first line of the commit message.
        paths: of the files, sorted.
        restores: commit of the release that it brings back; "" where it is no revert.
    """

    commit: str
    time: datetime
    author: str
    environment: str
    summary: str
    paths: tuple[str, ...]
    restores: str


Event = PublishedRelease | ChangeByHand
"""Something that happened to an environment on a branch."""


def read_history(
    address: RepositoryAddress, branch: str, environment: str, limit: int = 20
) -> tuple[Event, ...]:
    """What happened to an environment, newest first; as far down as `limit` releases.

    Args:
        address: the GitOps repository.
        branch: its branch.
        environment: whose history.
        limit: how many releases at most.

    Raises:
        UsageError: `branch` is no branch name.
        UnreachableError: the repository did not answer.
    """
    check_branch(branch)
    if address.is_unborn:
        return ()
    mirror = Mirror(address, Depth.HISTORY)
    return mirror.use(lambda mirror: events(mirror, branch, environment, limit))


def releases(
    address: RepositoryAddress, branch: str, environment: str, limit: int = 20
) -> tuple[PublishedRelease, ...]:
    """The releases of an environment, newest first; see `read_history`."""
    return _releases(read_history(address, branch, environment, limit))


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
        lambda mirror: events(mirror, branch, environment, limit=1, top=commit)
    )
    return next(iter(_releases(found)), None)


def is_published(address: RepositoryAddress, branch: str, commit: str) -> bool:
    """Whether the branch has the commit among its newest ones.

    Raises:
        UnreachableError: the repository did not answer.
    """

    def look(mirror: Mirror) -> bool:
        newest = catch_up(mirror, branch)
        return commit in mirror.work(["rev-list", newest]).output.decode().split()

    return Mirror(address, Depth.HISTORY).use(look)


def is_before(address: RepositoryAddress, branch: str, commit: str, later: str) -> bool:
    """Whether a commit came before another one of the branch; not where the branch lacks one.

    Args:
        address: the GitOps repository.
        branch: its branch.
        commit: that may have come before.
        later: the other one.

    Raises:
        UnreachableError: the repository did not answer.
    """

    def look(mirror: Mirror) -> bool:
        def is_here() -> bool:
            return not mirror.run(["cat-file", "-e", commit]).status

        def judge(line: Line) -> bool | None:
            if not mirror.run(["merge-base", "--is-ancestor", commit, later]).status:
                return True
            return False if is_here() or line.is_whole else None

        if not is_here():
            catch_up(mirror, branch)
        return bool(along(mirror, branch, later, judge))

    return commit != later and Mirror(address, Depth.HISTORY).use(look)


def is_release(step: Step, environment: str) -> bool:
    """Whether a commit says that it is a release of the environment."""
    return trailers_of(step.message).get(ENVIRONMENT) == environment


def is_by_others(step: Step) -> bool:
    """Whether a commit does not say that it is a release, of whatever environment."""
    return ENVIRONMENT not in trailers_of(step.message)


def _releases(events: Iterable[Event]) -> tuple[PublishedRelease, ...]:
    return tuple(event for event in events if isinstance(event, PublishedRelease))


def events(
    mirror: Mirror, branch: str, environment: str, limit: int, top: str = ""
) -> tuple[Event, ...]:
    """What happened from the commit `top` down, or from the tip of the branch; see `read_history`.

    Args:
        mirror: one that leaves out trees (`Depth.HISTORY`).
        branch: of the repository.
        environment: whose history.
        limit: how many releases at most.
        top: a commit of the branch.
    """
    tip = mirror.tip(branch)
    if not tip:
        return ()
    trees = Trees(mirror)

    def look(line: Line) -> list[Event] | None:
        found: list[Event] = []
        for event in _judged(line, environment, trees):
            found.append(event)
            if len(_releases(found)) == limit:
                return found
        return found if line.is_whole else None

    return tuple(along(mirror, branch, top or tip, look) or ())


def _judged(line: Line, environment: str, trees: Trees) -> Iterator[Event]:
    """What each commit did to the environment; the last one only where there are no more."""
    steps = line.steps
    judge = _Judge(steps, environment, trees)
    start, size = 0, _FIRST_LOOK  # few at first: what is asked for is mostly near
    while start < len(steps) - 1:
        part = steps[start : start + size + 1]
        judge.look_at(part)
        yield from filter(None, (judge.event_of(*pair) for pair in pairwise(part)))
        start, size = start + size, min(size * 4, _LONGEST_LOOK)
    if line.is_whole and steps and is_release(steps[-1], environment):
        yield _release(steps[-1], environment)


class _Judge:
    """Tells what a commit did to an environment.

    Args:
        steps: the line that it is on, newest first.
        environment: its name.
        trees: of the commits.
    """

    def __init__(self, steps: Sequence[Step], environment: str, trees: Trees) -> None:
        self._steps = steps
        self._environment = environment
        self._trees = trees
        self._own = environment_path(environment)
        self._record = record_path(environment)

    def look_at(self, steps: Sequence[Step]) -> None:
        """Fetch at once what it takes to judge the steps."""
        roots = {one.tree for pair in pairwise(steps) if is_by_others(pair[0]) for one in pair}
        for path in (self._record, self._own, ARGOCD_PATH):
            self._trees.at(roots, path)

    def event_of(self, step: Step, below: Step) -> Event | None:
        """What the commit did; None where it left the environment alone.

        Args:
            step: the commit.
            below: its parent.
        """
        if is_release(step, self._environment):
            return _release(step, self._environment)
        if not is_by_others(step):
            return None
        before, after = self._at(below, self._record), self._at(step, self._record)
        if not before and not after:
            return None  # whatever is there, no release brought it
        differences = self._differences(step, below, after or before)
        record = self._parsed(after) if before != after else None
        restores = self._restored(step, after, record) if record else ""
        if record and not restores:
            return _rewritten(step, record, differences)
        paths = sorted({*differences, *([self._record] if before != after else [])})
        if not paths:
            return None
        return ChangeByHand(
            commit=step.commit,
            time=_time(step.seconds),
            author=step.author,
            environment=self._environment,
            summary=step.summary,
            paths=tuple(paths),
            restores=restores,
        )

    def _at(self, step: Step, path: str) -> str:
        return self._trees.at([step.tree], path)[step.tree]

    def _differences(self, step: Step, below: Step, record: str) -> dict[str, tuple[str, str]]:
        """Of the environment's folder, and of what its record lists in the shared one."""
        own, shared = (
            self._trees.differences(self._at(below, path), self._at(step, path), path)
            for path in (self._own, ARGOCD_PATH)
        )
        if shared:
            listed = self._parsed(record)
            shared = {path: ids for path, ids in shared.items() if listed and path in listed.files}
        return {**own, **shared}

    def _parsed(self, record: str) -> Record | None:
        if not record:
            return None
        try:
            return parse_record(self._trees.texts([record])[record])
        except DamagedRecordError:
            return None

    def _restored(self, step: Step, identifier: str, record: Record) -> str:
        """The older release that had this very record."""
        older = self._steps[self._steps.index(step) + 1 :]
        revision = record.source.revision
        suspects = [
            *(one for one in older if trailers_of(one.message).get(REVISION, "") == revision
              and is_release(one, self._environment)),
            *islice(filter(is_by_others, older), _LONGEST_LOOK),
        ]  # fmt: skip
        records = self._trees.at([one.tree for one in suspects], self._record)
        same = [one for one in suspects if records[one.tree] == identifier]
        return max(same, key=older.index).commit if same else ""


def _release(step: Step, environment: str) -> PublishedRelease:
    trailers = trailers_of(step.message)
    return PublishedRelease(
        commit=step.commit,
        time=_time(step.seconds),
        author=step.author,
        environment=environment,
        repository=trailers.get(REPOSITORY, ""),
        revision=trailers.get(REVISION, ""),
        dirty=trailers.get(DIRTY) == "true",
        tool_version=trailers.get(TOOL_VERSION, ""),
        summary=step.summary,
        changes=trailers.get(CHANGES, ""),
        objects=objects_of(step.message),
        promoted_from=trailers.get(PROMOTED_FROM, ""),
        rolled_back_to=trailers.get(ROLLED_BACK_TO, ""),
    )


def _rewritten(
    step: Step, record: Record, differences: Mapping[str, tuple[str, str]]
) -> PublishedRelease:
    """A release whose commit was merged or squashed, so that only its record tells."""
    changes = Changes(
        added=tuple(sorted(path for path, (old, _) in differences.items() if not old)),
        changed=tuple(sorted(path for path, pair in differences.items() if all(pair))),
        removed=tuple(sorted(path for path, (_, new) in differences.items() if not new)),
    )
    return PublishedRelease(
        commit=step.commit,
        time=_time(step.seconds),
        author=step.author,
        environment=record.environment,
        repository=record.source.repository,
        revision=record.source.revision,
        dirty=record.source.dirty,
        tool_version=record.tools.get("nexus-gitops", ""),
        summary=step.summary,
        changes=str(changes),
        objects=objects_of(step.message),
        promoted_from=record.promoted_from,
    )


def _time(seconds: int) -> datetime:
    """The time of a commit; one beyond the calendar, as anybody may write it, is its last second."""
    return datetime.fromtimestamp(min(seconds, _LAST_SECOND), UTC)
