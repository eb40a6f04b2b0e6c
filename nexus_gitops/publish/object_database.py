"""Reads single Git objects through one process, and says when one is not there."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from git import Git

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
        client: see `nexus_gitops.publish.git.conversation`.
    """

    def __init__(self, client: "Git") -> None:
        self._client = client

    def resolve(self, name: str) -> str:
        """The id of the commit that a reference or an id names."""
        identifier, _ = self._read(name, "commit")
        return identifier

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
            header = self._client.get_object_data(name)
        except (ValueError, OSError) as error:
            raise MissingObject(f"{name} is not in the mirror") from error
        identifier, found = map(os.fsdecode, header[:2])  # GitPython says str and gives bytes
        if found != kind:
            raise MissingObject(f"{name} is a {found} where a {kind} is expected")
        return identifier, header[3]
