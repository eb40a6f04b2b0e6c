"""What a rendering depends on, by its hash: the same inputs are never rendered twice.

An environment depends on the code, and of the environments' own files on those that bear its
name: another one's data does not change what it renders. Where a module imports another
environment, it depends on all of them.
"""

import hashlib
import os
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

import nexus_gitops
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import project
from nexus_gitops.rendering import cache as kept

_RENDERERS: Final = ("cdk8s", "cdk8s-plus-27", "constructs", "jsii", "PyYAML", "msgspec")
_PACKAGE: Final = Path(nexus_gitops.__file__).parent
_COMPILED: Final = "__pycache__"
_NOT_RENDERED_FROM: Final = frozenset(os.fspath(_PACKAGE / folder) for folder in ("cli", "publish"))
_IMPORT: Final = rb"^\s*(?:from|import)\b(?:[^\n(]*\([^)]*|[^\n]*)"
_WORDS_OF_ANY: Final = (b"environments", b"import_module", b"__import__")
_OF_ANY: Final = re.compile(
    _IMPORT + rb"\benvironments\b|\bimport_module\b|\b__import__\b", re.MULTILINE
)
"""How a module of the platform may come to read the data of any environment."""
_OF_SIBLING: Final = re.compile(rb"^\s*from\s+\.(?!\.)", re.MULTILINE)
"""How a module beside other environments may."""


def key_of(*parts: str) -> str:
    """Hex SHA-256 over the parts and the code."""
    return hashlib.sha256("\0".join((code_fingerprint(), *parts)).encode()).hexdigest()


def key_of_environment(name: str, *parts: str) -> str:
    """Hex SHA-256 over the parts and everything that a rendering of an environment depends on."""
    return key_of(name, _fingerprints().get(name, ""), *parts)


def key_of_all(*parts: str) -> str:
    """Hex SHA-256 over the parts, the code and the data of all environments."""
    return key_of(repr(sorted(_fingerprints().items())), *parts)


@cache
def code_fingerprint() -> str:
    """Hex SHA-256 of all that every rendering and its findings depend on.

    That is our own code and data below the CLI, what of the environments' files belongs to no
    single one, and every installed package: the names of their metadata folders hold their
    versions, and importlib.metadata would take as long to import as all of this takes.
    """
    digest = hashlib.sha256(repr([sys.version_info, _installed()]).encode())
    for root in _tool():
        _add(digest, root, _files(root))
    shared = [path for path in _files(project().folder) if not _owner(path)]
    _add(digest, project().folder, shared)
    if any(map(_reads_any_environment, shared)):
        digest.update(repr(sorted(_fingerprints().items())).encode())
    return digest.hexdigest()


def forget() -> None:
    """Look at all files anew: one of them was written since they were looked at."""
    code_fingerprint.cache_clear()
    _fingerprints.cache_clear()


def roots() -> tuple[Path, ...]:
    """The folders that keys are made of."""
    return (*_tool(), project().folder)


def tool_versions() -> dict[str, str]:
    """Version by package, of everything whose change may change the rendered bytes."""
    key = code_fingerprint()
    found: dict[str, str] | None = kept.read("tools", key)
    if found is None:
        from importlib.metadata import version

        found = {package: version(package) for package in ("nexus-gitops", *_RENDERERS)}
        kept.write("tools", {key: found})
    return found


@cache
def _fingerprints() -> Mapping[str, str]:
    """By name of an environment, of what it alone depends on."""
    owned: dict[str, list[str]] = {name: [] for name in loading.names()}
    for path in _files(loading.folder()):
        if owner := _owner(path):
            owned[owner].append(path)
    own = {name: _digest(paths) for name, paths in owned.items()}
    every = hashlib.sha256(repr(sorted(own.items())).encode()).hexdigest()
    return {
        name: every if any(map(_reads_any_environment, paths)) else own[name]
        for name, paths in owned.items()
    }


def _owner(path: str) -> str:
    """The environment that a file belongs to, as `prod.py` and `prod.images.json`; else ""."""
    below = path.removeprefix(_beside_environments())
    if below == path:
        return ""
    name = below.partition(os.sep)[0].partition(".")[0]
    return name if name in _names() else ""


@cache
def _beside_environments() -> str:
    """What the path of a file in the environments' folder begins with."""
    return f"{loading.folder()}{os.sep}"


@cache
def _names() -> frozenset[str]:
    return frozenset(loading.names())


def _reads_any_environment(path: str) -> bool:
    if not path.endswith(".py"):
        return False
    text = _content(path)
    if path.startswith(_beside_environments()) and _OF_SIBLING.search(text):
        return True
    # Most name none of them, which is known in a fiftieth of the time.
    return any(word in text for word in _WORDS_OF_ANY) and bool(_OF_ANY.search(text))


def _digest(paths: Iterable[str]) -> str:
    digest = hashlib.sha256()
    _add(digest, loading.folder(), paths)
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", root: Path, paths: Iterable[str]) -> None:
    """Every command does this for hundreds of files: paths are text, and nothing is buffered."""
    beside = f"{root}{os.sep}"
    for path in sorted(paths):
        content = _content(path)
        digest.update(os.fsencode(f"{path.removeprefix(beside)}\0{len(content)}\0"))
        digest.update(content)


def _content(path: str) -> bytes:
    """Of a file that cannot be read the reason; whatever needs it says so."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 -- a Path takes as long to make
            return file.read()
    except OSError as error:
        return repr(error).encode()


def _installed() -> list[str]:
    found = set()
    for entry in sys.path:
        with suppress(OSError):
            found |= {item.name for item in os.scandir(entry or ".")}
    return sorted(name for name in found if name.endswith(".dist-info"))


def _tool() -> tuple[Path, ...]:
    import nexus_constructs

    constructs = Path(*nexus_constructs.__path__)
    return (_PACKAGE, constructs, _PACKAGE.parent / "imports")


def _files(root: Path) -> list[str]:
    found = []
    for parent, folders, names in os.walk(root):
        folders[:] = [
            name
            for name in folders
            if name != _COMPILED and f"{parent}{os.sep}{name}" not in _NOT_RENDERED_FROM
        ]
        found += [f"{parent}{os.sep}{name}" for name in names]
    return found
