"""Texts of many lines, as configuration files are, line by line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, reduce
from operator import or_
from typing import TypeVar

from nexus_gitops.chart.expressions import Expr, Text, kept_hash

_T = TypeVar("_T")

Lines = tuple[Expr, ...]
"""Each with the end of its line."""


def has_lines(expr: Expr) -> bool:
    """Whether a text has several lines, whatever the values in it."""
    return len(lines_of(expr)) > 1


@cache
def lines_of(expr: Expr) -> Lines:
    """The lines of a text; a value in it is in one of them."""
    parts = expr.parts if isinstance(expr, Text) else (expr,)
    lines: list[list[Expr]] = [[]]
    for part in parts:
        if not isinstance(part, str):
            lines[-1].append(part)
            continue
        *ended, last = part.split("\n")
        for line in ended:
            lines[-1].append(f"{line}\n")
            lines.append([])
        lines[-1] += [last] if last else []
    return tuple(joined(line) for line in lines if line)


def joined(texts: Iterable[Expr]) -> Expr:
    """One text of several, with constants beside each other as one."""
    parts: list[Expr] = []
    for text in texts:
        for part in text.parts if isinstance(text, Text) else (text,):
            if parts and isinstance(part, str) and isinstance(parts[-1], str):
                parts[-1] += part
            else:
                parts.append(part)
    return parts[0] if len(parts) == 1 else Text(tuple(parts))


@dataclass(frozen=True)
class _Block:
    """A line, and those that follow it and stand deeper."""

    head: Expr
    inner: "tuple[_Block, ...]"
    __hash__ = kept_hash

    def lines(self) -> Iterator[Expr]:
        yield self.head
        for block in self.inner:
            yield from block.lines()


def aligned(texts: Iterable[tuple[Expr, int]]) -> list[tuple[Expr, int]]:
    """Lines in an order such that each text is some of them, with the runs that each is in.

    What stands deeper belongs to the line above it, as in YAML and JSON, and is put together by
    itself: what differs below one line makes no difference below another.

    Args:
        texts: each once, with the runs that rendered it, a bit for each.
    """
    return list(_aligned([(_blocks_of(text), runs) for text, runs in texts]))


def in_columns(lists: Iterable[tuple[Sequence[_T], int]]) -> list[tuple[_T, int]]:
    """Items in an order such that each list is some of them, with the runs that each is in.

    What comes before another item in one list and after it in another is there twice.

    Args:
        lists: each once, with the runs that have it, a bit for each.
    """
    columns: list[tuple[_T, int]] = []
    for items, runs in sorted(lists, key=lambda one: len(one[0]), reverse=True):
        known = [item for item, _ in columns]
        made: list[tuple[_T, int]] = []
        matcher = SequenceMatcher(None, known, items, autojunk=False)
        for what, first, last, start, end in matcher.get_opcodes():
            if what == "equal":
                made += [(item, having | runs) for item, having in columns[first:last]]
            else:
                made += columns[first:last]
                made += [(item, runs) for item in items[start:end]]
        columns = made
    return columns


def _aligned(texts: Sequence[tuple[tuple[_Block, ...], int]]) -> Iterator[tuple[Expr, int]]:
    repeated = {
        head
        for blocks, _ in texts
        for head, n in Counter(block.head for block in blocks).items()
        if n > 1
    }
    columns: list[tuple[Expr | _Block, dict[_Block, int]]] = []
    for blocks, runs in sorted(texts, key=lambda text: len(text[0]), reverse=True):
        known = [label for label, _ in columns]
        labels = [block if block.head in repeated else block.head for block in blocks]
        made: list[tuple[Expr | _Block, dict[_Block, int]]] = []
        matcher = SequenceMatcher(None, known, labels, autojunk=False)
        for what, first, last, start, end in matcher.get_opcodes():
            made += columns[first:last]
            if what == "equal":
                for (_, having), block in zip(columns[first:last], blocks[start:end], strict=True):
                    having[block] = having.get(block, 0) | runs
            else:
                made += zip(
                    labels[start:end], ({block: runs} for block in blocks[start:end]), strict=True
                )
        columns = made
    for _, variants in columns:
        only, *others = variants
        if others:
            yield only.head, reduce(or_, variants.values())
            yield from _aligned([(block.inner, runs) for block, runs in variants.items()])
        else:
            yield from ((line, variants[only]) for line in only.lines())


@cache
def _blocks_of(expr: Expr) -> tuple[_Block, ...]:
    lines = lines_of(expr)
    return _nested(lines, [_depth(line) for line in lines])


def _nested(lines: Lines, depths: Sequence[int]) -> tuple[_Block, ...]:
    blocks, start = [], 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and depths[end] > depths[start]:
            end += 1
        inner = _nested(lines[start + 1 : end], depths[start + 1 : end])
        blocks.append(_block(lines[start], inner))
        start = end
    return tuple(blocks)


@cache
def _block(head: Expr, inner: tuple[_Block, ...]) -> _Block:
    """Each once, so that two that are the same are found to be by what they are."""
    return _Block(head, inner)


def _depth(line: Expr) -> int:
    first = line.parts[0] if isinstance(line, Text) else line
    return len(first) - len(first.lstrip(" ")) if isinstance(first, str) else 0
