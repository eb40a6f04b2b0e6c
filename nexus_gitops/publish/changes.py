"""What a release changes in the managed paths: decided by Git's ids, without the old texts."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nexus_gitops.publish.branch_contents import Entries, Entry
from nexus_gitops.publish.object_database import FILE_MODE
from nexus_gitops.publish.release import Release


@dataclass(frozen=True, slots=True)
class Changes:
    """The paths that a release adds, changes and removes, each sorted."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __str__(self) -> str:
        return f"{len(self.added)} added, {len(self.changed)} changed, {len(self.removed)} removed"


def changes_of(release: Release, entries: Entries, owned: Iterable[str]) -> Changes:
    """What a release changes.

    Args:
        release: the release.
        entries: what is published.
        owned: the published paths that go away where the release does not have them.
    """
    wanted = entries_of(release.files)
    return Changes(
        added=tuple(sorted(wanted.keys() - entries.keys())),
        changed=tuple(
            sorted(path for path in wanted.keys() & entries.keys() if entries[path] != wanted[path])
        ),
        removed=tuple(sorted(set(owned) & entries.keys() - wanted.keys())),
    )


def entries_of(files: Mapping[str, str]) -> dict[str, Entry]:
    """How Git will hold the files. Source: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects"""
    return {path: Entry(FILE_MODE, _blob_id(text.encode())) for path, text in files.items()}


def _blob_id(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
