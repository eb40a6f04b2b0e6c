"""A release as a branch of its own, on top of the one that is watched, for a pull request.

The branch is ours alone: it is moved to a new commit where the release or what it stands on
changed, and goes away with the pull request. What somebody else committed to it is not ours.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from nexus_gitops.errors import RefusedError
from nexus_gitops.publish.address import RepositoryAddress
from nexus_gitops.publish.author import Author
from nexus_gitops.publish.branch import check_branch
from nexus_gitops.publish.guards import Permission, check_release
from nexus_gitops.publish.hydrated import METADATA, metadata_of, push_note
from nexus_gitops.publish.message import ENVIRONMENT, trailers_of
from nexus_gitops.publish.mirror import Mirror
from nexus_gitops.publish.planning import Plan, planned
from nexus_gitops.publish.queue import Queue
from nexus_gitops.publish.release import Release
from nexus_gitops.publish.transaction import (
    Progress,
    commit_of,
    in_queue,
    push_commit,
    remove_branch,
)

NEXT: Final = "-next"
"""What GitOps Promoter expects at the end of the name of a branch that is proposed."""

_FOLDER: Final = "nexus"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A release on its branch.

    Attributes:
        plan: what merging the branch would do.
        branch: its name.
        commit: that it is at; "" where there is nothing to propose.
        is_new: whether it was moved to this commit now.
        left: commit of an earlier proposal, which is to be withdrawn; "" where there is none.
    """

    plan: Plan
    branch: str
    commit: str
    is_new: bool
    left: str = ""


def proposal_branch(environment: str) -> str:
    """The branch of an environment's pull request."""
    return f"{_FOLDER}/{environment}"


def propose(
    address: RepositoryAddress,
    base: str,
    release: Release,
    *,
    permissions: frozenset[Permission],
    author: Author,
    on_progress: Progress,
) -> Proposed:
    """Put a release onto its branch, unless it is published already.

    Args:
        address: the GitOps repository.
        base: the branch that is watched.
        release: the release.
        permissions: what the user allows.
        author: of the commit.
        on_progress: see `Progress`.

    Raises:
        RefusedError: a guard stops it, or somebody else committed to the branch.
        NexusError: see `transaction.publish`.
    """
    branch = proposal_branch(release.environment)
    put = _Put(base, branch, release, permissions, author, on_progress)
    put.check()
    return in_queue(address, branch, lambda *place: put.on(*place[:2]), on_progress)


def propose_next(
    address: RepositoryAddress,
    base: str,
    release: Release,
    *,
    permissions: frozenset[Permission],
    author: Author,
    on_progress: Progress,
) -> Proposed:
    """Put a release onto `<base>-next`, as Argo CD's Source Hydrator does, for GitOps Promoter.

    The branch has `hydrator.metadata` at its root, and the commit a note of that name. It stays
    where there is nothing new.

    Args and errors: see `propose`.
    """
    branch, beside = f"{base}{NEXT}", {METADATA: metadata_of(release.source)}
    put = _Put(base, branch, release, permissions, author, on_progress, beside)
    put.check()

    def attempt(mirror: Mirror, queue: Queue, _number: int) -> Proposed:
        proposed = put.on(mirror, queue)
        if proposed.commit:
            push_note(mirror, proposed.commit, release.source, author)
        return replace(proposed, left="")

    return in_queue(address, branch, attempt, on_progress)


def withdraw(address: RepositoryAddress, proposed: Proposed) -> None:
    """Take the branch of an earlier proposal away, as far as nobody moved it meanwhile.

    Raises:
        RejectedError: the remote said no.
        UnreachableError: it did not answer.
    """
    if proposed.left:
        Mirror(address).use(lambda mirror: remove_branch(mirror, proposed.branch, proposed.left))


@dataclass(frozen=True, slots=True)
class _Put:
    """A release that is put onto a branch of its own, on top of another one."""

    base: str
    branch: str
    release: Release
    permissions: frozenset[Permission]
    author: Author
    on_progress: Progress
    beside: Mapping[str, str] = field(default_factory=dict)

    def check(self) -> None:
        """Stop what is wrong wherever it goes."""
        check_branch(self.base)
        check_release(self.release, self.permissions)

    def on(self, mirror: Mirror, queue: Queue) -> Proposed:
        """Put it there."""
        head, tip = mirror.tip(self.branch), mirror.tip(self.base)
        if not tip:
            raise RefusedError(
                f"there is no branch {self.base} in {mirror.address} that a pull request could go"
                " to",
                f"publish once without one, with {Permission.INIT}",
            )
        ((plan, _),) = planned(mirror, self.base, tip, [self.release], self.permissions)
        if head:
            mirror.fetch(self.branch)
        if head not in ("", tip) and Permission.OVERWRITE not in self.permissions:
            _check_ours(mirror, self.branch, head, self.release.environment)
        if plan.unchanged:
            return Proposed(plan, self.branch, "", is_new=False, left=head)
        commit = commit_of(mirror, plan, self.release, self.author, plan.parent, self.beside)
        if head and _same(mirror, head, commit):
            return Proposed(plan, self.branch, head, is_new=False)
        self.on_progress(f"pushing {commit[:12]} to {self.branch}")
        push_commit(mirror, queue, self.branch, head, commit)
        return Proposed(plan, self.branch, commit, is_new=True)


def _check_ours(mirror: Mirror, branch: str, head: str, environment: str) -> None:
    with mirror.reader() as reader:
        message = reader.message(head)
    if trailers_of(message).get(ENVIRONMENT) != environment:
        raise RefusedError(
            f"somebody committed {head[:12]} to {branch}",
            f"take it over into the source, or publish with {Permission.OVERWRITE}",
        )


def _same(mirror: Mirror, one: str, other: str) -> bool:
    """Whether two commits have the same content and stand on the same commit."""
    with mirror.reader() as reader:
        return _content(reader.lines(one)) == _content(reader.lines(other))


def _content(lines: Iterable[str]) -> list[str]:
    return [line for line in lines if line.startswith(("tree ", "parent "))]
