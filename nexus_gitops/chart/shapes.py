"""What an environment is made of, read from its types: what a chart's values are made of."""

import dataclasses
import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from enum import Enum
from functools import cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from nexus_gitops.chart.questions import UnderivableError

REQUIRED: Final = object()
"""In place of a default, where there is none."""
_DOCUMENTED: Final = re.compile(r"(\w+): (.+)")


@dataclass(frozen=True)
class Scalar:
    """A text, a number or a truth value.

    Attributes:
        type: str, int or bool.
        can_be_empty: whether "" is a text that the type allows.
        only: the one text that it can be; "" where there are others.
    """

    type: type
    can_be_empty: bool = True
    only: str = ""


@dataclass(frozen=True)
class Enumerated:
    """One of the members of an enumeration."""

    type: type[Enum]


@dataclass(frozen=True)
class ListOf:
    """Any number of texts."""


@dataclass(frozen=True)
class TableOf:
    """Texts by name; the names are the user's."""


@dataclass(frozen=True)
class Field:
    """A field of an `Object`.

    Attributes:
        shape: what it holds.
        documentation: what its class says of it.
        default: what it is unless it is said; `REQUIRED` where it has to be.
    """

    shape: "Shape"
    documentation: str
    default: Any


@dataclass(frozen=True)
class Object:
    """Named fields, of a struct of msgspec or a dataclass."""

    type: type
    fields: Mapping[str, Field]


@dataclass(frozen=True)
class Maybe:
    """Something, or None."""

    shape: "Shape"


@dataclass(frozen=True)
class OneOf:
    """One of several objects, told apart by a text in a field that they all have."""

    discriminator: str
    variants: Mapping[str, Object]


Shape = Scalar | Enumerated | ListOf | TableOf | Object | Maybe | OneOf


def shape_of(annotation: Any, path: str = "") -> Shape:
    """The shape of a type.

    Raises:
        UnderivableError: values of this type are not known here; the field is named.
    """
    constraints: tuple[Any, ...] = ()
    while get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        constraints += tuple(more)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal and all(isinstance(option, str) for option in arguments):
        return Scalar(str, "" in arguments, arguments[0] if len(arguments) == 1 else "")
    if annotation is str:
        return Scalar(str, _allows_empty(constraints))
    if annotation in (int, bool):
        return Scalar(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Enumerated(annotation)
    if origin in (Union, UnionType):
        return _union(arguments, path)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return _of_texts(ListOf(), arguments[0], path)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return _of_texts(TableOf(), arguments[1], path)
    if isinstance(annotation, type) and (
        issubclass(annotation, msgspec.Struct) or is_dataclass(annotation)
    ):
        return _object(annotation, path)
    raise UnderivableError(f"{path}: a value of the type {annotation} cannot be said in a template")


def documentation(cls: type) -> Mapping[str, str]:
    """What the docstring of a class says of each attribute, as one line; of its bases too."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        text = inspect.cleandoc(vars(base).get("__doc__") or "")
        _, _, section = text.partition("\nAttributes:\n")
        entry: list[str] = []
        for line in section.partition("\n\n")[0].splitlines():
            if documented := _DOCUMENTED.fullmatch(line.strip()) if line[4:5] != " " else None:
                entry = [documented[2]]
                name = documented[1]
            else:
                entry.append(line.strip())
            found[name] = " ".join(entry)
    return found


def summary(cls: type) -> str:
    """The first paragraph of a class's docstring, on one line."""
    return " ".join(inspect.cleandoc(cls.__doc__ or "").partition("\n\n")[0].split())


@cache
def _object(cls: type, path: str) -> Object:
    documented = documentation(cls)
    tag = _tag(cls)
    return Object(
        cls,
        {
            **({tag.field: Field(Scalar(str, only=tag.text), "", REQUIRED)} if tag else {}),
            **{
                name: Field(
                    shape_of(annotation, f"{path}.{name}".lstrip(".")),
                    documented.get(name, ""),
                    default,
                )
                for name, annotation, default in _declared(cls)
            },
        },
    )


def _union(arguments: tuple[Any, ...], path: str) -> Shape:
    others = tuple(one for one in arguments if one is not NoneType)
    if len(others) < len(arguments):
        inner = others[0] if len(others) == 1 else reduce(or_, others)
        return Maybe(shape_of(inner, path))
    objects = [shape_of(one, path) for one in others]
    named = [
        {name for name, field in one.fields.items() if _only(field.shape)}
        for one in objects
        if isinstance(one, Object)
    ]
    common = set.intersection(*named) if len(named) == len(objects) else set()
    if len(common) != 1:
        raise UnderivableError(
            f"{path}: which of {', '.join(one.__name__ for one in others)} it is cannot be said;"
            " give each a tag, in a field of the same name"
        )
    (discriminator,) = common
    return OneOf(
        discriminator,
        {_only(one.fields[discriminator].shape): one for one in objects if isinstance(one, Object)},
    )


def _only(shape: Shape) -> str:
    return shape.only if isinstance(shape, Scalar) else ""


def _of_texts(shape: Shape, annotation: Any, path: str) -> Shape:
    inner = shape_of(annotation, path)
    if inner != Scalar(str) and not (isinstance(inner, Scalar) and inner.type is str):
        raise UnderivableError(f"{path}: a list or mapping of {annotation} is not known here")
    return shape


def _allows_empty(constraints: tuple[Any, ...]) -> bool:
    for constraint in constraints:
        if (getattr(constraint, "min_length", None) or 0) > 0:
            return False
        pattern = getattr(constraint, "pattern", None)
        if pattern is not None and re.search(pattern, "") is None:
            return False
    return True


@dataclass(frozen=True)
class _Tag:
    field: str
    text: str


def _tag(cls: type) -> _Tag | None:
    """By what a struct is told from others in its place, which is no field of its own."""
    config = getattr(cls, "__struct_config__", None)
    if config is None or config.tag is None:
        return None
    return _Tag(config.tag_field, config.tag)


def _declared(cls: Any) -> list[tuple[str, Any, Any]]:
    """Name, type and default of each field."""
    if issubclass(cls, msgspec.Struct):
        return [
            (field.name, field.type, _default(field, msgspec.NODEFAULT))
            for field in msgspec.structs.fields(cls)
        ]
    hints = get_type_hints(cls, include_extras=True)
    return [
        (field.name, hints[field.name], _default(field, dataclasses.MISSING))
        for field in dataclasses.fields(cls)
    ]


def _default(field: Any, missing: Any) -> Any:
    if field.default is not missing:
        return field.default
    return REQUIRED if field.default_factory is missing else field.default_factory()
