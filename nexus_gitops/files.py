"""Files that are there as a whole or not at all, whatever stops us."""

import os
import tempfile
from pathlib import Path
from typing import Final

PUBLIC: Final = 0o644
PRIVATE: Final = 0o600


def replace_file(path: Path, content: bytes, *, mode: int = PUBLIC) -> None:
    """Put `content` at `path` in one step, its folder made where there is none.

    After a power cut the file is the old one or the new one; both file and folder are on the
    disk before this returns.

    Args:
        path: of the file.
        content: all of it.
        mode: permission bits, where there is no file yet; one that is there keeps its own.

    Raises:
        OSError: the disk does not let us; the old file is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            os.fchmod(descriptor, _mode_of(path, mode))
            file.flush()
            os.fsync(descriptor)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _mode_of(path: Path, otherwise: int) -> int:
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return otherwise


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
