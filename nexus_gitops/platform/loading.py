"""Lists and loads the environments of the project's platform, and the images of each."""

import difflib
import sys
import traceback
from collections.abc import Sequence
from contextlib import redirect_stdout
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Final

from nexus_gitops.errors import LocalError, NexusError, UsageError
from nexus_gitops.platform.project import platform, project

if TYPE_CHECKING:
    from nexus_gitops.images.image import ImageLock
    from nexus_gitops.platform.application import Application
    from nexus_gitops.platform.environment import Environment

_FOLDER: Final = "environments"


def names() -> tuple[str, ...]:
    """Names of all environments, sorted. Reads no environment.

    Raises:
        UsageError: there is no project here.
    """
    return tuple(sorted(module.name for module in iter_modules([str(folder())])))


def folder() -> Path:
    """Where the environments and their lock files are."""
    return project().folder / _FOLDER


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


def load(name: str) -> "Environment":
    """The environment of that name.

    Raises:
        UsageError: there is none.
        LocalError: its module does not load or breaks a rule; the message is one line, and
            names file, line, field and value.
    """
    if "/" in name or not _is_module(name):
        select((name,))
    platform()  # it may be found by its folder alone
    return _load(project().package, name)


def applications(name: str) -> "Sequence[Application]":
    """What the environment of that name consists of.

    Raises:
        UsageError: there is none.
        LocalError: it does not load, or the platform's code fails on it.
    """
    environment = load(name)
    try:
        return tuple(platform().applications(environment))
    except NexusError:
        raise
    except (Exception, SystemExit) as error:  # it is the platform's code that fails, and not ours
        raise LocalError(
            f"{project().package} fails on {name}: {_reason(error)}", "correct it"
        ) from error


def lock_file(name: str) -> Path:
    """Where the images of the environment are locked."""
    return folder() / f"{name}.images.json"


def module_file(name: str) -> Path:
    """Where the environment is written."""
    return folder() / f"{name}.py"


def images(name: str) -> "ImageLock":
    """The locked images of the environment, by service.

    Raises:
        LocalError: the file is missing, not a lock file, or lacks a service.
    """
    from nexus_gitops.images.image import parse_lock
    from nexus_gitops.images.lock_file import read_lock

    path = lock_file(name)
    lock = parse_lock(read_lock(path), path.name)
    if missing := [image for image in platform().images if image not in lock]:
        raise LocalError(
            f"{path.name} has no image for {', '.join(missing)}", "add repository and tag of each"
        )
    return lock


@cache
def _load(package: str, name: str) -> "Environment":
    try:
        with redirect_stdout(sys.stderr):  # only results are printed there
            environment = import_module(f"{package}.{_FOLDER}.{name}").ENV
    except (Exception, SystemExit) as error:  # people edit these modules: anything can be wrong
        raise LocalError(f"{_place(name, error)}: {_reason(error)}", "correct it") from error
    from nexus_gitops.platform.environment import Environment

    if not isinstance(environment, Environment):
        raise LocalError(
            f"environments/{name}.py: ENV is no Environment, but of {type(environment).__name__}",
            "see docs/add-an-environment.md",
        )
    if environment.name != name:
        raise LocalError(
            f"environments/{name}.py names its environment {environment.name!r}",
            "make both the same",
        )
    return environment


def _is_module(name: str) -> bool:
    return module_file(name).is_file() or (folder() / name / "__init__.py").is_file()


def _place(name: str, error: BaseException) -> str:
    file = f"environments/{name}.py"
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.endswith(f"/{name}.py")
    ]
    return f"{file}, line {lines[-1]}" if lines else file


def _reason(error: BaseException) -> str:
    from nexus_gitops.platform.data import InvalidError

    told = str(error) if isinstance(error, InvalidError) else f"{type(error).__name__}: {error}"
    return " ".join(told.split())
