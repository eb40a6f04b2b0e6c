"""Publishing: a release becomes one commit on top of what is there, or nothing happens.

Read, judge, build, commit, push. The remote takes the push only if nobody else was faster;
otherwise all of it happens again on top of what they published. Only the last step changes
anything that others can see, and the remote does it as a whole or not at all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from nexus_gitops.argocd.layout import ARGOCD_PATH, environment_path, record_path
from nexus_gitops.errors import RejectedError
from nexus_gitops.publish import git_answers, guards
from nexus_gitops.publish.address import RepositoryAddress
from nexus_gitops.publish.author import Author
from nexus_gitops.publish.branch import check_branch, check_new_branch
from nexus_gitops.publish.branch_contents import Contents, Entries, read
from nexus_gitops.publish.changes import Changes, changes_of, texts_needed
from nexus_gitops.publish.commit import Commit, make_commit
from nexus_gitops.publish.embedded_repository import ensure_repository
from nexus_gitops.publish.guards import Permission
from nexus_gitops.publish.history import is_published
from nexus_gitops.publish.message import message_of
from nexus_gitops.publish.mirror import REMOTE, Mirror
from nexus_gitops.publish.record import Record, record_of
from nexus_gitops.publish.release import Release
from nexus_gitops.publish.retrying import OutrunError, patiently

Progress = Callable[[str], None]
"""Told what happens, in a few words, while it happens."""

_NOTHING_DONE: Final = "nothing was published"


@dataclass(frozen=True, slots=True)
class Plan:
    """What publishing a release would do.

    Attributes:
        environment: its name.
        branch: where to.
        parent: commit that the release goes on top of; "" for the first one of a branch.
        changes: to the manifests, by path.
        before: text by path of what it changes or removes.
        after: text by path of what it adds or changes.
        record: text of the new release record.
        unchanged: whether there is nothing to publish.
    """

    environment: str
    branch: str
    parent: str
    changes: Changes
    before: Mapping[str, str]
    after: Mapping[str, str]
    record: str
    unchanged: bool


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
    release: Release,
    *,
    permissions: frozenset[Permission] = frozenset(),
    author: Author,
    on_progress: Progress = lambda _: None,
) -> Published:
    """Publish a release as one commit; none where nothing changed.

    Args:
        address: the GitOps repository.
        branch: the branch that Argo CD follows.
        release: what is to be there afterwards.
        permissions: what the user allows.
        author: in whose name.
        on_progress: see `Progress`.

    Raises:
        UsageError: `branch` is no branch name.
        RefusedError: a guard stopped it.
        RejectedError: the remote said no.
        UnreachableError: the remote did not answer.
        ContentionError: others were faster at every try.
        LocalError: this machine is in the way.
    """
    check_branch(branch)
    guards.check_release(release, permissions)
    if address.embedded:
        ensure_repository(address)
    mirror = Mirror(address)

    def attempt(number: int) -> Published:
        on_progress(f"reading {branch} of {address}")
        return mirror.use(lambda mirror: _publish(mirror, number))

    def _publish(mirror: Mirror, number: int) -> Published:
        planned = _plan(mirror, branch, release, permissions)
        if planned.unchanged:
            return Published(planned, "", number, author)
        commit = make_commit(
            mirror,
            Commit(
                parent=planned.parent,
                message=message_of(release, planned.changes, planned.before),
                author=author,
                written={**planned.after, record_path(release.environment): planned.record},
                removed=planned.changes.removed,
            ),
        )
        on_progress(f"pushing {commit[:12]} to {branch}")
        _push(mirror, branch, planned.parent, commit)
        return Published(planned, commit, number, author)

    return patiently(attempt, on_progress)


def plan(
    address: RepositoryAddress,
    branch: str,
    release: Release,
    permissions: frozenset[Permission] = frozenset(),
) -> Plan:
    """What `publish` would do now, with all its refusals; changes nothing but the cache.

    Raises:
        NexusError: as `publish`, but for what can only happen at a push.
    """
    check_branch(branch)
    guards.check_release(release, permissions)
    if address.is_unborn:
        return _plan_on(Contents(), branch, release)
    return Mirror(address).use(lambda mirror: _plan(mirror, branch, release, permissions))


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

    def wanted(entries: Entries) -> list[str]:
        folders = (own_folder, shared, record_path(environment))
        return [
            path for path, entry in entries.items() if entry.is_file and path.startswith(folders)
        ]

    contents = Mirror(address).use(lambda mirror: read(mirror, branch, environment, wanted))
    records = guards.records_of(contents)
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


def _plan(
    mirror: Mirror, branch: str, release: Release, permissions: frozenset[Permission]
) -> Plan:
    if mirror.address.embedded:
        permissions |= {Permission.INIT}
    contents = read(
        mirror, branch, release.environment, lambda entries: texts_needed(release, entries)
    )
    check_new_branch(branch, contents.others, str(mirror.address))
    records = guards.records_of(contents)
    where = f"branch {branch} of {mirror.address}"
    guards.check_branch_contents(release, contents, records, permissions, where=where)
    planned = _plan_on(contents, branch, release, records)
    guards.check_removals(release, contents, planned.changes, permissions)
    return planned


def _plan_on(
    contents: Contents, branch: str, release: Release, records: guards.Records | None = None
) -> Plan:
    records = records or guards.Records()
    owned = guards.owned_by(release, contents.entries, records)
    changes = changes_of(release, contents.entries, owned)
    record = record_of(release)
    published = records.read.get(release.environment)
    return Plan(
        environment=release.environment,
        branch=branch,
        parent=contents.commit,
        changes=changes,
        before={
            path: contents.texts[path]
            for path in (*changes.changed, *changes.removed)
            if path in contents.texts
        },
        after={path: release.files[path] for path in (*changes.added, *changes.changed)},
        record=record.to_json(),
        # A release of the same manifests from another revision changes nothing in a cluster.
        unchanged=not changes and published is not None and published.files == record.files,
    )


def _push(mirror: Mirror, branch: str, parent: str, commit: str) -> None:
    """Push exactly this commit to exactly this branch, and find out what became of it.

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
    outcome = mirror.talk(
        ["push", "--porcelain", "--no-verify", lease, REMOTE, f"{commit}:{target}"]
    )
    reason = git_answers.push_reason(outcome.output.decode(errors="replace"))
    if not outcome.status and reason is None:
        return
    said = git_answers.server_words(outcome.errors)
    if reason is not None:
        if git_answers.was_outrun(reason, outcome.errors):
            raise OutrunError(f"{reason}: {said}", tip=parent)
        raise RejectedError(f"{mirror.address} rejected the push ({reason}): {said}", _NOTHING_DONE)
    tip = mirror.tip(branch)
    if tip == commit or (tip not in {"", parent} and is_published(mirror.address, branch, commit)):
        return
    if tip != parent:
        raise OutrunError(said, tip=parent)
    if git_answers.is_forbidden(outcome.errors):
        raise RejectedError(f"{mirror.address} rejected the push: {said}", _NOTHING_DONE)
    raise mirror.failure(outcome)
