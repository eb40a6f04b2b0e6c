"""What a run rendered as a tree of expressions, and such trees with conditions in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from nexus_gitops.chart.expressions import (
    Call,
    Expr,
    Kept,
    Ref,
    Text,
    Values,
    evaluate,
    kept_hash,
    refs,
)
from nexus_gitops.chart.marks import expression, is_symbolic
from nexus_gitops.chart.questions import refuse


@dataclass(frozen=True)
class Leaf(Kept):
    """One scalar."""

    expr: Expr
    __hash__ = kept_hash

    def evaluated(self, values: Values) -> Any:
        """As a manifest has it."""
        return evaluate(self.expr, values)

    def expressions(self) -> Iterator[Any]:
        """The expressions in it."""
        yield self.expr


@dataclass(frozen=True)
class Spread(Kept):
    """All entries of a mapping of the user's, among others of the same map."""

    ref: Ref

    def evaluated(self, values: Values) -> Any:
        """See `Leaf`."""
        return dict(evaluate(self.ref, values) or {})

    def expressions(self) -> Iterator[Any]:
        """See `Leaf`."""
        yield self.ref


@dataclass(frozen=True)
class Each(Kept):
    """One item of a list for each of a list of the user's."""

    ref: Ref
    node: "Node"

    def evaluated(self, values: Values) -> Any:
        """See `Leaf`."""
        return [
            _with_item(self.node, self.ref, text).evaluated(values)
            for text in evaluate(self.ref, values)
        ]

    def expressions(self) -> Iterator[Any]:
        """See `Leaf`."""
        yield self.ref
        yield from (e for e in expressions(self.node) if not _is_item(e, self.ref))


@dataclass(frozen=True)
class Map(Kept):
    """A mapping: its own entries, then those of mappings of the user's."""

    entries: tuple[tuple[str, "Node"], ...]
    spreads: tuple["Node", ...] = ()
    __hash__ = kept_hash

    def evaluated(self, values: Values) -> Any:
        """See `Leaf`."""
        found = {key: node.evaluated(values) for key, node in self.entries}
        for spread in self.spreads:
            found |= spread.evaluated(values) or {}
        return {key: value for key, value in found.items() if value is not None}

    def expressions(self) -> Iterator[Any]:
        """See `Leaf`."""
        for _, node in self.entries:
            yield from expressions(node)
        for spread in self.spreads:
            yield from expressions(spread)


@dataclass(frozen=True)
class Entry(Kept):
    """One entry whose key is made of values, in the place of a `Spread`."""

    key: Expr
    node: "Node"
    __hash__ = kept_hash

    def evaluated(self, values: Values) -> Any:
        """See `Leaf`."""
        return {evaluate(self.key, values): self.node.evaluated(values)}

    def expressions(self) -> Iterator[Any]:
        """See `Leaf`."""
        yield self.key
        yield from expressions(self.node)


@dataclass(frozen=True)
class Document(Kept):
    """A text of many lines, of which some are there and others not."""

    lines: tuple["Node", ...]
    __hash__ = kept_hash

    def evaluated(self, values: Values) -> Any:
        """See `Leaf`."""
        return "".join(line.evaluated(values) or "" for line in self.lines)

    def expressions(self) -> Iterator[Any]:
        """See `Leaf`."""
        for line in self.lines:
            yield from expressions(line)


@dataclass(frozen=True)
class Seq(Kept):
    """A list; an item that is absent leaves no gap."""

    items: tuple["Node", ...]
    __hash__ = kept_hash

    def evaluated(self, values: Values) -> Any:
        """See `Leaf`."""
        found: list[Any] = []
        for item in self.items:
            node: Node | None = item
            while isinstance(node, When):
                node = node.yes if evaluate(node.question, values) else node.no
            if isinstance(node, Each):
                found += node.evaluated(values)
            elif node is not None:
                found.append(node.evaluated(values))
        return found

    def expressions(self) -> Iterator[Any]:
        """See `Leaf`."""
        for node in self.items:
            yield from expressions(node)


@dataclass(frozen=True)
class When(Kept):
    """One of two, by the answer to a question; None is absent."""

    question: Expr
    yes: "Node | None"
    no: "Node | None"
    __hash__ = kept_hash

    def evaluated(self, values: Values) -> Any:
        """See `Leaf`."""
        node = self.yes if evaluate(self.question, values) else self.no
        return None if node is None else node.evaluated(values)

    def expressions(self) -> Iterator[Any]:
        """See `Leaf`."""
        yield self.question
        for node in (self.yes, self.no):
            if node is not None:
                yield from expressions(node)


