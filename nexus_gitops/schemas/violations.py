"""What a schema says against an object, in words that lead to the way out."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any, Final

from jsonschema_rs import Draft202012Validator, ValidationError, ValidationErrorKind

from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.schemas import Catalog

_LONGEST_SHOWN: Final = 60
"""Characters of a value in a message."""
_SIMILAR: Final = 0.8
"""A typing error stays above it; below lie other fields, as resizePolicy and restartPolicy."""
_TYPES: Final = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "an integer",
    "null": "null",
    "number": "a number",
    "object": "a map",
    "string": "a string",
}


_FILLED_IN: Final = frozenset(
    {
        ("ClusterRoleBinding", "roleRef.apiGroup"),
        ("NetworkPolicy", "spec.podSelector"),
        ("PriorityClass", "value"),
        ("RoleBinding", "roleRef.apiGroup"),
    }
)
"""Kind and field of what definitions call required, and the API server fills in."""
_WRITTEN_EMPTY: Final = "creationTimestamp"
"""What `kubectl create --dry-run` and code generators write as null; the API server takes that."""


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One place where an object is not what its schema says.

    Attributes:
        field: path inside the object, as `spec.containers[0].image`.
        message: what is wrong, with the value.
        fix: the way out.
    """

    field: str
    message: str
    fix: str


def violations(catalog: Catalog, number: int, obj: KubeObject) -> Iterator[Violation]:
    """Where `obj` breaks the definition `number` of `catalog`.

    The values of a Secret are not shown.
    """
    for error in _validator(catalog, number).iter_errors(obj):
        match error.kind:
            case ValidationErrorKind.AdditionalProperties(unexpected=names):
                known = _known_fields(catalog, number, error)
                yield from (_unknown_field(error, name, known) for name in names)
            case ValidationErrorKind.Required(property=name):
                field = _path([*error.instance_path, name])
                if (obj.get("kind"), field) in _FILLED_IN:
                    continue
                yield Violation(field, "required field is missing", "add it")
            case ValidationErrorKind.Type() if error.instance is None and (
                error.instance_path[-1:] == [_WRITTEN_EMPTY]
            ):
                continue
            case _:
                shown = "the value" if obj.get("kind") == "Secret" else _shown(error.instance)
                yield Violation(_path(error.instance_path), *_wrong_value(error, shown))


@cache
def _validator(catalog: Catalog, number: int) -> Draft202012Validator:
    return Draft202012Validator(catalog.document(number), mask="the value", offline=True)


def _unknown_field(error: ValidationError, name: str, known: Iterable[str]) -> Violation:
    nearest = get_close_matches(name, known, n=1, cutoff=_SIMILAR)
    fix = f"write {nearest[0]}" if nearest else "remove it"
    return Violation(_path([*error.instance_path, name]), "unknown field", fix)


def _known_fields(catalog: Catalog, number: int, error: ValidationError) -> Mapping[str, Any]:
    schema: Any = json.loads(catalog.document(number))
    for step in error.schema_path[:-1]:
        schema = schema[str(step)]
    fields: Mapping[str, Any] = schema.get("properties", {})
    return fields


def _wrong_value(error: ValidationError, shown: str) -> tuple[str, str]:
    match error.kind:
        case ValidationErrorKind.Type(types=types):
            wanted = " or ".join(_TYPES[name] for name in types)
            return f"{shown} is not {wanted}", _right_type(error.instance, types, wanted)
        case ValidationErrorKind.Enum(options=options):
            known = [str(option) for option in options]
            nearest = get_close_matches(str(error.instance), known, n=1, cutoff=_SIMILAR)
            fix = f"write {nearest[0]}" if nearest else "write one of them"
            return f"{shown} is not one of {', '.join(known)}", fix
        case ValidationErrorKind.Pattern(pattern=pattern):
            return f"{shown} does not match {pattern}", "write a value that does"
        case _:
            return error.message.replace("the value", shown), "write a value that fits"


def _right_type(value: Any, types: list[str], wanted: str) -> str:
    if value is None:
        return "leave the field out, or give it a value"
    if types == ["string"] and isinstance(value, bool | int | float):
        return "write it in quotes"
    return f"write {wanted}"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def _path(steps: Iterable[str | int]) -> str:
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text
