"""The one YAML text of a Kubernetes object: block style, keys in a fixed order, no aliases.

Events go straight from the data to the emitter; `yaml.dump` builds a tree of nodes between
them, which takes nearly three times as long.
"""

import io
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

import yaml
from yaml._yaml import CEmitter

_FIRST_KEYS: Final = ("apiVersion", "kind", "metadata")
_METADATA_FIRST_KEYS: Final = ("name", "namespace")
_STR: Final = "tag:yaml.org,2002:str"

_MAP: Final = yaml.MappingStartEvent(None, None, implicit=True, flow_style=False)
_MAP_END: Final = yaml.MappingEndEvent()
_LIST: Final = yaml.SequenceStartEvent(None, None, implicit=True, flow_style=False)
_LIST_END: Final = yaml.SequenceEndEvent()
_REPRESENTER: Final = yaml.representer.SafeRepresenter()

Emit = Callable[[yaml.Event], None]


class _Resolver(yaml.resolver.Resolver):
    """Tells which plain texts a reader would take for something else.

    Argo CD and kubectl read by other rules than PyYAML: to them a plain `1234567e8` is a
    number and a plain `y` is true, so text that looks like that is quoted.
    Source: https://github.com/yaml/go-yaml/blob/v2.4.2/resolve.go
    """


_Resolver.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(0[bBoOxX][0-9a-fA-F_]+|\.?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9_]+)?)\Z"),
    list("-+.0123456789"),
)
_Resolver.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"[yYnN]\Z"), list("yYnN"))
_tag_of: Final[Callable[..., str]] = _Resolver().resolve


def to_yaml(obj: Mapping[str, Any]) -> str:
    """The one text of an object: `apiVersion`, `kind`, `metadata` first, then keys sorted."""
    text = io.StringIO()
    # A folded line would make a diff of a long value unreadable.
    emit: Emit = CEmitter(text, allow_unicode=True, width=4096).emit
    emit(yaml.StreamStartEvent())
    emit(yaml.DocumentStartEvent(explicit=False))
    _emit(obj, emit, _FIRST_KEYS)
    emit(yaml.DocumentEndEvent(explicit=False))
    emit(yaml.StreamEndEvent())
    return text.getvalue()


def _emit(value: Any, emit: Emit, first: Iterable[str] = ()) -> None:
    if isinstance(value, str):
        emit(_text(value))
    elif isinstance(value, (dict, Mapping)):  # of an abstract class alone it takes long
        emit(_MAP)
        for key in _in_order(value, first) if first else sorted(value):
            emit(_text(key))
            _emit(value[key], emit, _METADATA_FIRST_KEYS if key == "metadata" else ())
        emit(_MAP_END)
    elif isinstance(value, list):
        emit(_LIST)
        for item in value:
            _emit(item, emit)
        emit(_LIST_END)
    else:
        emit(_scalar(value))


def _in_order(value: Mapping[str, Any], first: Iterable[str]) -> list[str]:
    head = [key for key in first if key in value]
    return [*head, *sorted(value.keys() - set(head))]


@lru_cache(maxsize=4096)
def _text(value: str) -> yaml.ScalarEvent:
    plain = _tag_of(yaml.ScalarNode, value, (True, False)) == _STR
    style = "|" if "\n" in value else None
    return yaml.ScalarEvent(None, _STR, (plain, True), value, style=style)


def _scalar(value: float | None) -> yaml.ScalarEvent:
    node = _REPRESENTER.represent_data(value)
    return yaml.ScalarEvent(None, node.tag, (True, False), node.value)
