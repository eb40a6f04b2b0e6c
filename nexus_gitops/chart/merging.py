"""What many runs rendered, put together to one tree with conditions in it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby
from math import log2
from typing import Any

from nexus_gitops.chart.answered import Answers
from nexus_gitops.chart.expressions import Call, Expr, Ref, Text
from nexus_gitops.chart.questions import refuse
from nexus_gitops.chart.texts import aligned, has_lines, in_columns, joined
from nexus_gitops.chart.trees import (
    Document,
    Each,
    Entry,
    Leaf,
    Map,
    Node,
    Seq,
    Spread,
    When,
)

_Sample = tuple[int, "Node | None"]
"""The number of a run, and what it rendered in one place; None where it rendered nothing."""

_Split = tuple[Expr, int, int]
"""A question, and the runs in which its answer is yes and no; both, where it was not asked."""


class Merging:
    """Runs whose trees are put together; a set of them is a number with a bit for each.

    Args:
        runs: what the questions of each were answered.
    """

    def __init__(self, runs: Sequence[Answers]) -> None:
        self._answers: dict[Expr, list[int]] = {}
        for run, answers in enumerate(runs):
            for question, answer in answers.items():
                self._answers.setdefault(question, [0, 0])[answer] |= 1 << run
        self._causes: dict[Expr, list[int]] = {}

    def merged(
        self, nodes: Sequence[Node | None], place: str, causes: Collection[Expr] = ()
    ) -> Node | None:
        """One tree that is the node of each run under its answers.

        Args:
            nodes: what each run rendered in one place; None where nothing is.
            place: names it, for a refusal.
            causes: questions that are known to make a difference there, and are tried first.

        Raises:
            UnderivableError: the answers of two runs are alike, and what they rendered is not.
        """
        self._causes = {q: self._answers[q] for q in causes if q in self._answers}
        return self._merged(list(enumerate(nodes)), place)

    def _merged(self, samples: Sequence[_Sample], place: str) -> Node | None:
        nodes: list[Node | None] = _distinct(node for _, node in samples)
        if len(nodes) == 1:
            return nodes[0]
        if None in nodes:
            return self._present(samples, place)
        if all(isinstance(node, Map) for node in nodes):
            return self._merged_maps(samples, place)
        if all(isinstance(node, Seq) for node in nodes):
            return self._merged_lists(samples, place)
        if (text := self._merged_texts(samples, place)) is not None:
            return text
        if all(isinstance(node, Leaf) and has_lines(node.expr) for node in nodes):
            return self._merged_lines(samples, place)
        return self._decided(samples, _itself, lambda same: same[0][1], place)

    def _present(self, samples: Sequence[_Sample], place: str) -> Node | None:
        there = [sample for sample in samples if sample[1] is not None]
        inner = self._merged(there, place)
        node = self._decided(
            samples, lambda node: node is None, lambda same: inner if same[0][1] else None, place
        )
        match node:  # what is empty adds nothing anyway
            case When(Call("truthy", (Ref() as asked,)), Spread(ref) | Each(ref, _), None) if (
                asked == ref
            ):
                return node.yes
        return node

    def _merged_maps(self, samples: Sequence[_Sample], place: str) -> Map:
        maps = [(run, node) for run, node in samples if isinstance(node, Map)]
        keys = sorted({key for _, node in maps for key, _ in node.entries})
        spread = _distinct(spread for _, node in maps for spread in node.spreads)
        tables = [table for table in spread if not isinstance(table, Entry)]
        named = _distinct(one.key for one in spread if isinstance(one, Entry))
        entries = [
            (key, self._merged([(run, dict(node.entries).get(key)) for run, node in maps], place))
            for key in keys
        ]
        spreads = [
            self._merged(
                [(run, table if table in node.spreads else None) for run, node in maps],
                place,
            )
            for table in tables
        ]
        spreads += [
            Entry(key, inner)
            for key in named
            if (inner := self._merged([(run, _entry(node, key)) for run, node in maps], place))
        ]
        return Map(
            tuple((key, node) for key, node in entries if node is not None),
            tuple(node for node in spreads if node is not None),
        )

    def _merged_lists(self, samples: Sequence[_Sample], place: str) -> Node | None:
        lists = [(run, node.items) for run, node in samples if isinstance(node, Seq)]
        lengths = {len(items) for _, items in lists}
        if len(lengths) == 1:
            columns = [
                self._merged([(run, items[n]) for run, items in lists], place)
                for n in range(lengths.pop())
            ]
            return Seq(tuple(node for node in columns if node is not None))
        names = _in_one_order([tuple(map(_name, items)) for _, items in lists])
        if names is not None and None not in names:
            columns = [
                self._merged([(run, _named(items, name)) for run, items in lists], place)
                for name in names
            ]
            return Seq(tuple(node for node in columns if node is not None))
        runs: dict[tuple[Node, ...], int] = {}
        for run, items in lists:
            runs[items] = runs.get(items, 0) | 1 << run
        columns = [
            self._merged([(run, item if having >> run & 1 else None) for run, _ in lists], place)
            for item, having in in_columns(runs.items())
        ]
        return Seq(tuple(node for node in columns if node is not None))

    def _merged_texts(self, samples: Sequence[_Sample], place: str) -> Leaf | None:
        """Texts that differ in nothing but what a checksum is of, as one with a checksum of all."""
        texts = [(run, _parts(node)) for run, node in samples]
        shapes = {tuple("" if _is_checksum(part) else part for part in parts) for _, parts in texts}
        if len(shapes) > 1:
            return None
        (shape,) = shapes
        parts: list[Expr] = []
        for n, part in enumerate(shape):
            if part != "":
                parts.append(part)
                continue
            content = self._merged([(run, found[n].arguments[0]) for run, found in texts], place)
            parts.append(Call("checksum", (content,)))
        return Leaf(parts[0] if len(parts) == 1 else Text(tuple(parts)))

    def _merged_lines(self, samples: Sequence[_Sample], place: str) -> Document:
        """Texts of many lines as one, each line of which is there or not."""
        runs: dict[Expr, int] = {}
        for run, node in samples:
            assert isinstance(node, Leaf)  # noqa: S101 -- a text is
            runs[node.expr] = runs.get(node.expr, 0) | 1 << run
        blocks: list[Node] = []
        lines = aligned(runs.items())
        for having, same in groupby(lines, lambda line: line[1]):
            block = Leaf(joined(line for line, _ in same))
            there = [(run, block if having >> run & 1 else None) for run, _ in samples]
            found = self._present(there, place)
            assert found is not None  # noqa: S101 -- some text has it
            blocks.append(found)
        return Document(tuple(blocks))

    def _decided(
        self,
        samples: Sequence[_Sample],
        label: Callable[[Node | None], Any],
        leaf: Callable[[Sequence[_Sample]], Node | None],
        place: str,
    ) -> Node | None:
        """The smallest tree of questions that tells apart what is labelled differently."""
        labels: dict[Any, int] = {}
        for run, node in samples:
            named = label(node)
            labels[named] = labels.get(named, 0) | 1 << run

        def decided(among: int, asked: frozenset[Expr]) -> Node | None:
            if sum(1 for labelled in labels.values() if labelled & among) == 1:
                return leaf([sample for sample in samples if among >> sample[0] & 1])
            split = self._best(labels.values(), among, asked)
            if split is None:
                refuse(place, "what it depends on")
            question, yes, no = split
            found = When(
                question, decided(yes, asked | {question}), decided(no, asked | {question})
            )
            return found.yes if found.yes == found.no else found

        return decided(sum(1 << run for run, _ in samples), frozenset())

    def _best(self, labels: Collection[int], among: int, asked: frozenset[Expr]) -> _Split | None:
        """The question that tells most of some runs apart, and those with each answer; or none."""
        known = self._best_of(self._causes, labels, among, asked)
        found = self._best_of(self._answers, labels, among, asked)
        if found is None or known is None:
            return found and found[1]
        # Of few runs, many a question tells them apart that has nothing to do with it.
        before = _mixed(labels, among)
        is_telling = before - known[0] >= (before - found[0]) / 2
        return known[1] if is_telling else found[1]

    @staticmethod
    def _best_of(
        answers: Mapping[Expr, Sequence[int]],
        labels: Collection[int],
        among: int,
        asked: frozenset[Expr],
    ) -> tuple[float, _Split] | None:
        best: tuple[float, _Split] | None = None
        for question, (no, yes) in answers.items():
            if question in asked or not no & among or not yes & among:
                continue
            either = among & ~(no | yes)
            with_yes, with_no = yes & among | either, no & among | either
            cost = _mixed(labels, with_yes) + _mixed(labels, with_no)
            if best is None or cost < best[0]:
                best = cost, (question, with_yes, with_no)
        return best


def _entry(node: Map, key: Expr) -> Node | None:
    found = (one.node for one in node.spreads if isinstance(one, Entry) and one.key == key)
    return next(found, None)


def _name(node: Node) -> Expr:
    """What tells an object in a list from the others; None where nothing does."""
    name = dict(node.entries).get("name") if isinstance(node, Map) else None
    return name.expr if isinstance(name, Leaf) else None


def _named(items: Sequence[Node], name: Expr) -> Node | None:
    return next((item for item in items if _name(item) == name), None)


def _mixed(labels: Collection[int], among: int) -> float:
    """How many of some runs are not of the label that most of them are of, in bits."""
    counts = [count for labelled in labels if (count := (labelled & among).bit_count())]
    total = sum(counts)
    return -sum(count * log2(count / total) for count in counts)


def _in_one_order(lists: Sequence[tuple[Any, ...]]) -> list[Any] | None:
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


def _parts(node: Node | None) -> tuple[Any, ...]:
    if not isinstance(node, Leaf):
        return (node,)
    return node.expr.parts if isinstance(node.expr, Text) else (node.expr,)


def _is_checksum(part: Any) -> bool:
    return isinstance(part, Call) and part.operation == "checksum"


def _itself(node: Node | None) -> Any:
    return node


def _distinct(values: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(values))
