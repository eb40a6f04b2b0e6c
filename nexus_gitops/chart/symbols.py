"""Values that are not known yet, of the types that the platform's code expects.

What is done with one becomes an expression. A text or a number goes through whatever is
written in C as a mark: a text that nothing else has in it, or a number that nothing else is. A
question, as `if env.tls_secret`, is answered by the run that is on, which notes that it was
asked. What no expression can say is refused, with the field that it is about.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, NoReturn, Self

from nexus_constructs.quantity import format_quantity
from nexus_gitops.chart.expressions import (
    OPERATIONS,
    Call,
    Expr,
    Ref,
    Term,
    Text,
    Values,
    evaluate,
    refs,
)
from nexus_gitops.rendering.fast.values import Placeholder

_FIRST_NUMBER: Final = 8_777_000_000_000_000
_NUMBERS: Final = 10**12
_MARK: Final = re.compile("\x02([0-9]+)\x03|(8777[0-9]{12})")


class UnderivableError(Exception):
    """No expression says what the platform's code does with a value."""


@dataclass(slots=True)
class Run:
    """One run of the platform's code.

    Attributes:
        shadow: values by which a question is answered that nothing else answers.
        fullest: by which it is answered where `shadow` has no value.
        forced: answers by question.
        known: questions whose answer the types tell.
        asked: the questions of this run and their answers, in order.
        refused: what could not be derived; kept, because a platform may catch what is raised.
    """

    shadow: Values
    fullest: Values
    forced: Mapping[Expr, bool]
    known: Mapping[Expr, bool] = field(default_factory=dict)
    asked: dict[Expr, bool] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def ask(self, question: Call) -> bool:
        """The answer to a question about values."""
        if not refs(question):
            return bool(evaluate(question, {}))
        if question in self.known:
            return self.known[question]
        if question not in self.asked:
            answer = self.forced.get(question)
            self.asked[question] = self._shadowed(question) if answer is None else answer
        return self.asked[question]

    def choose(self, ref: Ref, names: Sequence[str]) -> int:
        """Which of some texts a value is; each is a question, and all have an answer at once."""
        questions = [Call("equal", (ref, name)) for name in names]
        if questions[0] not in self.asked:
            ranked = sorted(
                range(len(names)),
                key=lambda n: (
                    self.forced.get(questions[n]) is not True,
                    self.forced.get(questions[n]) is False,
                    not self._shadowed(questions[n]),
                ),
            )
            self.asked |= {question: n == ranked[0] for n, question in enumerate(questions)}
        return next(n for n, question in enumerate(questions) if self.asked[question])

    def _shadowed(self, question: Call) -> bool:
        is_about_absence = question.operation == "absent"
        lacking = any(evaluate(ref, self.shadow) is None for ref in refs(question))
        values = self.fullest if lacking and not is_about_absence else self.shadow
        return bool(evaluate(question, values))


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
_current: list[Run] = []
_asked: dict[Call, Call] = {}
"""Each question once, so that those of many runs are found by what they are, not by what they say."""


def during(run: Run, act: Callable[[], Any]) -> Any:
    """What `act` returns, with questions answered by `run`."""
    _current.append(run)
    try:
        return act()
    finally:
        _current.pop()


def is_running() -> bool:
    """Whether a run is on: whatever is rendered now may be of values that are not known."""
    return bool(_current)


def ask(operation: str, *arguments: Any) -> bool:
    """The answer of the run that is on."""
    question = Call(operation, arguments)
    return _current[-1].ask(_asked.setdefault(question, question))


def choose(ref: Ref, names: Sequence[str]) -> int:
    """Which of some texts a value is in the run that is on."""
    return _current[-1].choose(ref, names)


def refuse(expr: Any, what: str) -> NoReturn:
    """Note that no expression says `what` of what depends on some field.

    Raises:
        UnderivableError: always.
    """
    fields = ", ".join(sorted(map(str, refs(expr)))) or str(expr)
    message = f"{fields}: {what} cannot be said in a template"
    if _current:
        _current[-1].refused.append(message)
    raise UnderivableError(message)


