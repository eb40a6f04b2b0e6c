"""Typed values: structs, enumerations, and what is a text or a number."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from nexus_gitops.rendering.fast.table import Field
from nexus_gitops.rendering.fast.unknown import unknown
from nexus_gitops.rendering.fast.values import Convert, misplaced

Writing = tuple[tuple[str, str, Convert], ...]
"""Name in Python, name in a manifest and conversion of each field, in the manifest's order."""


class Struct:
    """Fields by their names in Python; what is None is not set."""

    __slots__ = ("_values",)
    _fields: ClassVar[Mapping[str, Field]]
    _required: ClassVar[tuple[str, ...]]
    _nested: ClassVar[Mapping[str, Callable[[], "type[Struct]"]]]
    """The type of each field that holds a struct; a mapping that is given becomes one."""
    _writing: ClassVar[Callable[[], Writing]]
    """How to write it; worked out when it is first needed, as types may hold themselves."""

    def __init__(self, **values: Any) -> None:
        self._values = given(type(self).__name__, self._fields, self._required, values)
        for name in self._nested.keys() & self._values.keys():
            value = self._values[name]
            if isinstance(value, dict):
                self._values[name] = self._nested[name]()(**value)

    def __getattr__(self, name: str) -> Any:
        if name in self._fields:
            return self._values.get(name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._values == self._values

    def __repr__(self) -> str:
        values = [f"{name}={self._values[name]!r}" for name in self._fields if name in self._values]
        return f"{type(self).__name__}({', '.join(values)})"

    def written(self) -> dict[str, Any]:
        """As a manifest has it."""
        values = self._values
        return {
            wire: convert(values[name])
            for name, wire, convert in type(self)._writing()
            if name in values
        }


class Union:
    """A text or a number, as `IntOrString`; made by a class method that says which."""

    __slots__ = ("value",)
    value: str | float

    def __init__(self, *_: Any) -> None:
        unknown(f"{type(self).__name__}, made by its constructor")

    @classmethod
    def of(cls, value: Any) -> "Union":
        """The value of this type."""
        made = cls.__new__(cls)
        made.value = value
        return made


def given(
    name: str, fields: Mapping[str, Field], required: Sequence[str], values: Mapping[str, Any]
) -> dict[str, Any]:
    """The values that are set, of those that a constructor was called with.

    Raises:
        TypeError: it takes no such argument, or needs one that is not there.
    """
    if excess := values.keys() - fields.keys():
        raise TypeError(f"{name}.__init__() got an unexpected keyword argument {min(excess)!r}")
    if missing := [key for key in required if key not in values]:
        raise TypeError(
            f"{name}.__init__() missing required keyword-only arguments: {', '.join(missing)}"
        )
    set_values = {key: value for key, value in values.items() if value is not None}
    for key in required:
        if key not in set_values:
            misplaced(None, f"the required {name}.{key}")
    return set_values
