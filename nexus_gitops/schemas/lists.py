"""What a list may hold once only: its items are told apart by keys, or are a set.

An API server refuses one that is there twice in what is applied server-side, as Argo CD applies
it. Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Union

from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.schemas import Catalog, references
from nexus_gitops.schemas.violations import Violation

_KEYS: Final = "x-kubernetes-list-map-keys"
_TYPE: Final = "x-kubernetes-list-type"
_MARK: Final = '"x-kubernetes-list-'

_Below = Union[int, "_Shape"]
"""A shape, or the number of the definition that has it: definitions may form circles."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a schema says of such lists: of the one that it is for, and of those below.

    Attributes:
        fields: by name of a field, where there are any below it.
        others: of any other field.
        items: of a list's items.
        is_set: whether a list holds each value once only.
        keys: what tells the items of a list apart, each with its default.
    """

    fields: Mapping[str, _Below]
    others: _Below | None
    items: _Below | None
    is_set: bool
    keys: Mapping[str, Any]


def repetitions(catalog: Catalog, number: int, obj: KubeObject) -> Iterator[Violation]:
    """Where a list of `obj` has an item twice, as definition `number` of `catalog` tells them."""
    if _has_lists(catalog, number):
        yield from _walk(catalog, number, obj, "")


def _walk(catalog: Catalog, below: _Below, value: object, path: str) -> Iterator[Violation]:
    shape = _definition(catalog, below) if isinstance(below, int) else below
    if isinstance(value, dict):
        for name, inner in shape.fields.items():
            if name in value:
                yield from _walk(catalog, inner, value[name], f"{path}.{name}" if path else name)
        if shape.others is not None:
            for name in (name for name in value if name not in shape.fields):
                yield from _walk(catalog, shape.others, value[name], f"{path}.{name}")
    elif isinstance(value, list):
        if len(value) > 1 and (shape.keys or shape.is_set):
            yield from _repeated(shape.keys, value, path)
        if shape.items is not None:
            for index, item in enumerate(value):
                yield from _walk(catalog, shape.items, item, f"{path}[{index}]")


def _repeated(keys: Mapping[str, Any], items: list[Any], path: str) -> Iterator[Violation]:
    seen = set()
    for index, item in enumerate(items):
        if keys and not isinstance(item, dict):
            continue
        told = {key: item.get(key, default) for key, default in keys.items()} or item
        mark = repr(told)
        if mark in seen:
            shown = ", ".join(f"{key} {told[key]}" for key in keys) or str(item)
            yield Violation(f"{path}[{index}]", f"{shown} is there twice", "remove one of them")
        seen.add(mark)


@cache
def _has_lists(catalog: Catalog, number: int) -> bool:
    return _MARK in catalog.document(number)


@cache
def _definition(catalog: Catalog, number: int) -> _Shape:
    return _shape(catalog, catalog.definition(number))


def _shape(catalog: Catalog, schema: Mapping[str, Any]) -> _Shape:
    items = schema.get("items", {})
    described = catalog.resolved(items).get("properties", {})
    return _Shape(
        fields={
            name: below
            for name, inner in schema.get("properties", {}).items()
            if (below := _below(catalog, inner)) is not None
        },
        others=_below(catalog, schema.get("additionalProperties")),
        items=_below(catalog, items),
        is_set=schema.get(_TYPE) == "set",
        keys={key: described.get(key, {}).get("default") for key in schema.get(_KEYS, ())},
    )


def _below(catalog: Catalog, schema: object) -> _Below | None:
    """What leads to such lists below `schema`; None where nothing does."""
    text = json.dumps(schema)
    if _MARK not in text and not any(_has_lists(catalog, n) for n in references(text)):
        return None
    assert isinstance(schema, Mapping)  # noqa: S101 -- true and false name no list
    return references(text)[0] if "$ref" in schema else _shape(catalog, schema)
