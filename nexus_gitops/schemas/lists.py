"""What a list may hold once only: its items are told apart by keys, or are a set.

An API server refuses one that is there twice in what is applied server-side, as Argo CD applies
it. Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.schemas import Catalog, references
from nexus_gitops.schemas.violations import Violation

_KEYS: Final = "x-kubernetes-list-map-keys"
_TYPE: Final = "x-kubernetes-list-type"
_MARK: Final = '"x-kubernetes-list-'


def repetitions(catalog: Catalog, number: int, obj: KubeObject) -> Iterator[Violation]:
    """Where a list of `obj` has an item twice, as definition `number` of `catalog` tells them."""
    yield from _walk(catalog, {"$ref": f"#/$defs/{number}"}, obj, "")


def _walk(
    catalog: Catalog, schema: Mapping[str, Any], value: object, path: str
) -> Iterator[Violation]:
    if "$ref" in schema:
        schema = _leading(catalog, int(schema["$ref"].rpartition("/")[2]))
    if isinstance(value, Mapping):
        fields, others = schema.get("properties", {}), schema.get("additionalProperties")
        for name, inner in value.items():
            below = fields.get(name, others)
            if isinstance(below, Mapping):
                yield from _walk(catalog, below, inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        yield from _repeated(schema, _properties_of_items(catalog, schema), value, path)
        for index, item in enumerate(value) if "items" in schema else ():
            yield from _walk(catalog, schema["items"], item, f"{path}[{index}]")


@cache
def _leading(catalog: Catalog, number: int) -> Mapping[str, Any]:
    """A definition, with those of its properties alone below which such lists are."""
    if _MARK not in catalog.document(number):
        return {}
    found = dict(catalog.definition(number))
    if "properties" in found:
        found["properties"] = {
            name: inner for name, inner in found["properties"].items() if _leads(catalog, inner)
        }
    return found


def _leads(catalog: Catalog, schema: Mapping[str, Any]) -> bool:
    text = json.dumps(schema)
    return _MARK in text or any(_MARK in catalog.document(number) for number in references(text))


def _properties_of_items(catalog: Catalog, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = catalog.resolved(schema.get("items", {})).get("properties", {})
    return found


def _repeated(
    schema: Mapping[str, Any], properties: Mapping[str, Any], items: list[Any], path: str
) -> Iterator[Violation]:
    names = schema.get(_KEYS, ())
    if not names and schema.get(_TYPE) != "set":
        return
    seen = set()
    for index, item in enumerate(items):
        if names and not isinstance(item, Mapping):
            continue
        told = {
            name: item.get(name, properties.get(name, {}).get("default")) for name in names
        } or item
        key = json.dumps(told, sort_keys=True, default=str)
        if key in seen:
            shown = ", ".join(f"{name} {told[name]}" for name in names) or str(item)
            yield Violation(f"{path}[{index}]", f"{shown} is there twice", "remove one of them")
        seen.add(key)
