"""Reads single Git objects through one process, and says when one is not there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from nexus_gitops.publish import git

FOLDER_MODE: Final = 0o040000
SYMLINK_MODE: Final = 0o120000
SUBMODULE_MODE: Final = 0o160000
FILE_MODE: Final = 0o100644
FILE_MODES: Final = frozenset({FILE_MODE, 0o100755, 0o100664})  # executable; by very old Gits

_ID_LENGTH: Final = 20


class MissingObject(Exception):  # noqa: N818 -- in a blobless mirror it is no error
    """The mirror has no such object, or cannot read it."""


class ObjectReader:
    """Trees, files and commit ids of one repository.

    Args:
        questions: stdin of a `git cat-file --batch`.
        answers: its stdout.
    """

    def __init__(self, questions: IO[bytes], answers: IO[bytes]) -> None:
        self._questions = questions
        self._answers = answers

    def resolve(self, name: str) -> str:
        """The id of the commit that a reference or an id names."""
        identifier, _ = self._read(name, "commit")
        return identifier

    def lines(self, commit: str) -> list[str]:
        """The lines before the message of a commit, as `tree <id>` and `parent <id>`."""
        _, data = self._read(commit, "commit")
        return data.partition(b"\n\n")[0].decode(errors="replace").splitlines()

    def message(self, commit: str) -> str:
        """The message of a commit."""
        _, data = self._read(commit, "commit")
        return data.partition(b"\n\n")[2].decode(errors="replace")

    def root(self, commit: str) -> str:
        """The id of a commit's tree."""
        _, data = self._read(commit, "commit")
        return data.partition(b"\n")[0].removeprefix(b"tree ").decode()

    def folder(self, tree: str) -> Iterator[tuple[str, int, str]]:
        """Name, mode and id of what a tree holds.

        A name that is not UTF-8 keeps its bytes as surrogates.
        """
        _, data = self._read(tree, "tree")
        start = 0
        while start < len(data):
            space = data.index(b" ", start)
            end = data.index(b"\0", space) + 1
            name = data[space + 1 : end - 1].decode(errors="surrogateescape")
            yield name, int(data[start:space], 8), data[end : end + _ID_LENGTH].hex()
            start = end + _ID_LENGTH

    def file(self, blob: str) -> bytes:
        """The content of a file."""
        _, data = self._read(blob, "blob")
        return data

    def _read(self, name: str, kind: str) -> tuple[str, bytes]:
        try:
            self._questions.write(f"{name}\n".encode(errors="surrogateescape"))
            self._questions.flush()
        except BrokenPipeError:
            raise MissingObject(f"{name} cannot be read: git gave up") from None
        # "<id> <kind> <size>", or the name and what is wrong with it; nothing if git gave up.
        header = self._answers.readline().decode(errors="replace").split()
        if len(header) != 3 or not header[2].isdecimal():
            raise MissingObject(f"{name} is not in the mirror")
        identifier, found, size = header
        data = self._answers.read(int(size) + 1)[:-1]  # and a line break
        if len(data) != int(size):
            raise MissingObject(f"{name} cannot be read")
        if found != kind:
            raise MissingObject(f"{name} is a {found} where a {kind} is expected")
        return identifier, data


@contextmanager
def reading(repository: Path) -> Iterator[ObjectReader]:
    """A reader of a bare repository's objects, of those that are here.

    Raises:
        LocalError: git is not installed.
    """
    place = {"GIT_DIR": str(repository)}
    command = ["cat-file", "--batch"]
    with git.conversation(command, directory=repository, environment=place) as (ask, hear):
        yield ObjectReader(ask, hear)
