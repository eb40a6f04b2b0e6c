"""What somebody changed by hand in files that a release had put there, and who did.

A file that differs from what every release record says of it was changed by hand. To publish over
it would take somebody's work back, and nobody would notice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nexus_gitops.argocd.layout import record_path
from nexus_gitops.errors import RefusedError
from nexus_gitops.publish.address import RepositoryAddress
from nexus_gitops.publish.branch import check_branch
from nexus_gitops.publish.branch_contents import Contents, read
from nexus_gitops.publish.changes import Changes
from nexus_gitops.publish.guards import Permission, check_record
from nexus_gitops.publish.history import ChangeByHand, PublishedRelease, events
from nexus_gitops.publish.line import Trees
from nexus_gitops.publish.mirror import Depth, Mirror
from nexus_gitops.publish.record import digest_of, environment_of
from nexus_gitops.publish.records import Records, is_shared, records_of

_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Edit:
    """A managed file that was changed by hand.

    Attributes:
        path: of the file.
        before: its text as it was released; None where no release had it, or none is found.
        after: its text now; None where it was removed.
        by: the commits that changed it, newest first; none where they are not found.
    """

    path: str
    before: str | None
    after: str | None
    by: tuple[ChangeByHand, ...] = ()

    @property
    def authors(self) -> tuple[str, ...]:
        """Who changed it, the last one first, each once."""
        return tuple(dict.fromkeys(event.author for event in self.by))


class EditedError(RefusedError):
    """A release would take back what somebody changed by hand.

    Args:
        environment: its name.
        edits: what it would take back.
    """

    def __init__(self, environment: str, edits: Sequence[Edit]) -> None:
        names = ", ".join(edit.path for edit in edits[:_SHOWN])
        more = f" and {len(edits) - _SHOWN} more" if len(edits) > _SHOWN else ""
        authors = dict.fromkeys(author for edit in edits for author in edit.authors)
        by = f" by {', '.join(authors)}" if authors else ""
        super().__init__(
            f"{names}{more}: changed by hand since the release{by}",
            f"nexus-gitops adopt-changes --env {environment} tells what to change in the"
            f" environment; {Permission.OVERWRITE} takes it back",
        )
        self.environment = environment
        self.edits = tuple(edits)


def overwritten(
    environment: str, contents: Contents, records: Records, changes: Changes
) -> set[str]:
    """The paths that a release would change, remove or bring back, though somebody else has.

    Args:
        environment: of the release.
        contents: what the branch holds, with the texts of what changes.
        records: see `records_of`.
        changes: what the release changes.
    """
    listed = records.files_of(environment)
    return {path for path in changes.added if path in listed} | {
        path
        for path in (*changes.changed, *changes.removed)
        if is_edited(records, path, contents.texts.get(path, ""))
    }


def is_edited(records: Records, path: str, text: str) -> bool:
    """Whether a file that a record lists holds something else than each of them says."""
    digests = {record.files[path] for record in records.read.values() if path in record.files}
    return bool(digests) and digest_of(text) not in digests


def edits(address: RepositoryAddress, branch: str, environment: str) -> tuple[Edit, ...]:
    """What was changed by hand since the newest release of an environment, by path.

    Of what others put beside it only what lies in the folders of its Applications counts.

    Raises:
        UsageError: `branch` is no branch name.
        RefusedError: the environment's release record is damaged.
        UnreachableError: the remote did not answer.
    """
    check_branch(branch)
    if address.is_unborn:
        return ()

    def wanted(contents: Contents) -> list[str]:
        records = records_of(contents)
        listed = records.files_of(environment)
        return [
            path
            for path, entry in contents.entries.items()
            if entry.is_file
            and (environment_of(path) or path in listed or _is_own(path, environment, records))
        ]

    def look(mirror: Mirror) -> tuple[Edit, ...]:
        contents = read(mirror, branch, mirror.tip(branch), [environment], wanted)
        records = records_of(contents)
        check_record(environment, records)
        listed = records.files_of(environment)
        changed: dict[str, str | None] = {
            path: text
            for path, text in contents.texts.items()
            if is_edited(records, path, text)
            or (path not in listed and _is_own(path, environment, records))
        }
        gone: dict[str, str | None] = dict.fromkeys(listed - contents.entries.keys())
        if not changed and not gone:
            return ()
        return edits_of(mirror, branch, contents.commit, environment, changed | gone)

    return Mirror(address).use(look)


def _is_own(path: str, environment: str, records: Records) -> bool:
    return path.startswith(tuple(f"{folder}/" for folder in records.folders_of(environment)))


def edits_of(
    mirror: Mirror, branch: str, commit: str, environment: str, files: Mapping[str, str | None]
) -> tuple[Edit, ...]:
    """Who changed files by hand, and what they were, as far as the history tells.

    A shared file that nobody changed by hand holds what another environment released before it
    stopped listing the file; no record tells of that, and the history does.

    Args:
        mirror: of the repository, of whatever depth.
        branch: its branch.
        commit: of the branch.
        environment: whose files.
        files: text by path as it is at the commit; None for what is not there.
    """

    def look(mirror: Mirror) -> tuple[Edit, ...]:
        found = events(mirror, branch, environment, limit=1, top=commit)
        record = record_path(environment)
        above: list[ChangeByHand] = []
        released: dict[str, str] = {}
        for event in found:
            if isinstance(event, PublishedRelease) or record in event.paths:
                released = Trees(mirror).files(event.commit, files)
                break
            above.append(event)
        found_edits = (
            Edit(
                path,
                released.get(path),
                text,
                tuple(event for event in above if path in event.paths),
            )
            for path, text in sorted(files.items())
        )
        return tuple(edit for edit in found_edits if edit.by or not is_shared(edit.path))

    return Mirror(mirror.address, Depth.HISTORY).use(look)
