"""An environment and its images whose values are not known yet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import new_class
from typing import Any, Final

import msgspec

from nexus_gitops.chart.expressions import Call, Expr, Ref, Text
from nexus_gitops.chart.questions import ask, choose, refuse
from nexus_gitops.chart.shapes import (
    Enumerated,
    ListOf,
    Maybe,
    Object,
    OneOf,
    Scalar,
    Shape,
    TableOf,
    shape_of,
)
from nexus_gitops.chart.symbols import Items, Letters, Number, Table
from nexus_gitops.images.image import Image, ImageLock
from nexus_gitops.platform import environment as base

_VALUES: Final = frozenset({"name", "namespace", "registry"})
NOT_VALUES: Final = frozenset(base.Environment.__struct_fields__) - _VALUES
"""Fields of every environment that tell where and how it is published, and no object."""
IMAGES: Final = "images"


class Inputs:
    """What the platform's code is run on.

    Args:
        standard: the environment that the chart's values begin with.
        images: the names of its images.
        leaves_out: fields that are as in `standard`, and no values.
    """

    def __init__(
        self,
        standard: base.Environment,
        images: Sequence[str],
        leaves_out: Collection[str] = (),
    ) -> None:
        self.type = type(standard)
        self.fixed = {name: getattr(standard, name) for name in NOT_VALUES.union(leaves_out)}
        self.images = tuple(images)
        whole = shape_of(self.type)
        assert isinstance(whole, Object)  # noqa: S101 -- an environment is a struct
        self.shape = Object(
            self.type, {n: field for n, field in whole.fields.items() if n not in self.fixed}
        )

    def used(self, names: Collection[str]) -> Object:
        """The shape without the fields that are not among `names`."""
        fields = {name: field for name, field in self.shape.fields.items() if name in names}
        return Object(self.type, fields)

    def environment(self) -> base.Environment:
        """The environment; of what type a field is, the run is asked when it is read."""
        values = {name: _Unread(field.shape, (name,)) for name, field in self.shape.fields.items()}
        made: base.Environment = _unchecked(self.type)(**self.fixed, **values)
        return made

    def lock(self) -> ImageLock:
        """The images."""
        return {name: _image(name) for name in self.images}

    def known(self) -> dict[Expr, bool]:
        """What the types answer: a text with a pattern is not empty."""
        found: dict[Expr, bool] = {}
        _collect_known(self.shape, (), found)
        for name in self.images:
            found[Call("truthy", (_image_ref(name, "tag"),))] = True
        return found

    def shadow(self, *, full: bool) -> dict[str, Any]:
        """Values to answer questions by: all that there can be, or as little as there can."""
        values = _shadow(self.shape, full=full)
        texts = {"registry": "1", "repository": "1", "tag": "1", "digest": "1" if full else ""}
        return {**values, IMAGES: {name: dict(texts) for name in self.images}}


def _symbol(shape: Shape, path: tuple[str, ...]) -> Any:
    ref = _ref(path)
    match shape:
        case Scalar(only=only) if only:
            return only
        case Scalar(type) if type is bool:
            return ask("truthy", ref)
        case Scalar(type) if type is int:
            return _number(ref)
        case Scalar():
            return _letters(ref)
        case Enumerated(type):
            return _chosen(list(type), [member.value for member in type], ref)
        case ListOf():
            return Items(ref) if ask("truthy", ref) else ()
        case TableOf():
            return Table(ref)
        case Maybe(inner):
            return None if ask("absent", ref) else _symbol(inner, path)
        case OneOf(discriminator, variants):
            chosen = _chosen(list(variants.values()), list(variants), Ref((*path, discriminator)))
            return _symbol(chosen, path)
        case Object(type, fields) if not issubclass(type, msgspec.Struct):
            return type(
                **{name: _symbol(field.shape, (*path, name)) for name, field in fields.items()}
            )
        case Object(type, fields):
            unread = {name: _Unread(fields[name].shape, (*path, name)) for name in _names(type)}
            return _unchecked(type)(**unread)


# Each once: every run reads them again.
_ref: Final = cache(Ref)
_number: Final = cache(Number)
_letters: Final = cache(Letters)


@dataclass(frozen=True, slots=True)
class _Unread:
    """A field of a struct until somebody reads it, so that nothing is asked for nobody."""

    shape: Shape
    path: tuple[str, ...]


def _names(struct: Any) -> tuple[str, ...]:
    names: tuple[str, ...] = struct.__struct_fields__
    return names


@cache
def _unchecked(cls: Any) -> Any:
    """The same struct, without the checks of its types, which the schema of the values has."""

    def read(self: Any, name: str) -> Any:
        value = cls.__getattribute__(self, name)
        if isinstance(value, _Unread):
            value = _symbol(value.shape, value.path)
            msgspec.structs.force_setattr(self, name, value)
        return value

    return new_class(
        cls.__name__,
        (cls,),
        {"frozen": True, "kw_only": True},
        lambda namespace: namespace.update(
            __post_init__=lambda _: None,
            __getattribute__=read,
            __eq__=lambda *_: refuse(cls.__name__, "a comparison of two of them"),
            __hash__=cls.__hash__,
        ),
    )


def _chosen(options: list[Any], names: list[str], ref: Ref) -> Any:
    """The option that the run chooses."""
    return options[choose(ref, names)]


@cache
def _image(name: str) -> Image:
    image = object.__new__(Image)  # the grammar of its parts is in the schema of the values
    registry = Call("or", (_image_ref(name, "registry"), Ref(("registry",))))
    parts = {
        "repository": f"{Letters(Text((registry, '/', _image_ref(name, 'repository'))))}",
        "tag": Letters(_image_ref(name, "tag")),
        "digest": Letters(_image_ref(name, "digest")),
    }
    for field, value in parts.items():
        object.__setattr__(image, field, value)
    return image


def _image_ref(name: str, part: str) -> Ref:
    return Ref((IMAGES, name, part))


def _collect_known(shape: Shape, path: tuple[str, ...], found: dict[Expr, bool]) -> None:
    match shape:
        case Scalar(type, can_be_empty) if type is str and not can_be_empty:
            found[Call("truthy", (Ref(path),))] = True
        case Maybe(inner):
            _collect_known(inner, path, found)
        case OneOf(_, variants):
            for variant in variants.values():
                _collect_known(variant, path, found)
        case Object(_, fields):
            for name, field in fields.items():
                _collect_known(field.shape, (*path, name), found)


def _shadow(shape: Shape, *, full: bool) -> Any:
    match shape:
        case Scalar(only=only) if only:
            return only
        case Scalar(type) if type is bool:
            return full
        case Scalar(type) if type is int:
            return 1
        case Scalar():
            # It is a text, a quantity and a number, so that most of what is asked is answered.
            return "1"
        case Enumerated(type):
            return next(iter(type)).value
        case ListOf():
            return ["1"] if full else []
        case TableOf():
            return {"1": "1"} if full else {}
        case Maybe(inner):
            return _shadow(inner, full=full) if full else None
        case OneOf(discriminator, variants):
            first = next(iter(variants))
            name = max(variants, key=lambda one: len(variants[one].fields)) if full else first
            return {**_shadow(variants[name], full=full), discriminator: name}
        case Object(_, fields):
            return {
                name: "" if field.default == "" and not full else _shadow(field.shape, full=full)
                for name, field in fields.items()
            }


def data_of(env: base.Environment, images: ImageLock) -> dict[str, Any]:
    """What an environment and its images say, in the names of the fields."""
    told = msgspec.json.decode(msgspec.json.encode(env))
    said = {name: value for name, value in told.items() if name not in NOT_VALUES}
    return {**said, IMAGES: {name: _parts(env, image) for name, image in images.items()}}


def environment_of(
    data: Mapping[str, Any], standard: base.Environment
) -> tuple[base.Environment, ImageLock]:
    """The environment and the images that say `data`.

    Raises:
        msgspec.ValidationError: no environment says this.
        UsageError: an image is none.
    """
    said = {name: value for name, value in data.items() if name != IMAGES}
    told = msgspec.json.decode(msgspec.json.encode(standard))
    env = msgspec.convert({**{name: told[name] for name in NOT_VALUES}, **said}, type(standard))
    return env, {name: _of_parts(env, parts) for name, parts in data[IMAGES].items()}


def _parts(env: base.Environment, image: Image) -> dict[str, str]:
    registry, repository = image.registry, image.name
    if image.repository.startswith(f"{env.registry}/"):
        registry, repository = "", image.repository.removeprefix(f"{env.registry}/")
    return {
        "registry": registry,
        "repository": repository,
        "tag": image.tag,
        "digest": image.digest,
    }


def _of_parts(env: base.Environment, parts: Mapping[str, str]) -> Image:
    return Image(
        f"{parts['registry'] or env.registry}/{parts['repository']}", parts["tag"], parts["digest"]
    )
