"""JSON Schemas of Kubernetes' built-in kinds and of custom resources, as package data.

Every `<name>.jsonl` is written by scripts/bundle_schemas.py and never by hand. Its first
line is the index, `{"<apiVersion> <kind>": {"<release>": <number>}}`; the lines after it
are the definitions, numbered from 0, which refer to each other as `#/$defs/<number>`. What
is equal in several releases is one line, so equal numbers mean equal schemas. A definition
stays text until a validator needs it: of a thousand a run compiles a few dozen.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_REFERENCE: Final = re.compile(r'"#/\$defs/(\d+)"')


@dataclass(frozen=True, slots=True, eq=False)
class Catalog:
    """The schemas of many kinds, each in one or more releases of what defines it.

    Attributes:
        kinds: number of the definition by release, by `<apiVersion> <kind>`; a release is
            `1.27` for built-in kinds and a name with a version (`Argo CD v3.6.1`) for others.
        definitions: JSON text by number.
    """

    kinds: Mapping[str, Mapping[str, int]]
    definitions: tuple[str, ...]

    def document(self, number: int) -> str:
        """The JSON Schema document of one definition, with all that it refers to."""
        found: set[int] = set()
        pending = [number]
        while pending:
            current = pending.pop()
            if current not in found:
                found.add(current)
                pending += map(int, _REFERENCE.findall(self.definitions[current]))
        members = ",".join(f'"{n}":{self.definitions[n]}' for n in sorted(found))
        return f'{{"$ref":"#/$defs/{number}","$defs":{{{members}}}}}'


@cache
def kubernetes() -> Catalog:
    """The built-in kinds that can be stored, by Kubernetes minor version."""
    return _load("kubernetes")


@cache
def custom() -> Catalog:
    """The custom resources of the projects that the platform relies on."""
    return _load("custom")


def _load(name: str) -> Catalog:
    index, *definitions = files(__name__).joinpath(f"{name}.jsonl").read_text("utf-8").splitlines()
    return Catalog(json.loads(index), tuple(definitions))
