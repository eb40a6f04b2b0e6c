"""Checksums of what no value changes are worked out once and for all."""

from typing import Any

from nexus_gitops.chart.expressions import Call, Expr, Text, evaluate, has_checksum, refs
from nexus_gitops.chart.texts import joined
from nexus_gitops.chart.trees import Leaf, Map, Node, Seq, When


def worked_out(node: Node) -> Node:
    """The tree with such checksums as constants."""
    found: Node = _changed(node)
    return found


def _changed(node: Any) -> Any:
    match node:
        case Leaf(expr) if has_checksum(expr):
            return Leaf(joined(map(_known, expr.parts if isinstance(expr, Text) else (expr,))))
        case Map(entries, spreads):
            return Map(tuple((key, _changed(item)) for key, item in entries), spreads)
        case Seq(items):
            return Seq(tuple(map(_changed, items)))
        case When(question, yes, no):
            return When(question, _changed(yes), _changed(no))
    return node


def _known(expr: Expr) -> Expr:
    is_known = isinstance(expr, Call) and expr.operation == "checksum" and not refs(expr)
    return evaluate(expr, {}) if is_known else expr
