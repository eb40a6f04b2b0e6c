"""Modules that Python imports in place of cdk8s' own, in a process that only renders."""

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from nexus_gitops.rendering.fast import objects, table, tree
from nexus_gitops.rendering.fast.typed import Types
from nexus_gitops.rendering.fast.unknown import unknown

Lookup = Callable[[str], Any]
"""From the name of something in a module to what it is."""

TABLE: Final = "table.jsonl"
"""Name of the table in a folder of bindings."""

_HANDWRITTEN: Final[Mapping[str, tuple[type, ...]]] = {
    "constructs": (tree.Construct, tree.ConstructOrder, tree.Node),
    "cdk8s": (
        objects.ApiObject,
        objects.ApiObjectMetadataDefinition,
        objects.App,
        objects.Chart,
    ),
}
_OF_NODE: Final = frozenset({"cdk8s", "cdk8s_plus_27", "constructs", "jsii"})
"""Packages that start Node."""


def install() -> None:
    """From now on, whoever imports cdk8s in this process gets the fast engine."""
    sys.meta_path.insert(0, _Finder())


def contents(module: str) -> Lookup:
    """What is in a module of cdk8s' own."""
    if module == "cdk8s_plus_27":
        return _submodule
    if module == "cdk8s_plus_27.k8s":
        return _types(Types(module, table.ours("k8s"), cdk8s_types()))
    classes = {cls.__name__: cls for cls in _HANDWRITTEN[module]}
    if module == "constructs":
        return lambda name: classes.get(name) or unknown(f"{module}.{name}")
    of_table = _types(cdk8s_types())
    return lambda name: classes.get(name) or of_table(name)


def bindings(module: str, folder: Path) -> Lookup:
    """What is in a module of bindings that `cdk8s import` has made, and a table was drawn from."""
    drawn = table.read(folder / TABLE)
    drawn.check(folder)
    return _types(Types(module, drawn, cdk8s_types()))


@cache
def cdk8s_types() -> Types:
    """The structs of cdk8s that other types hold."""
    return Types("cdk8s", table.ours("cdk8s"))


def _types(types: Types) -> Lookup:
    return lambda name: types.get(name) if name in types else unknown(f"{types.module}.{name}")


def _submodule(name: str) -> ModuleType:
    if name != "k8s":
        unknown(f"cdk8s_plus_27.{name}")
    return import_module("cdk8s_plus_27.k8s")


class _Finder:
    """Finds our modules before Python finds those that are installed.

    It is no `MetaPathFinder` by name, because importlib.abc takes 10 ms to import.
    """

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,  # noqa: ARG002 -- of the protocol
    ) -> ModuleSpec | None:
        package, _, name = fullname.rpartition(".")
        if fullname in {*_HANDWRITTEN, "cdk8s_plus_27", "cdk8s_plus_27.k8s"}:
            if not package:
                _check_version(fullname)
            return _spec(fullname, lambda: contents(fullname))
        if fullname.partition(".")[0] in _OF_NODE:
            unknown(f"the module {fullname}")
        for parent in path or ():
            folder = Path(parent, name)
            if (folder / TABLE).is_file():
                return _spec(fullname, partial(bindings, fullname, folder))
        return None


class _Loader:
    def __init__(self, lookup: Callable[[], Lookup]) -> None:
        self._lookup = lookup

    def create_module(self, spec: ModuleSpec) -> None:  # noqa: ARG002 -- an ordinary one
        return None

    def exec_module(self, module: ModuleType) -> None:
        lookup = self._lookup()

        def get(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            found = lookup(name)
            setattr(module, name, found)
            return found

        vars(module)["__getattr__"] = get


def _spec(module: str, lookup: Callable[[], Lookup]) -> ModuleSpec:
    loader: Any = _Loader(lookup)
    return ModuleSpec(module, loader, is_package=module == "cdk8s_plus_27")


def _check_version(package: str) -> None:
    """See that what is installed is what the engine was written for, or its table drawn from."""
    spec = PathFinder.find_spec(package)
    archive = table.archive_of(package)
    if spec is None or not Path(spec.origin or "", "..", "_jsii", archive).resolve().is_file():
        unknown(f"another {package} than {archive}")
