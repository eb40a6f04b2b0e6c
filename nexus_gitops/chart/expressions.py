"""What a chart says in place of a value: an expression over the values of its user.

An expression is plain frozen data. `evaluate` says what it is for given values, by the very
functions that the constructs call; `templates` says the same in Helm's language, and the tests
hold the one against the other.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Union

from nexus_constructs.checksum import content_checksum
from nexus_constructs.quantity import canonical, format_quantity, parse_quantity
from nexus_constructs.urls import origin


def kept_hash(self: Any) -> int:
    """The hash of a frozen dataclass, worked out once: trees of them are compared often."""
    kept: dict[str, Any] = self.__dict__
    try:
        return kept["_hash"]  # type: ignore[no-any-return] # as it was put there
    except KeyError:
        said = (kept[name] for name in self.__dataclass_fields__)
        found = kept["_hash"] = hash((type(self), *said))
        return found


class Kept:
    """Frozen data that keeps what was found of it once; another process finds it again."""

    def __getstate__(self) -> dict[str, Any]:
        said: Mapping[str, Any] = getattr(self, "__dataclass_fields__", {})
        return {name: self.__dict__[name] for name in said}


@dataclass(frozen=True)
class Ref(Kept):
    """A value by its path, in the names of the environment's fields."""

    path: tuple[str, ...]
    __hash__ = kept_hash

    def __str__(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True)
class Text(Kept):
    """A text of several parts; a number in it is written in decimal."""

    parts: tuple["Expr", ...]
    __hash__ = kept_hash


@dataclass(frozen=True)
class Call(Kept):
    """An operation of `OPERATIONS` on its arguments."""

    operation: str
    arguments: tuple[Any, ...]
    __hash__ = kept_hash


Expr = Union[Ref, Text, Call, str, int, bool, None]  # noqa: UP007 -- it names itself
Values = Mapping[str, Any]
"""What a user says, in the names of the environment's fields."""


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a sum of quantities: `count` x `factor` x a quantity.

    Attributes:
        count: a whole number.
        factor: a constant.
        quantity: text of a quantity.
    """

    count: "Expr"
    factor: Fraction
    quantity: "Expr"


def evaluate(expr: Any, values: Values) -> Any:
    """What `expr` is where the user says `values`."""
    match expr:
        case Ref(path):
            return _at(values, path)
        case Text(parts):
            return "".join(str(evaluate(part, values)) for part in parts)
        case Call(operation, arguments):
            return OPERATIONS[operation](
                *(
                    argument if operation in _BY_TERMS else evaluate(argument, values)
                    for argument in arguments
                ),
                **({"values": values} if operation in _BY_TERMS else {}),
            )
    return expr


def refs(expr: Any) -> frozenset[Ref]:
    """Every value that `expr` depends on; found once, as the hash is."""
    if not isinstance(expr, Text | Call):
        return _refs(expr)
    kept: dict[str, Any] = expr.__dict__
    if "_refs" not in kept:
        kept["_refs"] = _refs(expr)
    found: frozenset[Ref] = kept["_refs"]
    return found


def _refs(expr: Any) -> frozenset[Ref]:
    match expr:
        case Ref():
            return frozenset({expr})
        case tuple():
            return frozenset().union(*map(refs, expr))
        case Text(parts) | Call(_, parts):
            return frozenset().union(*map(refs, parts))
        case Term(count, _, quantity):
            return refs(count) | refs(quantity)
    inner = getattr(expr, "expressions", None)
    return frozenset() if inner is None else frozenset().union(*map(refs, inner()))


def has_checksum(expr: Expr) -> bool:
    """Whether it changes with the content of something."""
    parts = expr.parts if isinstance(expr, Text) else (expr,)
    return any(isinstance(part, Call) and part.operation == "checksum" for part in parts)


def _at(values: Any, path: Sequence[str]) -> Any:
    for name in path:
        if values is None:
            return None
        values = values[int(name)] if isinstance(values, list | tuple) else values.get(name)
    return values


def _total(terms: tuple[Term, ...], *, values: Values) -> Fraction:
    return sum(
        (
            evaluate(term.count, values)
            * term.factor
            * parse_quantity(evaluate(term.quantity, values))
            for term in terms
        ),
        Fraction(0),
    )


def _greater(one: tuple[Term, ...], other: tuple[Term, ...], *, values: Values) -> bool:
    return _total(one, values=values) > _total(other, values=values)


def _format(terms: tuple[Term, ...], *, values: Values) -> str:
    return format_quantity(_total(terms, values=values))


def _floor(terms: tuple[Term, ...], *, values: Values) -> int:
    return int(_total(terms, values=values))


def _checksum(content: Any, *, values: Values) -> str:
    return content_checksum(content.evaluated(values))


OPERATIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "truthy": bool,
    "absent": lambda value: value is None,
    "equal": lambda one, other: one == other,
    "less": lambda one, other: one < other,
    "add": lambda one, other: one + other,
    "multiply": lambda one, other: one * other,
    "or": lambda one, other: one or other,
    "get": lambda mapping, key, otherwise: (mapping or {}).get(key, otherwise),
    "has": lambda mapping, key: key in (mapping or {}),
    "cut": lambda text, length: text[:length],
    "strip": lambda text, letters: text.strip(letters),
    "origin": origin,
    "quoted": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "join": lambda texts, between: between.join(texts),
    "canonical": canonical,
    "total": _total,
    "greater": _greater,
    "format": _format,
    "floor": _floor,
    "checksum": _checksum,
}
"""What each operation of a `Call` does."""

_BY_TERMS: Final = frozenset({"total", "greater", "format", "floor", "checksum"})
"""Operations whose arguments hold expressions of their own."""
