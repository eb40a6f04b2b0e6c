"""From values to plain JSON, as they come back from JavaScript.

Each function takes a value of one type and returns it as a manifest has it. What jsii would
refuse, or JavaScript return as something else, is unknown; cdk8s then says what it is.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final, NoReturn

from nexus_gitops.rendering.fast.unknown import unknown

Convert = Callable[[Any], Any]

_LARGEST_EXACT: Final = 2**53
"""From here on not every integer is a number of JavaScript."""

_INDICES: Final = 2**32 - 1
"""Names below it, written as numbers, come first in an object of JavaScript."""

# What these mean to JavaScript as the name of a field is not what they are in Python.
_PECULIAR: Final = frozenset({"__proto__", "constructor"})
_JSII_PREFIX: Final = "$jsii."


def string(value: Any) -> str:
    """A text; an enumeration of texts is one too."""
    if not isinstance(value, str):
        misplaced(value, "a string")
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        unknown("half a character")
    return value if type(value) is str else str.__str__(value)


def boolean(value: Any) -> bool:
    """True or False."""
    if value is True or value is False:
        return value
    return misplaced(value, "a boolean")


class Placeholder:
    """A number that is told later than it is rendered, and so passes as it is."""

    __slots__ = ()


def number(value: Any) -> float:
    """An integer, and any other number as JavaScript has it: 1.0 is 1."""
    if type(value) is int or (type(value) is float and value.is_integer()):
        if -_LARGEST_EXACT < value < _LARGEST_EXACT:
            return int(value)
    elif (type(value) is float and abs(value) < _LARGEST_EXACT) or (
        isinstance(value, int) and isinstance(value, Placeholder)
    ):
        return value
    return misplaced(value, "a number")


def date(value: Any) -> Any:
    """A point in time; JavaScript writes it."""
    return misplaced(value, "a date")


def listed(convert: Convert) -> Convert:
    """For lists of what `convert` takes."""

    def list_of(value: Any) -> list[Any]:
        if not isinstance(value, list):
            misplaced(value, "a list")
        return [convert(item) for item in value]

    return list_of


def mapped(convert: Convert) -> Convert:
    """For mappings from names to what `convert` takes."""

    def map_of(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            misplaced(value, "a mapping")
        named = {_name(key): convert(item) for key, item in value.items()}
        return {name: named[name] for name in in_order_of_cdk8s(named)}

    return map_of


def in_javascript_order(names: Iterable[str]) -> list[str]:
    """The names as an object of JavaScript lists them: whole numbers first, by their value."""
    listed = list(names)
    numbers = [name for name in listed if _is_index(name)]
    if not numbers:
        return listed
    return [*sorted(numbers, key=int), *(name for name in listed if not _is_index(name))]


def in_order_of_cdk8s(names: Iterable[str]) -> list[str]:
    """The names as cdk8s sorts them and JavaScript then lists them."""
    return in_javascript_order(sorted(names, key=_code_units))


def json_in_order(order: Callable[[Iterable[str]], list[str]]) -> Convert:
    """For what JSON can say, with nothing in it that is not set; mappings are put in order."""

    def convert(value: Any) -> Any:
        if isinstance(value, str):
            return string(value)
        if value is True or value is False:
            return value
        if isinstance(value, dict):
            named = {_name(key): item for key, item in value.items()}
            return {name: convert(named[name]) for name in order(named)}
        if isinstance(value, list):
            return [convert(item) for item in value]
        return number(value)

    return convert


def without_empty(value: Any) -> Any:
    """The value without the lists and mappings in it that hold nothing; None if it is one."""
    if isinstance(value, dict):
        kept = {name: without_empty(item) for name, item in value.items()}
        return {name: item for name, item in kept.items() if item is not None} or None
    if isinstance(value, list):
        items = [without_empty(item) for item in value]
        if None in items:
            unknown("a list of empty values in the metadata")
        return items or None
    return value


def copied(value: Any) -> Any:
    """The same JSON, of which no part is shared."""
    if isinstance(value, dict):
        return {name: copied(item) for name, item in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    return value


def misplaced(value: Any, wanted: str) -> NoReturn:
    """Note a value of another type than jsii takes here, without telling it."""
    unknown(f"a {type(value).__name__} in place of {wanted}")


def _name(key: Any) -> str:
    if key in _PECULIAR or (isinstance(key, str) and str.startswith(key, _JSII_PREFIX)):
        unknown(f"a field of the name {key}")
    return string(key)


def _code_units(name: str) -> bytes:
    """JavaScript compares texts by these, Python by characters."""
    return name.encode("utf-16-be")


def _is_index(name: str) -> bool:
    return name.isascii() and name.isdigit() and str(int(name)) == name and int(name) < _INDICES
