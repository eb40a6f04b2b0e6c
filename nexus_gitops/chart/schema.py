"""values.schema.json: the environment's own JSON Schema, in the names of the values.

What the typed code checks beyond its types is found by derivation, and goes in as well: bounds
of numbers, and where a text has to be a quantity.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from nexus_gitops.chart.expressions import Call, Ref, Term, Text
from nexus_gitops.chart.inputs import IMAGES
from nexus_gitops.chart.names import value_name
from nexus_gitops.chart.runs import Derived
from nexus_gitops.chart.shapes import (
    REQUIRED,
    Enumerated,
    ListOf,
    Maybe,
    Object,
    OneOf,
    Scalar,
    Shape,
    TableOf,
)
from nexus_gitops.chart.trees import expressions
from nexus_gitops.chart.values import IMAGE_FIELDS, OF_THE_RELEASE, documented
from nexus_gitops.images.image import (
    DIGEST_PATTERN,
    NAME_PATTERN,
    REGISTRY_PATTERN,
    TAG_PATTERN,
)

_DIALECT: Final = "http://json-schema.org/draft-07/schema#"
_KEPT: Final = frozenset(
    {"enum", "pattern", "minLength", "maxLength", "minimum", "maximum", "const"}
)
_TOGETHER: Final = ("registry", "repository")
_LONGEST: Final = 127
"""Of each of these two, which with a slash between them may have 255 characters."""
QUANTITY: Final = r"^[+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3}|[KMGTPE]i|[numkMGTPE])?$"


def values_schema(
    shape: Object, own: Mapping[str, Any], derived: Derived, values: Mapping[str, Any]
) -> dict[str, Any]:
    """The schema of a chart's values.

    Args:
        shape: of the environment.
        own: JSON Schema of the environment.
        derived: what the typed code does with the values.
        values: what the chart begins with.
    """
    writer = _Writer(own, _found(derived))
    schema = writer.schema(shape, own, (), values)
    for name in OF_THE_RELEASE:
        known = schema["properties"][value_name(name)]
        known["pattern"] = f"^({known['pattern'].removeprefix('^').removesuffix('$')})?$"
    schema["properties"]["registry"] |= {
        "pattern": _whole(REGISTRY_PATTERN),
        "maxLength": _LONGEST,
    }
    schema["properties"][IMAGES] = _images(values[IMAGES])
    schema["required"].append(IMAGES)
    # What Helm itself puts among the values of a chart.
    schema["properties"]["global"] = {"type": "object"}
    return {"$schema": _DIALECT, **schema}


def _kept(told: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a scalar; patterns in the grammar of Helm's schemas, where \\Z is $."""
    kept = {key: told[key] for key in sorted(_KEPT & told.keys())}
    if "pattern" in kept:
        kept["pattern"] = re.sub(r"\\Z$", "$", kept["pattern"])
    return kept


def _whole(pattern: str) -> str:
    return f"^({pattern})$"


