"""The tables that scripts/tabulate_types.py writes: what types there are and what they hold.

The first line of a table is its index: the archive that it was drawn from, and the number of
each type's line, from 0. A line is one of

    {"struct": {"<name in Python>": <field>}}
    {"kind": "...", "apiVersion": "...", "props": "<struct>"}
    {"enum": {"<member>": <text or number in a manifest>}}
    {"union": {"<class method>": "<type>"}}

and a field `{"wire": "<name in a manifest>", "type": "<type>", "required": true}`, where a type
is a primitive of jsii, the name of a type of the same table or, as `cdk8s.<name>`, of cdk8s';
`[<type>]` is a list of it and `{<type>}` a mapping to it. Fields are in the order in which a
manifest has them. A line stays text until its type is
used: of six hundred an environment uses eighty.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from nexus_gitops.rendering.fast.unknown import unknown

_FOLDER: Final = Path(__file__).parent / "tables"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a typed object.

    Attributes:
        wire: its name in a manifest.
        type: see above.
        required: whether it has to be given.
    """

    wire: str
    type: str
    required: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The types of one module.

    Attributes:
        archive: name of the package for Node that it was drawn from.
        sha256: of that archive, in hex.
        types: number of the line of each type.
        lines: JSON text of the definitions.
    """

    archive: str
    sha256: str
    types: Mapping[str, int]
    lines: tuple[str, ...]

    def definition(self, name: str) -> Mapping[str, Any]:
        """What a type is; see above."""
        definition: dict[str, Any] = json.loads(self.lines[self.types[name]])
        return definition

    def check(self, folder: Path) -> None:
        """See that it was drawn from the archive that is in a folder of bindings.

        Raises:
            UnknownError: it was drawn from another one.
        """
        try:
            found = hashlib.sha256((folder / "_jsii" / self.archive).read_bytes()).hexdigest()
        except FileNotFoundError:
            found = ""
        if found != self.sha256:
            unknown(f"bindings that have changed since {folder.name} was tabulated")


def read(path: Path) -> Table:
    """The table in a file."""
    index, *lines = path.read_text("utf-8").splitlines()
    return Table(lines=tuple(lines), **json.loads(index))


def ours(name: str) -> Table:
    """The table of a package that we depend on: `cdk8s` or `k8s`."""
    return read(_FOLDER / f"{name}.jsonl")


def fields_of(told: Mapping[str, Mapping[str, Any]]) -> dict[str, Field]:
    """The fields in a definition, by their names in Python."""
    return {name: Field(**field) for name, field in told.items()}


def members_of(name: str) -> frozenset[str]:
    """The public members of a class that the engine is written for by hand."""
    return frozenset(_handwritten()["members"][name])


def archive_of(module: str) -> str:
    """The archive of the module that the engine is written for by hand."""
    archive: str = _handwritten()["archives"][module]
    return archive


@cache
def _handwritten() -> dict[str, Any]:
    handwritten: dict[str, Any] = json.loads((_FOLDER / "members.json").read_text("utf-8"))
    return handwritten
