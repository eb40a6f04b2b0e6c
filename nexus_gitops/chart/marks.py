"""Marks: what stands for an expression in texts and numbers that go through any code.

The mark is a text that nothing else has in it, or a number that nothing else is, so that it comes
out of whatever is written in C as it went in.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from nexus_gitops.chart.expressions import Call, Expr, Text
from nexus_gitops.chart.questions import refuse

_FIRST_NUMBER: Final = 8_777_000_000_000_000
_NUMBERS: Final = 10**12
_MARK: Final = re.compile(r"\x02([0-9]+)\x03|(8777[0-9]{12})|\\u0002([0-9]+)\\u0003")
"""The last is one in a text of JSON."""


class _Marks:
    """The expressions that marks stand for."""

    def __init__(self) -> None:
        self.expressions: list[Expr] = []
        self.numbers: dict[Expr, int] = {}

    def number(self, expr: Expr) -> int:
        if expr not in self.numbers:
            self.numbers[expr] = len(self.expressions)
            self.expressions.append(expr)
        return self.numbers[expr]


_marks: Final = _Marks()


class Marked:
    """A value that knows the expression that its mark stands for."""

    __slots__ = ()
    expr: Expr


def expression(value: Any) -> Expr:
    """What a value is: an expression where there are marks in it, otherwise itself."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, Marked):
        return value.expr
    if isinstance(value, int):
        return _of_number(value)
    if not isinstance(value, str):
        return refuse(str(type(value).__name__), "a value of this type")
    return _of_text(value)


@cache
def _of_text(value: str) -> Expr:
    parts: list[Expr] = []
    end = 0
    for mark in _MARK.finditer(value):
        parts.append(value[end : mark.start()])
        inner = _meant(mark)
        parts += inner.parts if isinstance(inner, Text) else (inner,)
        end = mark.end()
    parts.append(value[end:])
    found = tuple(part for part in parts if part != "")
    if len(found) == 1:
        is_number = len(found) < len(parts) and value.isdigit()
        return Text(found) if is_number else found[0]
    return Text(found) if found else ""


def _meant(mark: re.Match[str]) -> Expr:
    if mark[3]:
        return Call("quoted", (_marks.expressions[int(mark[3])],))
    return _marks.expressions[int(mark[1])] if mark[1] else _of_number(int(mark[2]))


def _of_number(value: int) -> Expr:
    if abs(value) < _FIRST_NUMBER // 2:
        return int(value)
    index = value - _FIRST_NUMBER
    if not 0 <= index < len(_marks.expressions):
        refuse("a number", "what is counted with it")
    return _marks.expressions[index]


def is_symbolic(value: Any) -> bool:
    """Whether there is a mark in a value or in what it holds."""
    match value:
        case Marked():
            return True
        case str():
            return _MARK.search(value) is not None
        case bool():
            return False
        case int():
            return _FIRST_NUMBER <= value < _FIRST_NUMBER + _NUMBERS
        case Mapping():
            return any(is_symbolic(key) or is_symbolic(item) for key, item in value.items())
        case list() | tuple():
            return any(map(is_symbolic, value))
    return False


def without_marks(text: str) -> str:
    """The text with a star for whatever is not known yet."""
    return _MARK.sub("*", text)


def mark(expr: Expr) -> str:
    """The text that stands for `expr`."""
    return f"\x02{_marks.number(expr)}\x03"


def mark_number(expr: Expr) -> int:
    """The number that stands for `expr`."""
    return _FIRST_NUMBER + _marks.number(expr)
