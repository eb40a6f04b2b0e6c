"""Values that are not known yet, of the types that the platform's code expects.

What is done with one becomes an expression; in a text or a number its mark (`marks`) stands for it.
A sum of quantities is in `amounts`.
"""

from collections.abc import Callable
from typing import Any, NoReturn, Self

from nexus_gitops.chart.expressions import Call, Expr, Ref
from nexus_gitops.chart.marks import Marked, expression, mark, mark_number
from nexus_gitops.chart.questions import ask, refuse
from nexus_gitops.rendering.fast.values import Placeholder


class Letters(str, Marked):
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


class Number(int, Placeholder, Marked):
    """A whole number that is not known yet."""

    expr: Expr

    def __new__(cls, expr: Expr) -> Self:
        """The one that `expr` stands for."""
        made = super().__new__(cls, mark_number(expr))
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
