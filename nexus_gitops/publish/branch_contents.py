"""What a branch holds in the managed paths of one environment, read without a working tree."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain

from nexus_gitops.argocd.layout import ARGOCD_PATH, environment_path
from nexus_gitops.publish.mirror import Mirror
from nexus_gitops.publish.object_database import (
    FILE_MODES,
    FOLDER_MODE,
    MissingObject,
    ObjectReader,
)
from nexus_gitops.publish.record import RECORDS_PATH


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a Git tree that is no folder.

    Attributes:
        mode: its kind, as Git has it: 0o100644 for a file, 0o120000 for a symbolic link.
        id: of its content.
    """

    mode: int
    id: str

    @property
    def is_file(self) -> bool:
        """Whether it is a plain file, executable or not."""
        return self.mode in FILE_MODES


Entries = Mapping[str, Entry]
"""What is in the managed paths, by path.

Where a managed path leads through something that is no folder, that thing is here instead.
"""


@dataclass(frozen=True, slots=True)
class Contents:
    """The managed paths of a branch.

    Attributes:
        commit: its tip; "" where there is no such branch.
        entries: everything in the managed paths.
        texts: of those entries that were asked for.
        others: branches that there are instead, where there is no such branch.
    """

    commit: str = ""
    entries: Entries = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()


def read(
    mirror: Mirror,
    branch: str,
    tip: str,
    environments: Sequence[str],
    wanted: Callable[[Contents], Iterable[str]],
) -> Contents:
    """Read a branch, fetching only what the mirror lacks.

    Args:
        mirror: of the repository.
        branch: its name.
        tip: commit that the remote's branch is at; "" where it has no such branch.
        environments: whose managed paths are read, with those that all environments share.
        wanted: tells the paths of the files whose text is needed; asked again with those
            texts, until it needs no more.

    Raises:
        UnreachableError: the remote did not answer.
    """
    if not tip:
        return Contents(others=mirror.branches())
    with mirror.reader() as reader:
        try:
            contents = _entries_of(reader, tip, environments)
        except MissingObject:
            contents = _entries_of(reader, mirror.fetch(branch), environments)
        while paths := sorted(set(wanted(contents)) - contents.texts.keys()):
            ids = {path: contents.entries[path].id for path in paths}
            found = _files(reader, ids.values())
            missing = set(ids.values()) - found.keys()
            if missing:
                mirror.fetch_objects(sorted(missing))
                found |= _files(reader, missing)
            if missing - found.keys():
                raise MissingObject(f"files of {contents.commit} do not arrive")
            texts = {path: found[identifier] for path, identifier in ids.items()}
            contents = replace(contents, texts={**contents.texts, **texts})
    return contents


def _entries_of(reader: ObjectReader, name: str, environments: Sequence[str]) -> Contents:
    """What the commit that `name` names has in the managed paths, without any text."""
    folders = [environment_path(environment) for environment in environments]
    commit = reader.resolve(name)
    root = reader.root(commit)
    found = [_below(reader, root, path) for path in (*folders, ARGOCD_PATH, RECORDS_PATH)]
    return Contents(commit, dict(chain.from_iterable(found)))


def _files(reader: ObjectReader, ids: Iterable[str]) -> dict[str, str]:
    """Text by id of those files that are here."""
    found = {}
    for identifier in set(ids):
        with suppress(MissingObject):
            found[identifier] = reader.file(identifier).decode(errors="replace")
    return found


def _below(reader: ObjectReader, root: str, path: str) -> Iterator[tuple[str, Entry]]:
    tree, walked = root, []
    for part in path.split("/"):
        walked.append(part)
        found = next((item for item in reader.folder(tree) if item[0] == part), None)
        if found is None:
            return
        _, mode, tree = found
        if mode != FOLDER_MODE:
            yield "/".join(walked), Entry(mode, tree)
            return
    folders = [(path, tree)]
    while folders:
        above, folder = folders.pop()
        for name, mode, identifier in reader.folder(folder):
            if mode == FOLDER_MODE:
                folders.append((f"{above}/{name}", identifier))
            else:
                yield f"{above}/{name}", Entry(mode, identifier)
