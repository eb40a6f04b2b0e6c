"""What was worked out before, kept under the user's cache folder by the hash of its inputs.

Nothing here is ever needed: a missing, damaged or unwritable cache only costs time. Compiled
code and mirrors are kept there too, so that whoever can write there runs code as us: the
folder is our own, or it is refused.
"""

import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from platformdirs import user_cache_path

from nexus_gitops.errors import LocalError

_BYTES_KEPT: Final = 512 * 2**20
"""Of the entries of one kind; a rendering takes 50 to 100 KB."""
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
_PRIVATE: Final = 0o700


def folder(name: str) -> Path:
    """A folder of the cache, absolute, ours alone where it can be made.

    NEXUS_GITOPS_CACHE_DIR moves all of them.

    Raises:
        LocalError: the user has no home folder to keep it in, or others could write to it.
    """
    override = os.environ.get("NEXUS_GITOPS_CACHE_DIR")
    try:
        root = (Path(override) if override else user_cache_path("nexus-gitops")).absolute()
    except RuntimeError as error:
        raise LocalError(
            "there is no home folder to keep the cache in", "set HOME or NEXUS_GITOPS_CACHE_DIR"
        ) from error
    for path in (root, root / name):
        with suppress(OSError):
            path.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        _require_ours(path)
    with suppress(OSError):  # in a checkout it would make the source dirty
        ignored = root / ".gitignore"
        if not ignored.exists():
            ignored.write_text("*\n", encoding="utf-8")
    return root / name


def read(kind: str, key: str) -> Any | None:
    """The JSON value kept under `key`; None where there is none, or not the one that was kept.

    An entry begins with its checksum: a damaged one that still is JSON would say that there
    are no manifests, or nothing wrong with them.
    """
    entry = folder(kind) / key
    try:
        checksum, _, text = entry.read_text(encoding="utf-8").partition("\n")
    except (OSError, ValueError):
        return None
    if checksum != _checksum(key, text):
        return None
    with suppress(OSError):
        os.utime(entry)  # what is used last goes last
    return json.loads(text)


def write(kind: str, values: Mapping[str, Any], *, bytes_kept: int = _BYTES_KEPT) -> None:
    """Keep JSON values by their keys, each as one atomic step; what is used least makes room."""
    home = folder(kind)
    with suppress(OSError):
        for key, value in values.items():
            text = json.dumps(value)
            _replace(home / key, f"{_checksum(key, text)}\n{text}")
        _make_room(home, bytes_kept)


def _replace(entry: Path, text: str) -> None:
    """In one step, but on no disk for certain: the checksum tells what a power cut has left."""
    descriptor, temporary = tempfile.mkstemp(dir=entry.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).replace(entry)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _make_room(home: Path, bytes_kept: int) -> None:
    last_first = sorted(
        ((item.stat().st_mtime_ns, item.stat().st_size, item.path) for item in os.scandir(home)),
        reverse=True,
    )
    for _, size, path in last_first:
        bytes_kept -= size
        if bytes_kept < 0:
            Path(path).unlink(missing_ok=True)


def _require_ours(path: Path) -> None:
    try:
        found = path.stat()
    except OSError:
        return
    if found.st_uid != os.geteuid():
        raise LocalError(
            f"the cache {path} belongs to another user, who could run code as you",
            "set NEXUS_GITOPS_CACHE_DIR to a folder of your own",
        )
    if found.st_mode & _OTHERS_WRITE:
        raise LocalError(
            f"the cache {path} can be written by others, who could run code as you",
            "remove it, or set NEXUS_GITOPS_CACHE_DIR to a folder of your own",
        )


def _checksum(key: str, text: str) -> str:
    return hashlib.sha256(f"{key}\n{text}".encode()).hexdigest()
