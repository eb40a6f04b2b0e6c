"""How lines reach a person: folded between words where a terminal ends, in colour where it has any.

Sources: https://no-color.org for NO_COLOR; ECMA-48, 8.3.117, for the colours (SGR).
"""

import os
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple, TextIO

VARIABLE: Final = "NEXUS_GITOPS_COLOR"
"""What `--color` says, for the whole process."""


class Color(StrEnum):
    """When there is colour: where a terminal is and NO_COLOR is not set, or one of both always."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


_RED, _GREEN, _YELLOW, _BOLD_RED = "31", "32", "33", "1;31"
_OF_SIGN: Final = {"+": _GREEN, "~": _YELLOW, "-": _RED, "!": _RED}
_OF_STATE: Final = {
    **dict.fromkeys(("ok", "healthy", "accepted"), _GREEN),
    **dict.fromkeys(("warning", "progressing", "skipped", "moved"), _YELLOW),
    **dict.fromkeys(("error", "failed", "degraded", "impossible", "not accepted"), _BOLD_RED),
}
_SIGNED = re.compile(r"\s*([+~!-]) \S")
_STATED = re.compile(rf"\s*(?:[\w.-]+(?: [\w.-]+)?: )?({'|'.join(_OF_STATE)})(?=[\s,;:]|$)")
_LABELLED = re.compile(r"\s*\S+ {2,}(?=\S)")
_RISKS: Final = "  ! "
_WIDEST_LABEL: Final = 24
_NARROWEST: Final = 40
_USUAL: Final = 80
"""Columns of a terminal that does not say how many it has."""


class _Span(NamedTuple):
    """A part of a line, and its colour where it is shown in one."""

    start: int
    end: int
    color: str = ""


def write(line: str, stream: TextIO, width: int | None) -> None:
    """Show a line, which has nothing in it that a terminal would obey.

    Args:
        line: without its end.
        stream: to write to.
        width: columns at which it is folded, None for a line as long as it is.
    """
    spans = _colored(line) if is_colored(stream) else []
    hang = " " * _hang(line)
    pieces = [_painted(line, piece, spans) for piece in _folded(line, width)]
    stream.write(f"\n{hang}".join(pieces) + "\n")


def width_of(stream: TextIO) -> int | None:
    """The columns of the terminal that `stream` is, None where it is none."""
    if not stream.isatty():
        return None
    columns = os.get_terminal_size(stream.fileno()).columns
    return max(columns, _NARROWEST) if columns else _USUAL


def is_colored(stream: TextIO) -> bool:
    """Whether what is written there is in colour."""
    match os.environ.get(VARIABLE):
        case Color.ALWAYS:
            return True
        case Color.NEVER:
            return False
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return stream.isatty() and not plain


def _hang(line: str) -> int:
    """How far what is folded is moved in: below the text that a label or a sign stands before."""
    labelled = _LABELLED.match(line)
    if labelled and labelled.end() <= _WIDEST_LABEL:
        return labelled.end()
    return len(line) - len(line.lstrip()) + 4


def _folded(line: str, width: int | None) -> Iterator[_Span]:
    """The parts of the line between which it is folded; no word is broken."""
    start, room = 0, width or len(line)
    least = len(line) - len(line.lstrip()) + 1
    while len(line) - start > room:
        cut = line.rfind(" ", start + least, start + room + 1)
        if cut < 0:
            cut = line.find(" ", start + room)
        if cut < 0:
            break
        yield _Span(start, cut)
        start, least = cut + 1, 1
        room = max((width or 0) - _hang(line), 1)
    yield _Span(start, len(line))


def _colored(line: str) -> list[_Span]:
    body, risks, _ = line.partition(_RISKS)
    spans = [_Span(len(body), len(line), _BOLD_RED)] if risks else []
    signed, stated = _SIGNED.match(line), _STATED.match(line)
    if signed:
        return [_Span(signed.start(1), len(body), _OF_SIGN[signed[1]]), *spans]
    if stated:
        return [_Span(*stated.span(1), _OF_STATE[stated[1]]), *spans]
    return spans


def _painted(line: str, piece: _Span, spans: list[_Span]) -> str:
    text, at = "", piece.start
    for span in spans:
        start, end = max(span.start, at), min(span.end, piece.end)
        if start < end:
            text += f"{line[at:start]}\x1b[{span.color}m{line[start:end]}\x1b[0m"
            at = end
    return text + line[at : piece.end]
