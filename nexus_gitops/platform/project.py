"""Finds the project that a command works on: the folder, and the platform in it.

A `pyproject.toml` in the working directory or above it names the platform's package:

    [tool.nexus-gitops]
    platform = "nexus_platform"

So an installed tool uses the platform of the checkout that the user stands in.
NEXUS_GITOPS_PLATFORM, which `--platform` sets, names the folder of another one; what is
written then goes into the working directory.
"""

import os
import sys
from dataclasses import dataclass
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Final

from nexus_gitops.errors import LocalError, UsageError
from nexus_gitops.platform.protocol import Platform

VARIABLE: Final = "NEXUS_GITOPS_PLATFORM"
_FILE: Final = "pyproject.toml"
_TABLE: Final = "tool.nexus-gitops"
_WAY_OUT: Final = (
    f'write [{_TABLE}] platform = "your_platform" into {_FILE}, name one with --platform, or'
    " begin with nexus-gitops init"
)


@dataclass(frozen=True, slots=True)
class Project:
    """Where a platform is, and where its manifests go.

    Attributes:
        root: folder of dist/, argocd/ and .nexus/, absolute.
        package: name of the platform's package.
        folder: of that package, absolute.
    """

    root: Path
    package: str
    folder: Path

    def shown(self, path: Path) -> str:
        """A path as a message names it: from the root where it is below it."""
        return (
            path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)
        )


def project() -> Project:
    """The project of the working directory.

    Raises:
        UsageError: there is none, or what names it names no package.
    """
    return _found(Path.cwd(), os.environ.get(VARIABLE, ""))


def platform() -> Platform[Any]:
    """The platform of the project.

    Raises:
        UsageError: see `project`.
        LocalError: its package cannot be imported, or has no PLATFORM.
    """
    return _loaded(project())


@cache
def _found(folder: Path, named: str) -> Project:
    if named:
        return _at(Path(named).expanduser().absolute(), root=folder)
    for candidate in (folder, *folder.parents):
        package = _declared(candidate / _FILE)
        if package:
            return _in(candidate, package)
    raise UsageError(f"there is no platform in {folder} or above it", _WAY_OUT)


def _at(path: Path, *, root: Path) -> Project:
    if (path / "__init__.py").is_file():
        return Project(root, path.name, path)
    package = _declared(path / _FILE)
    if not package:
        raise UsageError(f"{path} holds no platform", "name the folder of its package")
    return Project(root, package, _in(path, package).folder)


def _in(root: Path, package: str) -> Project:
    folder = root.joinpath(*package.split("."))
    if not (folder / "__init__.py").is_file():
        raise UsageError(
            f"{root / _FILE} names the platform {package}, but {folder} is no package",
            "correct the name; it is looked for beside that file",
        )
    return Project(root, package, folder)


def _declared(file: Path) -> str:
    """The platform's package that a `pyproject.toml` names; "" where it names none."""
    import tomllib

    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} cannot be read: {error}", "correct it") from error
    table = content.get("tool", {}).get("nexus-gitops", {})
    package = table.get("platform", "") if isinstance(table, dict) else ""
    if not isinstance(package, str):
        raise UsageError(
            f"{file} names the platform {package!r} in [{_TABLE}]",
            'write the name of its package, as platform = "your_platform"',
        )
    return package


@cache
def _loaded(found: Project) -> Platform[Any]:
    _import(found)
    try:
        loaded: Platform[Any] = sys.modules[found.package].PLATFORM
    except AttributeError:
        raise LocalError(
            f"{found.package} has no PLATFORM", f"define one in {found.folder / '__init__.py'}"
        ) from None
    return loaded


def _import(found: Project) -> None:
    """Import the package from its own folder, whatever else is installed under its name.

    What it imports from beside it is looked for last, so that no folder of the project hides
    an installed package.
    """
    beside = str(found.folder.parents[found.package.count(".")])
    if beside not in sys.path:
        sys.path.append(beside)
    known = sys.modules.get(found.package)
    if known is not None and Path(str(known.__file__)).parent.resolve() == found.folder.resolve():
        return
    if known is not None:
        raise LocalError(
            f"{found.package} was imported from {known.__file__}, not from {found.folder}",
            "give the platform's package a name of its own",
        )
    spec = spec_from_file_location(
        found.package, found.folder / "__init__.py", submodule_search_locations=[str(found.folder)]
    )
    if spec is None or spec.loader is None:
        raise LocalError(f"{found.folder} cannot be imported", "check that it is a Python package")
    module = module_from_spec(spec)
    sys.modules[found.package] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # people edit it: anything can be wrong with it
        del sys.modules[found.package]
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise LocalError(f"{found.package} cannot be imported: {reason}", "correct it") from error