def _images(images: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    patterns = {
        "registry": rf"^({REGISTRY_PATTERN})?$",
        "repository": _whole(NAME_PATTERN),
        "tag": _whole(TAG_PATTERN),
        "digest": rf"^({DIGEST_PATTERN})?$",
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": sorted(images),
        "properties": {
            name: {
                "type": "object",
                "additionalProperties": False,
                "required": list(patterns),
                "properties": {
                    part: {
                        "type": "string",
                        "pattern": pattern,
                        **({"maxLength": _LONGEST} if part in _TOGETHER else {}),
                        "description": IMAGE_FIELDS[part],
                        "default": parts[part],
                    }
                    for part, pattern in patterns.items()
                },
            }
            for name, parts in sorted(images.items())
        },
    }


def _found(derived: Derived) -> dict[tuple[str, ...], dict[str, Any]]:
    """What of each field the typed code tells by what it does with it."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for guard in derived.guards:
        match guard.questions:
            case ((Call("less", (Ref(path), int(least))), True),):
                found.setdefault(path, {})["minimum"] = least
            case ((Call("less", (int(most), Ref(path))), True),):
                found.setdefault(path, {})["maximum"] = most
    everything = [
        expr for nodes in derived.objects.values() for node in nodes for expr in expressions(node)
    ]
    everything += [question for guard in derived.guards for question, _ in guard.questions]
    for ref in _quantities(everything):
        found.setdefault(ref.path, {})["pattern"] = QUANTITY
    return found


def _quantities(exprs: Iterable[Any]) -> Iterator[Ref]:
    for expr in exprs:
        match expr:
            case Call("canonical", (Ref() as ref,)):
                yield ref
            case Term(_, _, Ref() as ref):
                yield ref
            case Call(_, parts) | Text(parts):
                yield from _quantities(parts)
            case tuple():
                yield from _quantities(expr)


class _Writer:
    def __init__(
        self, own: Mapping[str, Any], found: Mapping[tuple[str, ...], Mapping[str, Any]]
    ) -> None:
        self._definitions = own.get("$defs", {})
        self._found = found

    def schema(self, shape: Shape, told: Any, path: tuple[str, ...], value: Any) -> dict[str, Any]:
        """The schema of what is at `path`, of which msgspec's tells `told`."""
        told = self._resolved(told)
        match shape:
            case Object():
                return self._object(shape, told, path, value)
            case Maybe(inner):
                options = [one for one in told.get("anyOf", [told]) if one.get("type") != "null"]
                only = options[0] if len(options) == 1 else {"anyOf": options}
                schema = self.schema(inner, only, path, value)
                if "type" in schema:
                    schema["type"] = [schema["type"], "null"]
                if "enum" in schema:
                    schema["enum"] = [*schema["enum"], None]
                return {**schema, "default": value} if value is None else schema
            case OneOf(discriminator, variants):
                return self._one_of(discriminator, variants, told, path)
            case ListOf():
                return {**self._list(told), "default": value}
            case TableOf():
                return {**self._table(told), "default": value}
            case Enumerated(type):
                return {"enum": [member.value for member in type], "default": value}
            case Scalar(type):
                names = {str: "string", int: "integer", bool: "boolean"}
                return {
                    "type": names[type],
                    **_kept(told),
                    **self._found.get(path, {}),
                    "default": value,
                }

    def _object(
        self, shape: Object, told: Mapping[str, Any], path: tuple[str, ...], value: Any
    ) -> dict[str, Any]:
        properties = {}
        required = []
        for name, field in shape.fields.items():
            key = value_name(name)
            inner = self.schema(
                field.shape,
                told.get("properties", {}).get(name, {}),
                (*path, name),
                value.get(key) if isinstance(value, Mapping) else None,
            )
            is_said = isinstance(value, Mapping)  # by the chart's own values
            if not is_said:
                inner.pop("default", None)
                if isinstance(field.default, str | int):
                    inner["default"] = field.default
            said = documented(field.documentation, field.shape)
            properties[key] = {**inner, **({"description": said} if said else {})}
            if not isinstance(field.shape, Maybe) and (is_said or field.default is REQUIRED):
                required.append(key)
        return {
            "type": "object",
            "additionalProperties": False,
            "required": required,
            "properties": properties,
        }

    def _one_of(
        self,
        discriminator: str,
        variants: Mapping[str, Object],
        told: Mapping[str, Any],
        path: tuple[str, ...],
    ) -> dict[str, Any]:
        options = [self._resolved(one) for one in told.get("oneOf", told.get("anyOf", ()))]
        by_name = {
            one["properties"][discriminator]["enum"][0]: one
            for one in options
            if discriminator in one.get("properties", {})
        }
        key = value_name(discriminator)
        return {
            "type": "object",
            "required": [key],
            "properties": {key: {"enum": list(variants)}},
            "allOf": [
                {
                    "if": {"type": "object", "properties": {key: {"const": name}}},
                    "then": self.schema(variant, by_name.get(name, {}), path, None),
                }
                for name, variant in variants.items()
            ],
        }

    def _list(self, told: Mapping[str, Any]) -> dict[str, Any]:
        items = self._resolved(told.get("items", {}))
        return {"type": "array", "items": {"type": "string", **_kept(items)}}

    def _table(self, told: Mapping[str, Any]) -> dict[str, Any]:
        of = told.get("additionalProperties", {})
        inner = self._resolved(of) if isinstance(of, Mapping) else {}
        each = {"type": "string", **_kept(inner)}
        if names := told.get("propertyNames", {}).get("enum"):
            # So that a message names the mapping as well as the name that it does not take.
            properties = dict.fromkeys(names, each)
            return {"type": "object", "additionalProperties": False, "properties": properties}
        return {"type": "object", "additionalProperties": each}

    def _resolved(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Without `$ref`; what stands beside one is added to what it leads to."""
        found = dict(told)
        while "$ref" in found:
            ref = str(found.pop("$ref")).rpartition("/")[2]
            target = self._definitions[ref]
            properties = {
                name: {**inner, **found.get("properties", {}).get(name, {})}
                for name, inner in target.get("properties", {}).items()
            }
            found = {**target, **found, **({"properties": properties} if properties else {})}
        return found
