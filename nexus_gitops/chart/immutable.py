"""Which values reach a field that the API server takes no change of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.chart.expressions import Expr, Values, has_checksum, refs
from nexus_gitops.chart.metadata import name_of
from nexus_gitops.chart.trees import Leaf, Map, Node, Seq, When
from nexus_gitops.diff.fields import Change
from nexus_gitops.diff.immutable import is_rejected
from nexus_gitops.manifests.identity import identity

_TELLING: Final = frozenset({"apiVersion", "kind", "metadata", "immutable"})
"""What of an object tells which of its fields may change."""

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A field of an object that must stay as it is once the object is there.

    Attributes:
        path: of the field.
        expr: what values make of it.
    """

    path: Path
    expr: Expr


def fixed_fields(node: Node, standard: Values) -> list[Fixed]:
    """The fields of an object that depend on values and may not change.

    None of an object whose name changes with its content: another content is another object.

    Args:
        node: tree of the object, whose name and namespace do not depend on whether a value
            is there.
        standard: values to tell the object by; it may be absent there.
    """
    there = _there(node)
    if there is None or has_checksum(name_of(there)):
        return []
    obj = {key: inner.evaluated(standard) for key, inner in there.entries if key in _TELLING}
    return [
        Fixed(path, expr)
        for path, expr in _leaves(node, ())
        if refs(expr) and is_rejected(identity(obj), obj, Change(path, "before", "after"))
    ]


def _there(node: Node | None) -> Map | None:
    while isinstance(node, When):
        node = node.yes or node.no
    return node if isinstance(node, Map) else None


def _leaves(node: Node, path: Path) -> Iterator[tuple[Any, Expr]]:
    match node:
        case Leaf(expr):
            yield path, expr
        case Map(entries):
            for key, inner in entries:
                yield from _leaves(inner, (*path, key))
        case Seq(items):
            for index, inner in enumerate(items):
                yield from _leaves(inner, (*path, index))
        case When() if not path:
            for one in (node.yes, node.no):
                if one is not None:
                    yield from _leaves(one, path)
