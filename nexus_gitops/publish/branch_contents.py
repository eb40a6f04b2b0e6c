"""What a branch holds in the managed paths of one environment, read without a working tree."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

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
    mirror: Mirror, branch: str, environment: str, wanted: Callable[[Entries], Iterable[str]]
) -> Contents:
    """Read a branch, fetching only what the mirror lacks.

    Args:
        mirror: of the repository.
        branch: its name.
        environment: whose managed paths are read, with those that all environments share.
        wanted: tells the paths of the files whose text is needed.

    Raises:
        UnreachableError: the remote did not answer.
    """
    tip = mirror.tip(branch)
    if not tip:
        return Contents(others=mirror.branches())
    try:
        contents, missing = _read_here(mirror, tip, environment, wanted)
    except MissingObject:
        contents, missing = _read_here(mirror, mirror.fetch(branch), environment, wanted)
    if missing:
        mirror.fetch_objects(sorted(set(missing)))
        contents, missing = _read_here(mirror, contents.commit, environment, wanted)
    if missing:
        raise MissingObject(f"{len(missing)} files of {contents.commit} do not arrive")
    return contents


def _read_here(
    mirror: Mirror, name: str, environment: str, wanted: Callable[[Entries], Iterable[str]]
) -> tuple[Contents, list[str]]:
    """The contents of the commit that `name` names, and the ids of files that are not here."""
    with mirror.reader() as reader:
        commit = reader.resolve(name)
        entries = dict(_entries(reader, commit, environment))
        texts, missing = {}, []
        for path in wanted(entries):
            try:
                texts[path] = reader.file(entries[path].id).decode(errors="replace")
            except MissingObject:
                missing.append(entries[path].id)
    return Contents(commit, entries, texts), missing


def _entries(reader: ObjectReader, commit: str, environment: str) -> Iterator[tuple[str, Entry]]:
    root = reader.root(commit)
    for path in (environment_path(environment), ARGOCD_PATH, RECORDS_PATH):
        yield from _below(reader, root, path)


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
