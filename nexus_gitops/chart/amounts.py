"""Sums of quantities that are not known yet, in place of a `Fraction`."""

from fractions import Fraction
from typing import Any

from nexus_constructs.quantity import format_quantity
from nexus_gitops.chart.expressions import OPERATIONS, Call, Expr, Term, refs
from nexus_gitops.chart.marks import is_symbolic, mark_number
from nexus_gitops.chart.questions import ask, refuse
from nexus_gitops.chart.symbols import Number


class Amount:
    """A sum: it adds, is multiplied and compared as a `Fraction` is."""

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
        total: Fraction = OPERATIONS["total"](self.terms, values={})
        return total

    def __int__(self) -> int:
        if not refs(self.terms):
            return int(self.known())
        return mark_number(Call("floor", (self.terms,)))

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
