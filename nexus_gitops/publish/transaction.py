"""Publishing: releases become a commit each on top of what is there, or nothing happens.

Read, judge, build, commit, push. The remote takes the push only if nobody else was faster;
otherwise all of it happens again on top of what they published. Only the last step changes
anything that others can see, and the remote does it as a whole or not at all.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, TypeVar

from nexus_gitops.argocd.layout import ARGOCD_PATH, environment_path, record_path
from nexus_gitops.errors import NexusError, RejectedError
from nexus_gitops.publish import git_answers, guards
from nexus_gitops.publish.address import RepositoryAddress
from nexus_gitops.publish.author import Author
from nexus_gitops.publish.branch import check_branch
from nexus_gitops.publish.branch_contents import Contents, read
from nexus_gitops.publish.commit import Commit, make_commit
from nexus_gitops.publish.embedded_repository import ensure_repository
from nexus_gitops.publish.guards import Permission
from nexus_gitops.publish.history import is_published
from nexus_gitops.publish.message import message_of
from nexus_gitops.publish.mirror import REMOTE, Mirror
from nexus_gitops.publish.planning import Plan, plan_on, planned
from nexus_gitops.publish.queue import Queue
from nexus_gitops.publish.record import Record
from nexus_gitops.publish.records import Records, records_of
from nexus_gitops.publish.release import Release
from nexus_gitops.publish.turns import NotYetError, OutrunError, in_turn

Result = TypeVar("Result")
Progress = Callable[[str], None]
"""Told what happens, in a few words, while it happens."""

_NOTHING_DONE: Final = "nothing was published"


@dataclass(frozen=True, slots=True)
class Published:
    """What a publish did.

    Attributes:
        plan: what it found and set out to do, at the try that succeeded.
        commit: id of the new commit; "" where nothing changed.
        attempts: how many tries it took; more than one where others were faster.
        author: in whose name.
    """

    plan: Plan
    commit: str
    attempts: int
    author: Author

    @property
    def unchanged(self) -> bool:
        """Whether the release was there already, so that no commit was made."""
        return not self.commit


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published of one environment.

    Attributes:
        commit: tip of the branch; "" where there is no such branch.
        files: text by path: the manifests of its Applications, and its Argo CD definitions.
        record: the release record; None where the environment was never published.
    """

    commit: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    record: Record | None = None


def publish(
    address: RepositoryAddress,
    branch: str,
    releases: Sequence[Release],
    *,
    permissions: frozenset[Permission] = frozenset(),
    author: Author,
    on_progress: Progress = lambda _: None,
) -> tuple[Published, ...]:
    """Publish releases in one push: all of them or none.

    Each is a commit of its own on top of the one before; none where nothing changed.

    Args:
        address: the GitOps repository.
        branch: the branch that Argo CD follows.
        releases: what is to be there afterwards, one of each environment.
        permissions: what the user allows.
        author: in whose name.
        on_progress: see `Progress`.

    Raises:
        UsageError: `branch` is no branch name.
        RefusedError: a guard stopped it.
        RejectedError: the remote said no.
        UnreachableError: the remote did not answer.
        ContentionError: others were faster for too long.
        LocalError: this machine is in the way.
    """
    check_branch(branch)
    for release in releases:
        guards.check_release(release, permissions)
    if address.embedded:
        ensure_repository(address)

    def attempt(mirror: Mirror, queue: Queue, number: int) -> tuple[Published, ...]:
        tip = take_turn(mirror, queue, branch, losses=number - 1)
        published: list[Published] = []
        for found, release in planned(mirror, branch, tip, releases, permissions):
            made = [item.commit for item in published if item.commit]
            above = made[-1] if made else found.parent
            commit = "" if found.unchanged else commit_of(mirror, found, release, author, above)
            published.append(Published(found, commit, number, author))
        parent = published[0].plan.parent
        newest = next((item.commit for item in reversed(published) if item.commit), "")
        if not tip:
            newest = newest or parent  # a new branch of what is there already
        if newest:
            on_progress(f"pushing {newest[:12]} to {branch}")
            # Not onto `tip`: the branch may have moved on before it was read.
            push_commit(mirror, queue, branch, parent if tip else "", newest)
        return tuple(published)

    return in_queue(address, branch, attempt, on_progress)


def in_queue(
    address: RepositoryAddress,
    branch: str,
    attempt: Callable[[Mirror, Queue, int], Result],
    on_progress: Progress,
) -> Result:
    """Try until it succeeds, is refused, or has taken too long; leaves no place in the queue.

    Args:
        address: the GitOps repository.
        branch: its branch.
        attempt: called with the mirror, the queue and the number of the try, from 1.
        on_progress: see `Progress`.

    Raises:
        ContentionError: see `turns.in_turn`.
        RejectedError: likewise.
    """
    mirror, queue = Mirror(address), Queue(branch)

    def act(number: int) -> Result:
        on_progress(f"reading {branch} of {address}")
        return mirror.use(lambda mirror: attempt(mirror, queue, number))

    try:
        return in_turn(act, on_progress)
    finally:
        if queue.ticket:
            with suppress(NexusError):  # whatever ended it is what is told
                mirror.use(queue.leave)


def plan(
    address: RepositoryAddress,
    branch: str,
    releases: Sequence[Release],
    permissions: frozenset[Permission] = frozenset(),
) -> tuple[Plan, ...]:
    """What `publish` would do now, with all its refusals; changes nothing but the cache.

    Raises:
        NexusError: as `publish`, but for what can only happen at a push.
    """
    check_branch(branch)
    for release in releases:
        guards.check_release(release, permissions)
    if address.is_unborn:
        return tuple(plan_on(Contents(), branch, release, Records()) for release in releases)

    def look(mirror: Mirror) -> tuple[Plan, ...]:
        found = planned(mirror, branch, mirror.tip(branch), releases, permissions)
        return tuple(plan for plan, _ in found)

    return Mirror(address).use(look)


