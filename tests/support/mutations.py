"""Objects with one field changed at random, as people and generators get them wrong."""

import copy
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.schemas import kubernetes

_TEXTS: Final = (
    "", "x", "X", "a b", "-a", "a.b", "a/b", "a_b", "10.0.0.1", "10.0.0.0/8", "10.0.0.0/33",
    "fd00::1", "1Gi", "500m", "-1", "http", "8080", "None", "Always", "../x", "/x", "/x/../y",
    "/x:y", "0 3 * * *", "61 3 * * *", "@daily", "Europe/Berlin", "*.example.com", "Example.com",
    "example.com", "example.com:80", "metadata.name", "limits.cpu", "a" * 16, "a" * 64, "a" * 254,
    "$(A)", "25%", "true", "1a",
)  # fmt: skip
_NUMBERS: Final = (-1, 0, 1, 2, 59, 80, 101, 644, 3601, 30080, 65536, 2**31 - 1)
_AMOUNTS: Final = (0, 1, "1", "-1", "0", "500m", "1Gi", "1500m", "abc", "1.5", "1e3")
_SHARES: Final = (0, 1, -1, 70000, "50%", "150%", "-5%", "http", "HTTP", "a" * 16, "")
_MAPS: Final[tuple[dict[str, str], ...]] = (
    {},
    {"a": "b"},
    {"a b": "c"},
    {"A/b": "c"},
    {"a": "b c"},
    {"a": "x" * 64},
)
_OF_SERVER: Final = frozenset(
    {
        "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "finalizers",
        "generateName", "generation", "managedFields", "namespace", "ownerReferences",
        "resourceVersion", "selfLink", "uid",
    }
)  # fmt: skip
"""Fields of metadata that no manifest has, or that lead elsewhere."""
_DEEPEST: Final = 3


@dataclass(frozen=True, slots=True)
class Mutation:
    """An object with one field changed.

    Attributes:
        field: path of the field.
        change: what was done, in words.
        obj: the object.
    """

    field: str
    change: str
    obj: KubeObject

    def __str__(self) -> str:
        name = f"{self.obj['kind']}/{self.obj['metadata'].get('name')}"
        return f"{name} {self.field}: {self.change}"


@dataclass(frozen=True, slots=True)
class _Site:
    """A place where a field is or may be: keys to its parent, its own, and its schema."""

    parents: tuple[str | int, ...]
    key: str | int
    schema: Mapping[str, Any]

    @property
    def path(self) -> str:
        return ".".join(map(str, (*self.parents, self.key)))


class Mutations:
    """Makes mutations of objects of built-in kinds.

    Args:
        version: Kubernetes minor version whose fields there are, as `1.36`.
        seed: the same one makes the same mutations.
    """

    def __init__(self, version: str, seed: int) -> None:
        self._version = version
        self._random = random.Random(seed)
        self._definitions = kubernetes().definitions

    def of(self, obj: KubeObject, count: int) -> Iterator[Mutation]:
        """`count` mutations of `obj`, each in one place; some change nothing."""
        number = kubernetes().kinds[f"{obj['apiVersion']} {obj['kind']}"][self._version]
        sites = list(self._sites(obj, self._definition(number), ()))
        there = [site for site in sites if self._is_set(obj, site)]
        for _ in range(count):
            # What is written is what is got wrong most.
            yield self._mutate(
                obj, self._random.choice(there if self._random.random() < 0.6 else sites)
            )

    def _mutate(self, obj: KubeObject, site: _Site) -> Mutation:
        changed = copy.deepcopy(obj)
        parent: Any = changed
        for key in site.parents:
            parent = parent[key]
        current = parent.get(site.key) if isinstance(parent, dict) else parent[site.key]
        if current is not None and self._random.random() < 0.15:
            del parent[site.key]
            return Mutation(site.path, "removed", changed)
        if isinstance(current, list) and current and self._random.random() < 0.4:
            parent[site.key] = [*current, copy.deepcopy(self._random.choice(current))]
            return Mutation(site.path, "an item twice", changed)
        value = self._value(site.schema, 0)
        if isinstance(parent, list):
            parent[int(site.key)] = value
        else:
            parent[site.key] = value
        return Mutation(site.path, f"set to {json.dumps(value)[:100]}", changed)

    def _is_set(self, obj: KubeObject, site: _Site) -> bool:
        parent: Any = obj
        for key in site.parents:
            parent = parent[key]
        return isinstance(parent, list) or site.key in parent

    def _sites(
        self, value: Any, schema: Mapping[str, Any], keys: tuple[str | int, ...]
    ) -> Iterator[_Site]:
        schema = self._resolved(schema)
        if isinstance(value, dict):
            for name, inner in schema.get("properties", {}).items():
                if self._is_left_alone(name, keys):
                    continue
                if keys or name != "metadata":
                    yield _Site(keys, name, inner)
                if name in value:
                    yield from self._sites(value[name], inner, (*keys, name))
            if isinstance(inner := schema.get("additionalProperties"), dict):
                for name in value:
                    yield _Site(keys, name, inner)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield _Site(keys, index, schema.get("items", {}))
                yield from self._sites(item, schema.get("items", {}), (*keys, index))

    def _is_left_alone(self, name: str, keys: tuple[str | int, ...]) -> bool:
        if not keys:
            return name in ("apiVersion", "kind", "status")
        if keys == ("metadata",) and name == "name":
            return True  # it is the address that the object is sent to
        return keys[-1] == "metadata" and name in _OF_SERVER

    def _value(self, schema: Mapping[str, Any], depth: int) -> Any:
        schema = self._resolved(schema)
        pick = self._random.choice
        match schema.get("type"):
            case "string":
                known = [value for value in schema.get("enum", ()) if value]
                return pick([*known, *known, pick(_TEXTS)]) if known else pick(_TEXTS)
            case "integer":
                return pick(_NUMBERS)
            case "boolean":
                return pick((True, False))
            case "number":
                return pick((0.5, 1))
            case "array":
                return [
                    self._value(schema.get("items", {}), depth + 1) for _ in range(pick((0, 1)))
                ]
            case "object":
                return self._object(schema, depth)
            case ["integer", "string"]:
                return pick(_SHARES)
            case _:
                return pick(_AMOUNTS)

    def _object(self, schema: Mapping[str, Any], depth: int) -> Any:
        properties = schema.get("properties")
        if properties is None:
            inner = self._resolved(schema.get("additionalProperties", {}))
            if inner.get("type") == "string":
                return dict(self._random.choice(_MAPS))
            return {"cpu": self._value(inner, depth + 1)} if depth < _DEEPEST else {}
        required = set(schema.get("required", ()))
        if depth < _DEEPEST and properties:
            names = sorted(properties)
            required |= set(
                self._random.sample(names, min(len(names), self._random.choice((0, 1, 2))))
            )
        return {
            name: self._value(properties[name], depth + 1)
            for name in sorted(required)
            if name in properties
        }

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            schema = self._definition(int(schema["$ref"].rpartition("/")[2]))
        return schema

    def _definition(self, number: int) -> Mapping[str, Any]:
        found: Mapping[str, Any] = json.loads(self._definitions[number])
        return found
