"""The commits of a branch on its first-parent line, and what each has at a path.

Commits come without trees, however long the history is. Where a tree matters it is fetched, all
trees of one level at once.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeVar

from nexus_gitops.publish.mirror import Mirror
from nexus_gitops.publish.object_database import FOLDER_MODE, MissingObject, ObjectReader

_FIRST_DEPTH: Final = 128
_DEEPER: Final = 8
_FORMAT: Final = "%H %T %P%n%ct%n%an <%ae>%n%B"
_NOTHING: Final = (0, "")

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Step:
    """A commit of the line.

    Attributes:
        commit: its id.
        tree: id of its root tree.
        parent: id of its first parent; "" where it has none, or none that is known.
        seconds: when it was committed, since 1970 in UTC.
        author: as `Name <address>`.
        message: all of it.
    """

    commit: str
    tree: str
    parent: str
    seconds: int
    author: str
    message: str

    @property
    def summary(self) -> str:
        """First line of the message."""
        return self.message.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Line:
    """A first-parent line, as far down as it is known.

    Attributes:
        steps: its commits, newest first.
        is_whole: whether there are no more of them.
    """

    steps: Sequence[Step]
    is_whole: bool


def along(
    mirror: Mirror, branch: str, top: str, look: Callable[[Line], Result | None]
) -> Result | None:
    """What `look` finds on the line from a commit down, of which it is shown more and more.

    Args:
        mirror: one that leaves out trees (`Depth.HISTORY`).
        branch: that the commit is on.
        top: the commit.
        look: its None asks for more of the line.

    Returns:
        None where the branch has no such commit.

    Raises:
        UnreachableError: the repository did not answer.
    """
    steps = _known(mirror, top)
    if not steps:
        catch_up(mirror, branch)
        steps = _known(mirror, top)
        if not steps:
            return None
    depth = _FIRST_DEPTH
    while True:
        boundary = _boundary(mirror)
        found = look(Line(steps, is_whole=not boundary))
        if found is not None or not boundary:
            return found
        depth *= _DEEPER
        mirror.deepen(branch, depth)
        steps = _known(mirror, top)
        if _boundary(mirror) == boundary:  # the remote is shallow itself
            return look(Line(steps, is_whole=True))


def catch_up(mirror: Mirror, branch: str) -> str:
    """A name of the newest commit, once the mirror has it."""
    if mirror.has_fetched(branch):
        return mirror.catch_up(branch)
    return mirror.fetch(branch, _FIRST_DEPTH)


def _boundary(mirror: Mirror) -> str:
    """The commits whose parents the mirror does not know; "" where it knows all."""
    with suppress(FileNotFoundError):
        return (mirror.path / "shallow").read_text(encoding="ascii")
    return ""


def _known(mirror: Mirror, top: str) -> Sequence[Step]:
    """The steps that are here, newest first; none where the mirror lacks the first one."""
    outcome = mirror.run(["log", "--first-parent", "-z", f"--format={_FORMAT}", top, "--"])
    texts = outcome.output.decode(errors="replace").split("\0")
    return [] if outcome.status else [_step(text) for text in texts if text]


def _step(text: str) -> Step:
    ids, seconds, author, message = text.split("\n", 3)
    commit, tree, *parents = ids.split(" ")
    return Step(commit, tree, next(iter(parents), ""), int(seconds), author, message)


class Trees:
    """What the trees of commits hold; those that are not here are fetched, many at once.

    Args:
        mirror: of the repository.
    """

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._folders: dict[str, Mapping[str, tuple[int, str]]] = {}
        self._texts: dict[str, str] = {}

    def at(self, roots: Iterable[str], path: str) -> dict[str, str]:
        """Id by root tree of what it has at `path`, a file or a folder; "" where nothing is."""
        *folders, name = path.split("/")
        found = {root: root for root in roots}
        for part in folders:
            self._load(found.values())
            found = {root: _folder(self._entry(tree, part)) for root, tree in found.items()}
        self._load(found.values())
        return {root: self._entry(tree, name)[1] for root, tree in found.items()}

    def differences(self, before: str, after: str, path: str) -> dict[str, tuple[str, str]]:
        """Ids before and after, by path, of the files below two folders that differ.

        Args:
            before: id of a folder; "" for none.
            after: likewise.
            path: of both.
        """
        found: dict[str, tuple[str, str]] = {}
        folders = {path: (before, after)}
        while folders:
            self._load(identifier for pair in folders.values() for identifier in pair)
            below: dict[str, tuple[str, str]] = {}
            for above, (old, new) in folders.items():
                for name in {**self._folders.get(old, {}), **self._folders.get(new, {})}:
                    one, other = self._entry(old, name), self._entry(new, name)
                    if one == other:
                        continue
                    inside = _folder(one), _folder(other)
                    files = _file(one), _file(other)
                    if any(inside):
                        below[f"{above}/{name}"] = inside
                    if any(files):
                        found[f"{above}/{name}"] = files
            folders = below
        return found

    def files(self, commit: str, paths: Iterable[str]) -> dict[str, str]:
        """Text by path as a commit has it, of what is there."""
        with self._mirror.reader() as reader:
            root = reader.root(commit)
        ids = {path: self.at([root], path)[root] for path in paths}
        texts = self.texts(ids.values())
        return {path: texts[identifier] for path, identifier in ids.items() if identifier}

    def texts(self, ids: Iterable[str]) -> dict[str, str]:
        """Text by id of files."""
        wanted = set(ids) - {""}
        self._texts |= self._read(
            wanted - self._texts.keys(),
            lambda reader, identifier: reader.file(identifier).decode(errors="replace"),
        )
        return {identifier: self._texts[identifier] for identifier in wanted}

    def _entry(self, tree: str, name: str) -> tuple[int, str]:
        return self._folders.get(tree, {}).get(name, _NOTHING)

    def _load(self, ids: Iterable[str]) -> None:
        self._folders |= self._read(
            set(ids) - self._folders.keys() - {""},
            lambda reader, tree: {name: (mode, item) for name, mode, item in reader.folder(tree)},
        )

    def _read(
        self, ids: Collection[str], read: Callable[[ObjectReader, str], Result]
    ) -> dict[str, Result]:
        found = self._here(ids, read)
        missing = sorted(set(ids) - found.keys())
        if missing:
            self._mirror.fetch_objects(missing)
            found |= self._here(missing, read)
        if len(found) < len(ids):
            raise MissingObject("trees or files of older commits do not arrive")
        return found

    def _here(
        self, ids: Iterable[str], read: Callable[[ObjectReader, str], Result]
    ) -> dict[str, Result]:
        found = {}
        with self._mirror.reader() as reader:
            for identifier in ids:
                with suppress(MissingObject):
                    found[identifier] = read(reader, identifier)
        return found


def _folder(entry: tuple[int, str]) -> str:
    mode, identifier = entry
    return identifier if mode == FOLDER_MODE else ""


def _file(entry: tuple[int, str]) -> str:
    mode, identifier = entry
    return "" if mode == FOLDER_MODE else identifier