def read_published(address: RepositoryAddress, branch: str, environment: str) -> Publication:
    """What is published of an environment.

    Raises:
        UsageError: `branch` is no branch name.
        RefusedError: the environment's release record is damaged.
        UnreachableError: the remote did not answer.
    """
    check_branch(branch)
    if address.is_unborn:
        return Publication()
    own_folder, shared = f"{environment_path(environment)}/", f"{ARGOCD_PATH}/"

    def wanted(contents: Contents) -> list[str]:
        record = record_path(environment)
        files = {path for path, entry in contents.entries.items() if entry.is_file}
        if record in files - contents.texts.keys():
            return [record]
        listed = records_of(contents).files_of(environment)
        return [path for path in files if path.startswith(own_folder) or path in listed]

    contents = Mirror(address).use(
        lambda mirror: read(mirror, branch, mirror.tip(branch), [environment], wanted)
    )
    records = records_of(contents)
    guards.check_record(environment, records)
    own = records.files_of(environment)
    # Without a record nobody knows which of them are ours.
    folders = tuple(f"{folder}/" for folder in records.folders_of(environment)) or own_folder
    return Publication(
        commit=contents.commit,
        files={
            path: text
            for path, text in sorted(contents.texts.items())
            if path.startswith(folders) or (path.startswith(shared) and path in own)
        },
        record=records.read.get(environment),
    )


def take_turn(mirror: Mirror, queue: Queue, branch: str, losses: int) -> str:
    """The tip of the branch, once nobody in the queue is before us.

    Raises:
        NotYetError: somebody is.
    """
    head = f"refs/heads/{branch}"
    references = mirror.references(head, queue.pattern)
    tip = references.get(head, "")
    ahead = queue.ahead(mirror, references, tip, losses)
    if ahead:
        raise NotYetError(ahead)
    return tip


def commit_of(
    mirror: Mirror,
    plan: Plan,
    release: Release,
    author: Author,
    parent: str,
    beside: Mapping[str, str] | None = None,
) -> str:
    """Make the commit that carries out a plan, on top of `parent`; no branch changes.

    Args:
        mirror: of the repository.
        plan: what is carried out.
        release: of that plan.
        author: of the commit.
        parent: commit id; "" for the first one of a branch.
        beside: text by path of what is written beside the managed files.
    """
    return make_commit(
        mirror,
        Commit(
            parent=parent,
            message=message_of(release, plan.changes, plan.before),
            author=author,
            written={
                **plan.after,
                record_path(release.environment): plan.record,
                **(beside or {}),
            },
            removed=plan.changes.removed,
        ),
    )


def remove_branch(mirror: Mirror, branch: str, commit: str) -> None:
    """Remove a branch of ours that is at a commit.

    Raises:
        RejectedError: the remote said no.
        UnreachableError: the connection broke.
    """
    target = f"refs/heads/{branch}"
    outcome = mirror.talk(
        ["push", "--porcelain", "--no-verify", f"--force-with-lease={target}:{commit}", REMOTE,
         f":{target}"]
    )  # fmt: skip
    if outcome.status:
        reason = git_answers.push_reason(outcome.output.decode(errors="replace"), target)
        said = git_answers.server_words(outcome.errors)
        raise (
            RejectedError(
                f"{mirror.address} keeps the branch {branch} ({reason}): {said}", "remove it there"
            )
            if reason is not None
            else mirror.failure(outcome)
        )


def push_commit(mirror: Mirror, queue: Queue, branch: str, parent: str, commit: str) -> None:
    """Push exactly this commit to exactly this branch, and find out what became of it.

    A place in the queue is taken away with it, or kept where somebody else was faster.

    The lease forces nothing, because the commit stands on `parent`: it makes the remote compare
    and swap, so that a branch which others took back or removed meanwhile does not come back.

    Raises:
        OutrunError: somebody else pushed first.
        RejectedError: the remote said no.
        UnreachableError: the connection broke, and the branch does not have the commit.
        DamagedMirrorError: the commit could not be sent.
    """
    target = f"refs/heads/{branch}"
    lease = f"--force-with-lease={target}:{parent}"
    leaving = ["--atomic", f":{queue.ticket}"] if queue.ticket else []
    outcome = mirror.talk(
        ["push", "--porcelain", "--no-verify", lease, *leaving[:1],
         REMOTE, f"{commit}:{target}", *leaving[1:]]
    )  # fmt: skip
    reason = git_answers.push_reason(outcome.output.decode(errors="replace"), target)
    if not outcome.status and reason is None:
        queue.ticket = ""
        return
    if leaving and git_answers.is_not_atomic(outcome.errors):
        queue.close(mirror)
        raise OutrunError("the remote changes one reference at a time", tip=parent)
    said = git_answers.server_words(outcome.errors)
    if reason is not None:
        if git_answers.was_outrun(reason, outcome.errors):
            raise OutrunError(f"{reason}: {said}", tip=parent, place=queue.ticket)
        raise RejectedError(f"{mirror.address} rejected the push ({reason}): {said}", _NOTHING_DONE)
    tip = mirror.tip(branch)
    if tip == commit or (tip not in {"", parent} and is_published(mirror.address, branch, commit)):
        return
    if tip != parent:
        raise OutrunError(said, tip=parent, place=queue.ticket)
    if git_answers.is_forbidden(outcome.errors):
        raise RejectedError(f"{mirror.address} rejected the push: {said}", _NOTHING_DONE)
    raise mirror.failure(outcome)
