"""An environment as the text of its module, as a person would write it."""

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from enum import Enum
from pprint import pformat
from typing import Any, Final

from nexus_gitops.chart.shapes import REQUIRED, Maybe, Object, OneOf, Shape, TableOf, shape_of
from nexus_gitops.platform.environment import Environment

_INDENT: Final = "    "
_WIDTH: Final = 90


def module_of(env: Environment, said: str) -> str:
    """The text of an environment's module: what it says beyond the defaults of its fields.

    Args:
        env: the environment.
        said: the first line of the module's docstring, without a dot.
    """
    shape = shape_of(type(env))
    text = "\n".join(_made(shape, env, "ENV = ", 0))
    imports = "\n".join(
        f"from {module} import {', '.join(sorted(names))}"
        for module, names in sorted(_imports(shape, env).items())
    )
    return f'"""{said}."""\n\n{imports}\n\n{text.rstrip(",")}\n'


def _made(shape: Shape, value: Any, before: str, depth: int) -> list[str]:
    """The lines that make a value, the last with a comma."""
    shape = _chosen(shape, value)
    space = _INDENT * depth
    if isinstance(value, Enum):
        return [f"{space}{before}{type(value).__name__}.{value.name},"]
    if isinstance(shape, Object):
        said = list(_said(shape, value))
        if not said:
            return [f"{space}{before}{type(value).__name__}(),"]
        lines = [f"{space}{before}{type(value).__name__}("]
        for name, inner, item in said:
            lines += _made(inner, item, f"{name}=", depth + 1)
        return [*lines, f"{space}),"]
    if isinstance(shape, TableOf) and value:
        entries = [f"{space}{_INDENT}{_literal(k)}: {_literal(v)}," for k, v in value.items()]
        return [f"{space}{before}{{", *entries, f"{space}}},"]
    if isinstance(value, tuple) and len(value) > 1:
        items = [f"{space}{_INDENT}{_literal(item)}," for item in value]
        return [f"{space}{before}(", *items, f"{space}),"]
    return [f"{space}{before}{_literal(value)},"]


def _said(shape: Object, value: Any) -> Iterator[tuple[str, Shape, Any]]:
    for name, field in shape.fields.items():
        if name not in _names(shape.type):
            continue  # by what a struct is told from others is told by its class
        item = getattr(value, name)
        if field.default is REQUIRED or item != field.default:
            yield name, field.shape, item


def _names(cls: Any) -> tuple[str, ...]:
    return tuple(cls.__dataclass_fields__ if is_dataclass(cls) else cls.__struct_fields__)


def _chosen(shape: Shape, value: Any) -> Shape:
    while isinstance(shape, Maybe):
        shape = shape.shape
    if isinstance(shape, OneOf):
        return next(one for one in shape.variants.values() if one.type is type(value))
    return shape


def _imports(shape: Shape, value: Any) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    shape = _chosen(shape, value)
    if (value is not None and isinstance(shape, Object)) or isinstance(value, Enum):
        found.setdefault(type(value).__module__, set()).add(type(value).__name__)
    if value is not None and isinstance(shape, Object):
        for _, inner, item in _said(shape, value):
            for module, names in _imports(inner, item).items():
                found.setdefault(module, set()).update(names)
    return found


def _literal(value: Any) -> str:
    if isinstance(value, tuple):
        return f"({_literal(value[0])},)" if value else "()"
    if isinstance(value, Mapping):
        return pformat(dict(value), width=_WIDTH)
    if not isinstance(value, str):
        return repr(value)
    text = repr(value)
    return f'"{text[1:-1]}"' if text[0] == "'" and '"' not in text else text
