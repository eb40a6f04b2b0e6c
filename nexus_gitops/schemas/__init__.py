"""JSON Schemas of Kubernetes' built-in kinds and of custom resources, as package data.

Every file of data is written by scripts/bundle_schemas.py and never by hand: kubernetes.jsonl,
and for custom resources, compressed, custom/<API group>.jsonl.gz. The first line of each is the index, `{"<apiVersion> <kind>": {"<release>": <number>}}`; the lines after it
are the definitions, numbered from 0, which refer to each other as `#/$defs/<number>`. What
is equal in several releases is one line, so equal numbers mean equal schemas. A definition
stays text until a validator needs it: of a thousand a run compiles a few dozen.
"""

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

_FOLDER: Final = Path(__file__).parent
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

    def definition(self, number: int) -> Mapping[str, Any]:
        """One definition, with references to others."""
        found: Mapping[str, Any] = json.loads(self.definitions[number])
        return found

    def resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """The definition that `schema` refers to, or `schema` itself."""
        reference = schema.get("$ref")
        return self.definition(int(reference.rpartition("/")[2])) if reference else schema

    def document(self, number: int) -> str:
        """The JSON Schema document of one definition, with all that it refers to."""
        found: set[int] = set()
        pending = [number]
        while pending:
            current = pending.pop()
            if current not in found:
                found.add(current)
                pending += references(self.definitions[current])
        members = ",".join(f'"{n}":{self.definitions[n]}' for n in sorted(found))
        return f'{{"$ref":"#/$defs/{number}","$defs":{{{members}}}}}'


def references(definition: str) -> list[int]:
    """The numbers of the definitions that the text of one names."""
    return [int(number) for number in _REFERENCE.findall(definition)]


@cache
def kubernetes() -> Catalog:
    """The built-in kinds that can be stored, by Kubernetes minor version."""
    return _parse((_FOLDER / "kubernetes.jsonl").read_text("utf-8"))


@cache
def custom(group: str) -> Catalog:
    """The custom resources in an API group; an empty catalog for one that is not bundled."""
    file = _FOLDER / "custom" / f"{group}.jsonl.gz"
    if not file.is_file():
        return Catalog({}, ())
    return _parse(gzip.decompress(file.read_bytes()).decode())


def _parse(text: str) -> Catalog:
    index, *definitions = text.splitlines()
    return Catalog(json.loads(index), tuple(definitions))
