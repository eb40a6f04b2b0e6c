"""Finds and loads the environments of the platform, and the images that each of them runs."""

import difflib
import traceback
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from reprlib import repr as shortened
from typing import TYPE_CHECKING

from nexus_gitops.errors import LocalError, UsageError
from nexus_platform import environments
from nexus_platform.names import Service

if TYPE_CHECKING:
    from nexus_gitops.images.image import ImageLock
    from nexus_gitops.platform.environment import Environment

_FOLDER = Path(environments.__file__).parent


def names() -> tuple[str, ...]:
    """Names of all environments, sorted. Reads no environment."""
    return tuple(sorted(module.name for module in iter_modules(environments.__path__)))


def select(wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The environments asked for, all of them where none is, each once.

    Raises:
        UsageError: one does not exist; the nearest name is in the hint.
    """
    known = names()
    for name in wanted:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            guess = f"did you mean {near[0]}? " if near else ""
            raise UsageError(
                f"there is no environment {name!r}", f"{guess}there are: {', '.join(known)}"
            )
    return tuple(dict.fromkeys(wanted)) or known


@cache
def load(name: str) -> "Environment":
    """The environment of that name.

    Raises:
        UsageError: there is none.
        LocalError: its module does not load or breaks a rule; the message is one line, and
            names file, line, field and value.
    """
    select((name,))
    try:
        environment: Environment = import_module(f"{environments.__name__}.{name}").ENV
    except Exception as error:  # people edit these modules: anything can be wrong with them
        raise LocalError(f"{_place(name, error)}: {_reason(error)}", "correct it") from error
    if environment.name != name:
        raise LocalError(
            f"environments/{name}.py names its environment {environment.name!r}",
            "make both the same",
        )
    return environment


def lock_file(name: str) -> Path:
    """Where the images of the environment are locked."""
    return _FOLDER / f"{name}.images.json"


def images(name: str) -> "ImageLock":
    """The locked images of the environment, by service.

    Raises:
        LocalError: the file is missing, not a lock file, or lacks a service.
    """
    from nexus_gitops.images.image import parse_lock

    path = lock_file(name)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise LocalError(f"{path.name} cannot be read: {error.strerror}") from error
    lock = parse_lock(text, path.name)
    if missing := [service.value for service in Service if service not in lock]:
        raise LocalError(
            f"{path.name} has no image for {', '.join(missing)}", "add repository and tag of each"
        )
    return lock


def _place(name: str, error: Exception) -> str:
    file = f"environments/{name}.py"
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.endswith(f"/{name}.py")
    ]
    return f"{file}, line {lines[-1]}" if lines else file


def _reason(error: Exception) -> str:
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        return " ".join(f"{type(error).__name__}: {error}".split())
    return "; ".join(
        f"{'.'.join(map(str, wrong['loc']))}:"
        f" {wrong['msg'].removeprefix('Value error, ')} (got {shortened(wrong['input'])})"
        for wrong in error.errors(include_url=False)
    )