def expression(value: Any) -> Expr:
    """What a value is: an expression where there are marks in it, otherwise itself."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, Letters | Number):
        return value.expr
    if isinstance(value, int):
        return _of_number(value)
    if not isinstance(value, str):
        return refuse(str(type(value).__name__), "a value of this type")
    parts: list[Expr] = []
    end = 0
    for mark in _MARK.finditer(value):
        parts.append(value[end : mark.start()])
        inner = _marks.expressions[int(mark[1])] if mark[1] else _of_number(int(mark[2]))
        parts += inner.parts if isinstance(inner, Text) else (inner,)
        end = mark.end()
    parts.append(value[end:])
    found = tuple(part for part in parts if part != "")
    if len(found) == 1:
        is_number = len(found) < len(parts) and value.isdigit()
        return Text(found) if is_number else found[0]
    return Text(found) if found else ""


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
        case Letters() | Number() | Amount():
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


class Letters(str):
    """A text that is not known yet."""

    __slots__ = ("expr",)
    expr: Expr

    def __new__(cls, expr: Expr) -> Self:
        """The one that `expr` stands for."""
        made = super().__new__(cls, mark(expr))
        made.expr = expr
        return made

    def __bool__(self) -> bool:
        return ask("truthy", self.expr)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, str):
            return False
        if str.__eq__(self, other):
            return True
        return ask("equal", self.expr, expression(str.__str__(other)))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return str.__hash__(self)

    def __getitem__(self, key: Any) -> str:
        match key:
            case slice(start=None | 0, stop=int(length), step=None) if length >= 0:
                return Letters(Call("cut", (self.expr, length)))
        return refuse(self.expr, f"[{key}]")

    def strip(self, chars: str | None = None, /) -> str:
        """See `str.strip`; of given letters alone."""
        if chars is None:
            refuse(self.expr, "strip()")
        return Letters(Call("strip", (self.expr, chars)))

    def __format__(self, spec: str) -> str:
        if spec:
            refuse(self.expr, f"the format {spec}")
        return str.__str__(self)


def _refusing(name: str) -> Callable[..., NoReturn]:
    def method(self: Letters, *_: Any, **__: Any) -> NoReturn:
        refuse(self.expr, f"{name}()")

    return method


for _name in (
    *("__contains__", "__iter__", "__len__", "__lt__", "__le__", "__gt__", "__ge__", "__mod__"),
    *("__mul__", "__rmul__", "capitalize", "casefold", "center", "count", "encode", "endswith"),
    *("expandtabs", "find", "format", "format_map", "index", "isalnum", "isalpha", "isdecimal"),
    *("isdigit", "isidentifier", "islower", "isnumeric", "isprintable", "isspace", "istitle"),
    *("isupper", "ljust", "lower", "lstrip", "partition", "removeprefix", "removesuffix"),
    *("replace", "rfind", "rindex", "rjust", "rpartition", "rsplit", "rstrip", "split"),
    *("splitlines", "startswith", "swapcase", "title", "translate", "upper", "zfill"),
):
    setattr(Letters, _name, _refusing(_name))


class Number(int, Placeholder):
    """A whole number that is not known yet."""

    expr: Expr

    def __new__(cls, expr: Expr) -> Self:
        """The one that `expr` stands for."""
        made = super().__new__(cls, _FIRST_NUMBER + _marks.number(expr))
        made.expr = expr
        return made

    def _with(self, operation: str, other: Any) -> Any:
        if not isinstance(other, int) or isinstance(other, bool):
            return NotImplemented
        return Number(Call(operation, (self.expr, expression(other))))

    def __add__(self, other: Any) -> Any:
        is_nothing = type(other) is int and other == 0
        return self if is_nothing else self._with("add", other)

    def __mul__(self, other: Any) -> Any:
        return self._with("multiply", other)

    __radd__ = __add__
    __rmul__ = __mul__

    def __sub__(self, other: Any) -> Any:
        if not isinstance(other, int):
            return NotImplemented
        return self + (-1 * other)

    def __rsub__(self, other: Any) -> Any:
        return -1 * self + other

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Number) and other.expr == self.expr:
            return True
        return isinstance(other, int) and ask("equal", self.expr, expression(other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.expr)

    def __bool__(self) -> bool:
        return not ask("equal", self.expr, 0)

    def __lt__(self, other: Any) -> bool:
        return ask("less", self.expr, expression(other))

    def __gt__(self, other: Any) -> bool:
        return ask("less", expression(other), self.expr)

    def __le__(self, other: Any) -> bool:
        return not self > other

    def __ge__(self, other: Any) -> bool:
        return not self < other


def _not_counted(name: str) -> Callable[..., NoReturn]:
    def method(self: Number, *_: Any) -> NoReturn:
        refuse(self.expr, f"{name}()")

    return method


for _name in (
    *("__truediv__", "__rtruediv__", "__floordiv__", "__rfloordiv__", "__mod__", "__rmod__"),
    *("__pow__", "__rpow__", "__neg__", "__abs__", "__invert__", "__and__", "__or__", "__xor__"),
    *("__lshift__", "__rshift__", "__divmod__", "__rdivmod__", "__round__", "__float__"),
):
    setattr(Number, _name, _not_counted(_name))


class Amount:
    """A sum of quantities, in place of a `Fraction`."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.terms = terms

    def __add__(self, other: Any) -> "Amount":
        return Amount((*self.terms, *_terms(other)))

    def __mul__(self, other: Any) -> "Amount":
        match other:
            case Number():
                return Amount(tuple(self._counted(term, other.expr) for term in self.terms))
            case int() | Fraction():
                return Amount(
                    tuple(Term(t.count, t.factor * other, t.quantity) for t in self.terms)
                )
        return refuse(_field(self), f"a product with a {type(other).__name__}")

    __radd__ = __add__
    __rmul__ = __mul__

    def known(self) -> Fraction:
        """The sum, where nothing in it is left to be told."""
        return OPERATIONS["total"](self.terms, values={})  # type: ignore[no-any-return]

    def __int__(self) -> int:
        if not refs(self.terms):
            return int(self.known())
        return _FIRST_NUMBER + _marks.number(Call("floor", (self.terms,)))

    def __gt__(self, other: Any) -> bool:
        return ask("greater", self.terms, _terms(other))

    def __lt__(self, other: Any) -> bool:
        return ask("greater", _terms(other), self.terms)

    def __le__(self, other: Any) -> bool:
        return not self > other

    def __ge__(self, other: Any) -> bool:
        return not self < other

    @staticmethod
    def _counted(term: Term, count: Expr) -> Term:
        if term.count != 1:
            refuse((count, term), "a product of three")
        return Term(count, term.factor, term.quantity)


