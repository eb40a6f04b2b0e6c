"""What was worked out before, kept under the user's cache folder by the hash of its inputs.

Nothing here is ever needed: a missing, damaged or unwritable cache only costs time.
"""

import hashlib
import json
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

from platformdirs import user_cache_path

import nexus_gitops
from nexus_gitops.errors import LocalError
from nexus_gitops.files import PRIVATE, replace_file
from nexus_gitops.platform.project import project

_ENTRIES_KEPT: Final = 64
_RENDERERS: Final = ("cdk8s", "cdk8s-plus-27", "constructs", "jsii", "PyYAML", "pydantic")
_PACKAGE: Final = Path(nexus_gitops.__file__).parent
_NOT_RENDERED_FROM: Final = frozenset({"cli", "publish", "__pycache__"})


def folder(name: str) -> Path:
    """A folder of the cache, absolute; not made yet. NEXUS_GITOPS_CACHE_DIR moves all of them.

    Raises:
        LocalError: the user has no home folder to keep it in.
    """
    override = os.environ.get("NEXUS_GITOPS_CACHE_DIR")
    try:
        return (Path(override) if override else user_cache_path("nexus-gitops")).absolute() / name
    except RuntimeError as error:
        raise LocalError(
            "there is no home folder to keep the cache in", "set HOME or NEXUS_GITOPS_CACHE_DIR"
        ) from error


def read(kind: str, key: str) -> Any | None:
    """The JSON value kept under `key`; None where there is none, or not the one that was kept.

    An entry begins with its checksum: a damaged one that still is JSON would say that there
    are no manifests, or nothing wrong with them.
    """
    try:
        checksum, _, text = _entry(kind, key).read_text(encoding="utf-8").partition("\n")
    except (OSError, ValueError):
        return None
    return json.loads(text) if checksum == _checksum(key, text) else None


def write(kind: str, key: str, value: Any) -> None:
    """Keep a JSON value under `key`, as one atomic step; the oldest entries make room."""
    entry = _entry(kind, key)
    text = json.dumps(value)
    with suppress(OSError):
        replace_file(entry, f"{_checksum(key, text)}\n{text}".encode(), mode=PRIVATE)
        by_age = sorted(entry.parent.iterdir(), key=lambda path: path.stat().st_mtime)
        for old in by_age[:-_ENTRIES_KEPT]:
            old.unlink()


@cache
def source_fingerprint() -> str:
    """Hex SHA-256 of all that a rendering and its findings depend on, besides the request.

    That is our own code and data below the CLI, and every installed package: the names of
    their metadata folders hold their versions, and importlib.metadata would take as long to
    import as all of this takes.
    """
    digest = hashlib.sha256(repr([sys.version_info, _installed()]).encode())
    for root in _roots():
        for path in sorted(_files(root)):
            digest.update(f"{path.relative_to(root)}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def tool_versions() -> dict[str, str]:
    """Version by package, of everything whose change may change the rendered bytes."""
    kept: dict[str, str] | None = read("tools", source_fingerprint())
    if kept is None:
        from importlib.metadata import version

        kept = {package: version(package) for package in ("nexus-gitops", *_RENDERERS)}
        write("tools", source_fingerprint(), kept)
    return kept


def key_of(*parts: str) -> str:
    """Hex SHA-256 over the parts and everything a rendering depends on."""
    return hashlib.sha256("\0".join((source_fingerprint(), *parts)).encode()).hexdigest()


def _installed() -> list[str]:
    found = set()
    for entry in sys.path:
        with suppress(OSError):
            found |= {item.name for item in os.scandir(entry or ".")}
    return sorted(name for name in found if name.endswith(".dist-info"))


def _roots() -> tuple[Path, ...]:
    import nexus_constructs

    constructs = Path(*nexus_constructs.__path__)
    return (_PACKAGE, constructs, _PACKAGE.parent / "imports", project().folder)


def _files(root: Path) -> list[Path]:
    found = []
    for parent, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in _NOT_RENDERED_FROM]
        found += [Path(parent, name) for name in names]
    return found


def _entry(kind: str, key: str) -> Path:
    return folder(kind) / key


def _checksum(key: str, text: str) -> str:
    return hashlib.sha256(f"{key}\n{text}".encode()).hexdigest()
