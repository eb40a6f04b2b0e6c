"""Writes a small new platform, to be changed into one's own."""

import re
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from nexus_gitops.errors import UsageError
from nexus_gitops.files import replace_file

_TEMPLATE: Final = "nexus_gitops.platform.template"
_NAME: Final = re.compile(r"[a-z]([-a-z0-9]{0,18}[a-z0-9])?")
_HIDDEN: Final = {"github": ".github", "gitignore": ".gitignore", "gitlab-ci.yml": ".gitlab-ci.yml"}
_REQUIREMENT: Final = "nexus-gitops\n"


@dataclass(frozen=True, slots=True)
class NewPlatform:
    """What was written.

    Attributes:
        folder: of the new project, absolute.
        package: name of the platform's package in it.
        files: paths below the folder, sorted.
    """

    folder: Path
    package: str
    files: tuple[str, ...]


def init(folder: Path, name: str = "") -> NewPlatform:
    """Write a platform of one service and two environments.

    Args:
        folder: of the new project; made where it is missing.
        name: of the platform, a short DNS label; the folder's own where it is "".

    Raises:
        UsageError: the folder holds something already, or the name is none.
        OSError: the disk does not let us write.
    """
    target = folder.absolute()
    name = name or target.name.lower()
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot begin the names of Applications",
            "give --name a DNS label of at most 20 characters that begins with a letter",
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target} holds something already", "name a folder that is new or empty")
    texts = _named(_texts(files(_TEMPLATE)), name)
    for path, text in texts.items():
        replace_file(target / path, text.encode())
    return NewPlatform(target, _package(name), tuple(sorted(texts)))


def _texts(folder: Traversable, above: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for item in folder.iterdir():
        path = f"{above}{_HIDDEN.get(item.name, item.name)}"
        if item.is_dir():
            if item.name != "__pycache__":
                found |= _texts(item, f"{path}/")
        elif path != "__init__.py":
            found[path] = item.read_text(encoding="utf-8")
    return found


def _named(texts: dict[str, str], name: str) -> dict[str, str]:
    """The texts of a platform of another name, that needs the tool as it is now."""

    def rename(text: str) -> str:
        # example.com is a name of its own, reserved for examples.
        renamed = re.sub(
            r"\bexample(?=_platform\b)", _package(name).removesuffix("_platform"), text
        )
        renamed = re.sub(r"\bexample\b(?!\.com)", name, renamed)
        return re.sub(r"\bExample\b", _class(name), renamed)

    found = {rename(path): rename(text) for path, text in texts.items()}
    pinned = f"nexus-gitops=={version('nexus-gitops')}\n"
    found["requirements.txt"] = found["requirements.txt"].replace(_REQUIREMENT, pinned)
    return found


def _package(name: str) -> str:
    return f"{name.replace('-', '_')}_platform"


def _class(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))
