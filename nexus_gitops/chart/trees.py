"""What a run rendered as a tree of expressions, and such trees with conditions in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from nexus_gitops.chart.expressions import Call, Expr, Ref, Text, Values, evaluate, kept_hash, refs
from nexus_gitops.chart.marks import expression, is_symbolic
from nexus_gitops.chart.questions import refuse

Answers = Mapping[Expr, bool]
"""What the questions of a run were answered."""


@dataclass(frozen=True)
class Leaf:
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
class Spread:
    """All entries of a mapping of the user's, among others of the same map."""

    ref: Ref

    def evaluated(self, values: Values) -> Any:
        """See `Leaf`."""
        return dict(evaluate(self.ref, values) or {})

    def expressions(self) -> Iterator[Any]:
        """See `Leaf`."""
        yield self.ref


@dataclass(frozen=True)
class Each:
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
class Map:
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
class Seq:
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
class When:
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


Node = Leaf | Spread | Each | Map | Seq | When


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
    entries, spreads = [], []
    for key, item in value.items():
        if not is_symbolic(key):
            entries.append((key, _tree(item)))
            continue
        name = expression(key)
        if not isinstance(name, Ref) or "key#" not in name.path[-1]:
            refuse(name, "a key that is made of it")
        table = Ref(name.path[:-1])
        if expression(item) != Ref((*table.path, name.path[-1].removeprefix("key"))):
            refuse(table, "what is made of its entries")
        if name.path[-1] == "key#0":
            spreads.append(Spread(table))
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


def under(answers: Answers, node: Node | None) -> Node | None:
    """What a tree is where the questions have these answers.

    Where one has none, it is what both answers lead to; a `When` where that is not the same.
    """
    if node is None or not _depends(node):
        return node
    match node:
        case When(question, yes, no):
            if question in answers:
                return under(answers, yes if answers[question] else no)
            both = under(answers, yes), under(answers, no)
            return both[0] if both[0] == both[1] else When(question, *both)
        case Map(entries, spreads):
            inner = [(key, under(answers, item)) for key, item in entries]
            spread = [under(answers, one) for one in spreads]
            return Map(
                tuple((key, item) for key, item in inner if item is not None),
                tuple(one for one in spread if one is not None and _is_there(one, answers)),
            )
        case Seq(items):
            kept = [under(answers, item) for item in items]
            return Seq(tuple(one for one in kept if one is not None and _is_there(one, answers)))
        case Leaf(Text(parts)):
            return Leaf(Text(tuple(_expr_under(answers, part) for part in parts)))
        case Leaf(expr):
            return Leaf(_expr_under(answers, expr))
    return node


def _depends(node: Node) -> bool:
    """Whether answers make another tree of it; worked out once, as the hash is."""
    kept: dict[str, Any] = node.__dict__
    if "_depends" not in kept:
        kept["_depends"] = _is_conditional(node)
    found: bool = kept["_depends"]
    return found


def _is_conditional(node: Node) -> bool:
    match node:
        case Leaf(Text(parts)):
            return any(_is_sum_of_conditional(part) for part in parts)
        case Leaf(expr):
            return _is_sum_of_conditional(expr)
        case Map(entries, spreads):
            return bool(spreads) or any(_depends(item) for _, item in entries)
        case Seq(items):
            return any(map(_depends, items))
    return True


def _is_sum_of_conditional(expr: Expr) -> bool:
    """Whether it is the checksum of a tree that answers make another one."""
    match expr:
        case Call("checksum", (content,)):
            return _depends(content)
    return False


def _is_there(node: Node, answers: Answers) -> bool:
    """Whether what is made of a mapping or a list of the user's is anything."""
    if not isinstance(node, Spread | Each):
        return True
    return answers.get(Call("truthy", (node.ref,)), True)


def _expr_under(answers: Answers, expr: Expr) -> Expr:
    if isinstance(expr, Call) and expr.operation == "checksum":
        return Call("checksum", (under(answers, expr.arguments[0]),))
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
        case Each():
            return replace(node, node=_replaced(node.node, old, new))
        case When(question, yes, no):
            return When(*(_replaced(one, old, new) for one in (question, yes, no)))
    return node
