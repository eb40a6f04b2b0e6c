"""The operations of the constructs, such that they take values that are not known yet."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from nexus_gitops.chart.amounts import Amount
from nexus_gitops.chart.expressions import Call, Term, refs
from nexus_gitops.chart.marks import expression, is_symbolic
from nexus_gitops.chart.questions import is_running
from nexus_gitops.chart.symbols import Letters
from nexus_gitops.chart.trees import tree


def install() -> None:
    """Let the operations of the constructs take what is not known yet.

    Before any module of theirs that imports one of them: what is imported keeps what it has.
    """
    from nexus_constructs import checksum, quantity, urls

    quantity.canonical = _canonical(quantity.canonical)  # type: ignore[assignment] # takes symbols too
    quantity.parse_quantity = _parsed(quantity.parse_quantity)  # type: ignore[assignment] # takes symbols too
    quantity.format_quantity = _formatted(quantity.format_quantity)  # type: ignore[assignment] # takes symbols too
    checksum.content_checksum = _summed(checksum.content_checksum)  # type: ignore[assignment] # takes symbols too
    urls.origin = _origin(urls.origin)  # type: ignore[assignment] # takes symbols too


def _may_be_unknown(text: str) -> bool:
    """Outside of a run what looks like a mark is a number of the user's."""
    return is_running() and is_symbolic(text)


def _canonical(original: Callable[[str], str]) -> Callable[[str], str]:
    def canonical(text: str) -> str:
        if not _may_be_unknown(text):
            return original(text)
        expr = expression(text)
        is_canonical = isinstance(expr, Call) and expr.operation in ("canonical", "format")
        return Letters(expr if is_canonical else Call("canonical", (expr,)))

    return canonical


def _parsed(original: Callable[[str], Fraction]) -> Callable[[str], Any]:
    def parse_quantity(text: str) -> Any:
        if not is_running():
            return original(text)
        if not is_symbolic(text):
            original(text)
            return Amount((Term(1, Fraction(1), text),))
        expr = expression(text)
        if isinstance(expr, Call) and expr.operation == "canonical":
            (expr,) = expr.arguments
        return Amount((Term(1, Fraction(1), expr),))

    return parse_quantity


def _formatted(original: Callable[[Fraction], str]) -> Callable[[Any], str]:
    def format_quantity(value: Any) -> str:
        if not isinstance(value, Amount):
            return original(value)
        if not refs(value.terms):
            return original(value.known())
        return Letters(Call("format", (value.terms,)))

    return format_quantity


def _origin(original: Callable[[str], str]) -> Callable[[str], str]:
    def origin(url: str) -> str:
        if not _may_be_unknown(url):
            return original(url)
        return Letters(Call("origin", (expression(url),)))

    return origin


def _summed(original: Callable[[object], str]) -> Callable[[object], str]:
    def content_checksum(content: object) -> str:
        # What is known in one run may be something else in another.
        if not is_running():
            return original(content)
        return Letters(Call("checksum", (tree(content),)))

    return content_checksum
