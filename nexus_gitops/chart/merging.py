"""What many runs rendered, put together to one tree with conditions in it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import log2
from typing import Any

from nexus_gitops.chart.expressions import Call, Expr, Ref, Text
from nexus_gitops.chart.questions import refuse
from nexus_gitops.chart.trees import Answers, Each, Leaf, Map, Node, Seq, Spread, When

_Sample = tuple[int, "Node | None"]
"""The number of a run, and what it rendered in one place; None where it rendered nothing."""


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
        keys = _distinct(key for _, node in maps for key, _ in node.entries)
        tables = _distinct(spread for _, node in maps for spread in node.spreads)
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
        order = _in_one_order([items for _, items in lists])
        if order is None:
            return self._decided(samples, _itself, lambda same: same[0][1], place)
        columns = [
            self._merged(
                [(run, node if node in items else None) for run, items in lists],
                place,
            )
            for node in order
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

    def _best(
        self, labels: Collection[int], among: int, asked: frozenset[Expr]
    ) -> tuple[Expr, int, int] | None:
        """The question that tells most of some runs apart, and those with each answer; or none."""
        return self._best_of(self._causes, labels, among, asked) or self._best_of(
            self._answers, labels, among, asked
        )

    @staticmethod
    def _best_of(
        answers: Mapping[Expr, Sequence[int]],
        labels: Collection[int],
        among: int,
        asked: frozenset[Expr],
    ) -> tuple[Expr, int, int] | None:
        best, split = None, None
        for question, (no, yes) in answers.items():
            if question in asked or not no & among or not yes & among:
                continue
            either = among & ~(no | yes)
            with_yes, with_no = yes & among | either, no & among | either
            cost = _mixed(labels, with_yes) + _mixed(labels, with_no)
            if best is None or cost < best:
                best, split = cost, (question, with_yes, with_no)
        return split


def _mixed(labels: Collection[int], among: int) -> float:
    """How many of some runs are not of the label that most of them are of, in bits."""
    counts = [count for labelled in labels if (count := (labelled & among).bit_count())]
    total = sum(counts)
    return -sum(count * log2(count / total) for count in counts)


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
