"""What many runs rendered, put together to one tree with conditions in it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log2
from typing import Any

from nexus_gitops.chart.expressions import Call, Expr, Ref, Text, Values, evaluate, kept_hash, refs
from nexus_gitops.chart.symbols import expression, is_symbolic, refuse

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
Sample = tuple[Answers, "Node | None"]


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


def merged(samples: Sequence[Sample], place: str) -> Node | None:
    """One tree that is each sample under the answers of its run.

    Args:
        samples: what the runs rendered in one place; None where nothing is.
        place: names it, for a refusal.

    Raises:
        UnderivableError: the answers of two runs are alike, and what they rendered is not.
    """
    nodes: list[Node | None] = _distinct(node for _, node in samples)
    if len(nodes) == 1:
        return nodes[0]
    if None in nodes:
        return _present(samples, place)
    if all(isinstance(node, Map) for node in nodes):
        return _merged_maps(samples, place)
    if all(isinstance(node, Seq) for node in nodes):
        return _merged_lists(samples, place)
    if (text := _merged_texts(samples, place)) is not None:
        return text
    return _decided(samples, _itself, lambda same: same[0][1], place)


def _present(samples: Sequence[Sample], place: str) -> Node | None:
    there = [sample for sample in samples if sample[1] is not None]
    inner = merged(there, place)
    node = _decided(
        samples, lambda node: node is None, lambda same: inner if same[0][1] else None, place
    )
    match node:  # what is empty adds nothing anyway
        case When(Call("truthy", (Ref() as asked,)), Spread(ref) | Each(ref, _), None) if (
            asked == ref
        ):
            return node.yes
    return node


def _merged_maps(samples: Sequence[Sample], place: str) -> Map:
    maps = [(answers, node) for answers, node in samples if isinstance(node, Map)]
    keys = _distinct(key for _, node in maps for key, _ in node.entries)
    tables = _distinct(spread for _, node in maps for spread in node.spreads)
    entries = [
        (key, merged([(answers, dict(node.entries).get(key)) for answers, node in maps], place))
        for key in keys
    ]
    spreads = [
        merged(
            [(answers, table if table in node.spreads else None) for answers, node in maps],
            place,
        )
        for table in tables
    ]
    return Map(
        tuple((key, node) for key, node in entries if node is not None),
        tuple(node for node in spreads if node is not None),
    )


def _merged_lists(samples: Sequence[Sample], place: str) -> Node | None:
    lists = [(answers, node.items) for answers, node in samples if isinstance(node, Seq)]
    lengths = {len(items) for _, items in lists}
    if len(lengths) == 1:
        columns = [
            merged([(answers, items[n]) for answers, items in lists], place)
            for n in range(lengths.pop())
        ]
        return Seq(tuple(node for node in columns if node is not None))
    order = _in_one_order([items for _, items in lists])
    if order is None:
        return _decided(samples, _itself, lambda same: same[0][1], place)
    columns = [
        merged(
            [(answers, node if node in items else None) for answers, items in lists],
            place,
        )
        for node in order
    ]
    return Seq(tuple(node for node in columns if node is not None))


def _in_one_order(lists: Sequence[tuple[Node, ...]]) -> list[Node] | None:
    """All items in an order that every list keeps; None where there is none."""
    if any(len(set(items)) < len(items) for items in lists):
        return None
    waiting = _distinct(items for items in lists if items)
    order: list[Node] = []
    while waiting:
        heads = [items[0] for items in waiting]
        free = [head for head in heads if not any(head in items[1:] for items in waiting)]
        if not free:
            return None
        order.append(free[0])
        waiting = [
            rest for items in waiting if (rest := items[1:] if items[0] == free[0] else items)
        ]
    return order


def _merged_texts(samples: Sequence[Sample], place: str) -> Leaf | None:
    """Texts that differ in nothing but what a checksum is of, as one with a checksum of all."""
    texts = [(answers, _parts(node)) for answers, node in samples]
    shapes = {tuple("" if _is_checksum(part) else part for part in parts) for _, parts in texts}
    if len(shapes) > 1:
        return None
    (shape,) = shapes
    parts: list[Expr] = []
    for n, part in enumerate(shape):
        if part != "":
            parts.append(part)
            continue
        content = merged([(answers, found[n].arguments[0]) for answers, found in texts], place)
        parts.append(Call("checksum", (content,)))
    return Leaf(parts[0] if len(parts) == 1 else Text(tuple(parts)))


def _parts(node: Node | None) -> tuple[Any, ...]:
    if not isinstance(node, Leaf):
        return (node,)
    return node.expr.parts if isinstance(node.expr, Text) else (node.expr,)


def _is_checksum(part: Any) -> bool:
    return isinstance(part, Call) and part.operation == "checksum"


def _itself(node: Node | None) -> Any:
    return node


def _decided(
    samples: Sequence[Sample],
    label: Callable[[Node | None], Any],
    leaf: Callable[[Sequence[Sample]], Node | None],
    place: str,
) -> Node | None:
    """The smallest tree of questions that tells apart what is labelled differently."""
    decision = _Decision(samples, label)

    def decided(among: int, asked: frozenset[Expr]) -> Node | None:
        if decision.is_settled(among):
            return leaf(decision.samples(among))
        split = decision.best(among, asked)
        if split is None:
            refuse(place, "what it depends on")
        question, yes, no = split
        found = When(question, decided(yes, asked | {question}), decided(no, asked | {question}))
        return found.yes if found.yes == found.no else found

    return decided((1 << len(samples)) - 1, frozenset())


class _Decision:
    """Samples that have to be told apart; a set of them is a number with a bit for each."""

    def __init__(self, samples: Sequence[Sample], label: Callable[[Node | None], Any]) -> None:
        self._samples = samples
        self._labels: dict[Any, int] = {}
        self._answers: dict[Expr, list[int]] = {}
        for n, (answers, node) in enumerate(samples):
            named = label(node)
            self._labels[named] = self._labels.get(named, 0) | 1 << n
            for question, answer in answers.items():
                self._answers.setdefault(question, [0, 0])[answer] |= 1 << n

    def samples(self, among: int) -> list[Sample]:
        """The samples of a set."""
        return [sample for n, sample in enumerate(self._samples) if among >> n & 1]

    def is_settled(self, among: int) -> bool:
        """Whether all samples of a set have one label."""
        return sum(1 for labelled in self._labels.values() if labelled & among) == 1

    def best(self, among: int, asked: frozenset[Expr]) -> tuple[Expr, int, int] | None:
        """The question that tells most of a set apart, and what has each answer to it, or none."""
        best, split = None, None
        for question, (no, yes) in self._answers.items():
            if question in asked or not no & among or not yes & among:
                continue
            either = among & ~(no | yes)
            with_yes, with_no = yes & among | either, no & among | either
            cost = self._mixed(with_yes) + self._mixed(with_no)
            if best is None or cost < best:
                best, split = cost, (question, with_yes, with_no)
        return split

    def _mixed(self, among: int) -> float:
        """How many samples are not of the label that most of them are of, in bits."""
        counts = [
            count for labelled in self._labels.values() if (count := (labelled & among).bit_count())
        ]
        total = sum(counts)
        return -sum(count * log2(count / total) for count in counts)


def under(answers: Answers, node: Node | None) -> Node | None:
    """What a tree is where the questions have these answers.

    Where one has none, it is what both answers lead to; a `When` where that is not the same.
    """
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


def _is_there(node: Node, answers: Answers) -> bool:
    """Whether what is made of a mapping or a list of the user's is anything."""
    if not isinstance(node, Spread | Each):
        return True
    return answers.get(Call("truthy", (node.ref,)), True)


def _expr_under(answers: Answers, expr: Expr) -> Expr:
    if isinstance(expr, Call) and expr.operation == "checksum":
        return Call("checksum", (under(answers, expr.arguments[0]),))
    return expr


def _distinct(values: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


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