def _field(amount: Amount) -> tuple[Any, ...]:
    return amount.terms


def _terms(value: Any) -> tuple[Term, ...]:
    if isinstance(value, Amount):
        return value.terms
    if not isinstance(value, int | Fraction) or is_symbolic(value):
        refuse(str(value), "a sum with this")
    return (Term(1, Fraction(1), format_quantity(Fraction(value))),) if value else ()


class Items(tuple[Any, ...]):
    """A list of texts of any length; two of them stand for all."""

    expr: Ref

    def __new__(cls, expr: Ref) -> Self:
        """The one that `expr` stands for."""
        made = super().__new__(cls, (Letters(item(expr, 0)), Letters(item(expr, 1))))
        made.expr = expr
        return made

    def __bool__(self) -> bool:
        return ask("truthy", self.expr)


def item(expr: Ref, index: int) -> Ref:
    """One of the two that stand for all items of a list."""
    return Ref((*expr.path, f"#{index}"))


class Table(dict[str, Any]):
    """A mapping from names to texts; two entries stand for all, where it is copied."""

    def __init__(self, expr: Ref) -> None:
        self.expr = expr
        super().__init__(
            {mark(Ref((*expr.path, f"key#{n}"))): Letters(item(expr, n)) for n in (0, 1)}
        )

    def __bool__(self) -> bool:
        return ask("truthy", self.expr)

    def get(self, key: Any, default: Any = None, /) -> Any:
        """See `dict.get`."""
        if isinstance(default, str):
            return Letters(Call("get", (self.expr, expression(key), expression(default))))
        try:
            return self[key]
        except KeyError:
            return default

    def __getitem__(self, key: Any) -> Any:
        if not ask("has", self.expr, expression(key)):
            raise KeyError(key)
        return Letters(Call("get", (self.expr, expression(key), "")))

    def __contains__(self, key: object) -> bool:
        return ask("has", self.expr, expression(key))

    def values(self) -> Any:
        """Refused: which there are is not known."""
        return self._refuse("values()")

    def __len__(self) -> int:
        return self._refuse("len()")

    def _refuse(self, what: str) -> NoReturn:
        refuse(self.expr, what)
