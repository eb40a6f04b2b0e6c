"""Configuration files of programs, as YAML.

Written out here, and not by a library: what is in them may be a value that a chart knows later,
which stands in the text as a mark that must come through as it is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

_PLAIN: Final = re.compile(r"[A-Za-z_/][-\w./]*", re.ASCII)
_WORDS: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


def yaml_text(data: Mapping[str, Any]) -> str:
    """The file that says `data`: mappings, sequences, texts of one line, numbers, truth values."""
    return "\n".join(_mapping(data)) + "\n"


def _mapping(data: Mapping[str, Any]) -> Iterator[str]:
    for key, value in data.items():
        head = f"{_key(key)}:"
        match value:
            case Mapping() if value:
                yield head
                yield from (f"  {line}" for line in _mapping(value))
            case list() | tuple() if value:
                yield head
                yield from _sequence(value)
            case _:
                yield f"{head} {_scalar(value)}"


def _sequence(data: Sequence[Any]) -> Iterator[str]:
    for item in data:
        if isinstance(item, Mapping) and item:
            first, *rest = _mapping(item)
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
        else:
            yield f"- {_scalar(item)}"


def _scalar(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return f"{value}"
        case str():
            return _text(f"{value}")
        case _ if not value:
            return "{}" if isinstance(value, Mapping) else "[]"
    raise TypeError(f"a file cannot say {value!r}; give it texts, numbers, mappings or sequences")


def _key(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and text.lower() not in _WORDS else _text(text)


def _text(text: str) -> str:
    """Quoted, whether it has to be or not, which nobody knows of a value that comes later."""
    return "'" + text.replace("'", "''") + "'"
