"""Texts of many lines, as configuration files are, line by line."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from nexus_gitops.chart.expressions import Expr, Text

Lines = tuple[Expr, ...]
"""Each with the end of its line."""


def has_lines(expr: Expr) -> bool:
    """Whether a text has several lines, whatever the values in it."""
    return len(lines_of(expr)) > 1


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


def aligned(texts: Sequence[Lines]) -> list[tuple[Expr, set[Lines]]]:
    """Lines in an order such that each text is some of them, with the texts that each is in."""
    columns: list[tuple[Expr, set[Lines]]] = []
    for text in sorted(texts, key=len, reverse=True):
        known = [line for line, _ in columns]
        made: list[tuple[Expr, set[Lines]]] = []
        matcher = SequenceMatcher(None, known, text, autojunk=False)
        for what, first, last, start, end in matcher.get_opcodes():
            made += columns[first:last]
            if what == "equal":
                for _, having in columns[first:last]:
                    having.add(text)
            else:
                made += [(line, {text}) for line in text[start:end]]
        columns = made
    return columns
