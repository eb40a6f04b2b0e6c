"""What publishing a release would do, and whether anything speaks against it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nexus_gitops.argocd.layout import environment_path, record_path
from nexus_gitops.publish import guards
from nexus_gitops.publish.branch import check_new_branch
from nexus_gitops.publish.branch_contents import Contents, read
from nexus_gitops.publish.by_hand import EditedError, edits_of, overwritten
from nexus_gitops.publish.changes import Changes, changes_of, entries_of
from nexus_gitops.publish.claims import check_claims, is_application
from nexus_gitops.publish.guards import Permission
from nexus_gitops.publish.mirror import Mirror
from nexus_gitops.publish.record import record_of
from nexus_gitops.publish.records import Records, records_needed, records_of
from nexus_gitops.publish.release import Release
from nexus_gitops.publish.undo import check_undo


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


def planned(
    mirror: Mirror,
    branch: str,
    tip: str,
    releases: Sequence[Release],
    permissions: frozenset[Permission],
) -> Iterator[tuple[Plan, Release]]:
    """What each release would do on top of the branch and of the releases before it.

    Args:
        mirror: of the repository.
        branch: its branch.
        tip: commit that the branch is at; "" where there is no such branch. A new one begins with
            what the default branch holds.
        releases: in order.
        permissions: what the user allows.

    Raises:
        RefusedError: a guard stops a release.
        UnreachableError: the remote did not answer.
    """
    if mirror.address.embedded:
        permissions |= {Permission.INIT}
    environments = [release.environment for release in releases]

    def wanted(contents: Contents) -> Iterator[str]:
        for release in releases:
            yield from _texts_needed(release, contents)

    source, start = branch, tip
    if not tip:
        check_new_branch(branch, mirror.branches(), str(mirror.address))
        if Permission.INIT in permissions:
            source, start = mirror.default_branch()
    contents = read(mirror, source, start, environments, wanted)
    where = f"branch {branch} of {mirror.address}"
    for release in releases:
        records = records_of(contents)
        guards.check_branch_contents(release, contents, records, permissions, where=where)
        check_claims(release, contents.texts)
        found = plan_on(contents, branch, release, records)
        guards.check_removals(release, contents, found.changes, permissions)
        guards.check_immutable(found.before, found.after, permissions)
        if Permission.OVERWRITE not in permissions:
            _check_edits(mirror, contents, found, records)
        if not found.unchanged and Permission.FORCE not in permissions:
            check_undo(mirror, branch, contents.commit, release)
        yield found, release
        contents = _after(contents, found)


def _check_edits(mirror: Mirror, contents: Contents, planned: Plan, records: Records) -> None:
    """Stop a release that would take back what somebody changed by hand.

    Raises:
        EditedError: it would.
    """
    paths = overwritten(planned.environment, contents, records, planned.changes)
    if paths:
        files = {path: contents.texts.get(path) for path in paths}
        edits = edits_of(mirror, planned.branch, contents.commit, planned.environment, files)
        if edits:
            raise EditedError(planned.environment, edits)


def _texts_needed(release: Release, contents: Contents) -> Iterator[str]:
    """The published files that must be read to judge a release: records, and what differs."""
    yield from records_needed(release, contents)
    wanted = entries_of(release.files)
    folder = f"{environment_path(release.environment)}/"
    listed = records_of(contents).files_of(release.environment)
    for path, entry in contents.entries.items():
        if not entry.is_file or wanted.get(path) == entry:
            continue
        if path in wanted or path in listed or path.startswith(folder) or is_application(path):
            yield path


def plan_on(contents: Contents, branch: str, release: Release, records: Records) -> Plan:
    """What a release would do to what a branch holds; judges nothing."""
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


def _after(contents: Contents, planned: Plan) -> Contents:
    """What the branch will hold once the plan is carried out."""
    if planned.unchanged:
        return contents
    written = {**planned.after, record_path(planned.environment): planned.record}
    gone = set(planned.changes.removed)
    kept = {path: entry for path, entry in contents.entries.items() if path not in gone}
    texts = {path: text for path, text in contents.texts.items() if path not in gone}
    return replace(contents, entries=kept | entries_of(written), texts=texts | written)