Node = Leaf | Spread | Each | Map | Entry | Document | Seq | When


def expressions(node: Node) -> Iterator[Any]:
    """Every expression in a tree."""
    return node.expressions()


def tree(value: Any) -> Node:
    """The tree of what one run rendered.

    Raises:
        UnderivableError: a list or a mapping of the user's went somewhere else than, whole,
            into one of the manifest's.
    """
    node = _tree(value)
    for expr in expressions(node):
        for ref in refs(expr):
            if "#" in ref.path[-1]:
                refuse(Ref(ref.path[:-1]), "what is made of a part of it")
    return node


def _tree(value: Any) -> Node:
    match value:
        case dict():
            return _map(value)
        case list() | tuple():
            return _sequence([_tree(item) for item in value])
    return Leaf(_joined(expression(value)))


def _map(value: Mapping[str, Any]) -> Map:
    entries: list[tuple[str, Node]] = []
    spreads: list[Spread | Entry] = []
    # What is said in another order is the same.
    for key, item in sorted(value.items(), key=lambda entry: str.__str__(entry[0])):
        if not is_symbolic(key):
            entries.append((key, _tree(item)))
            continue
        name = expression(key)
        if not isinstance(name, Ref) or "key#" not in name.path[-1]:
            spreads.append(Entry(name, _tree(item)))
            continue
        table = Ref(name.path[:-1])
        if expression(item) != Ref((*table.path, name.path[-1].removeprefix("key"))):
            refuse(table, "what is made of its entries")
        if name.path[-1] == "key#0":
            spreads.append(Spread(table))
    if len(spreads) > 1 and any(isinstance(one, Entry) for one in spreads):
        named = tuple(expr for one in spreads for expr in one.expressions())
        refuse(named, "which of several keys is which")
    return Map(tuple(entries), tuple(spreads))


def _sequence(nodes: list[Node]) -> Seq:
    items: list[Node] = []
    waiting = list(nodes)
    while waiting:
        node = waiting.pop(0)
        lists = {
            Ref(ref.path[:-1])
            for expr in expressions(node)
            for ref in refs(expr)
            if ref.path[-1] == "#0"
        }
        if len(lists) == 1 and waiting:
            (ref,) = lists
            if waiting[0] == _replaced(node, Ref((*ref.path, "#0")), Ref((*ref.path, "#1"))):
                waiting.pop(0)
                node = Each(ref, node)
        items.append(node)
    return Seq(tuple(items))


def _joined(expr: Expr) -> Expr:
    """The expression, with `a<between>b` of the two that stand for a list as a join of it."""
    if not isinstance(expr, Text):
        return expr
    parts = list(expr.parts)
    for n in range(len(parts) - 2):
        match parts[n : n + 3]:
            case [Ref((*path, "#0")), str(between), Ref((*other, "#1"))] if path == other:
                joined = Call("join", (Ref(tuple(path)), between))
                rest = (*parts[:n], joined, *parts[n + 3 :])
                return joined if len(rest) == 1 else _joined(Text(rest))
    return expr


def _with_item(node: Node, ref: Ref, text: str) -> Node:
    replaced: Node = _replaced(node, Ref((*ref.path, "#0")), text)
    return replaced


def _is_item(expr: Any, ref: Ref) -> bool:
    return Ref((*ref.path, "#0")) in refs(expr)


def _replaced(node: Any, old: Ref, new: Any) -> Any:
    """The same with another expression in place of `old`."""
    match node:
        case Ref():
            return new if node == old else node
        case Leaf(expr):
            return Leaf(_replaced(expr, old, new))
        case Text(parts):
            return Text(tuple(_replaced(part, old, new) for part in parts))
        case Call(operation, arguments):
            return Call(operation, tuple(_replaced(one, old, new) for one in arguments))
        case Map(entries, spreads):
            return Map(tuple((key, _replaced(item, old, new)) for key, item in entries), spreads)
        case Seq(items):
            return Seq(tuple(_replaced(item, old, new) for item in items))
        case Entry(key, item):
            return Entry(_replaced(key, old, new), _replaced(item, old, new))
        case Document(lines):
            return Document(tuple(_replaced(line, old, new) for line in lines))
        case Each():
            return replace(node, node=_replaced(node.node, old, new))
        case When(question, yes, no):
            return When(*(_replaced(one, old, new) for one in (question, yes, no)))
    return node
