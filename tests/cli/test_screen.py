"""How lines reach a terminal."""

import fcntl
import os
import pty
import re
import struct
import termios
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_gitops.cli import screen
from nexus_gitops.diff import Risk

_WORDS = st.lists(st.text("abc~+-!:", min_size=1, max_size=12), min_size=1, max_size=40)
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def _written(line: str, width: int | None) -> str:
    stream = StringIO()
    screen.write(line, stream, width)
    return stream.getvalue()


@given(st.integers(0, 6), _WORDS, st.integers(40, 100))
def test_a_folded_line_breaks_no_word_and_loses_none(
    indent: int, words: list[str], width: int
) -> None:
    line = " " * indent + " ".join(words)

    folded = _written(line, width)

    assert folded.split() == line.split()
    assert all(len(part) <= width for part in folded.splitlines())
    assert _written(line, None) == f"{line}\n"


def test_what_is_folded_stands_below_the_text_of_its_label() -> None:
    assert _written("  note      one two three four five six seven eight", 40) == (
        "  note      one two three four five six\n            seven eight\n"
    )


@pytest.mark.parametrize(
    ("variables", "colored"),
    [
        ({}, False),
        ({"NEXUS_GITOPS_COLOR": "always"}, True),
        ({"NEXUS_GITOPS_COLOR": "always", "NO_COLOR": "1"}, True),
        ({"NEXUS_GITOPS_COLOR": "auto"}, False),
    ],
)
def test_there_is_no_colour_without_a_terminal_unless_asked_for(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], *, colored: bool
) -> None:
    for name in ("NO_COLOR", screen.VARIABLE):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert screen.is_colored(StringIO()) is colored


@pytest.mark.parametrize(
    ("line", "colored"),
    [
        ("+ Service/a", "\x1b[32m+ Service/a\x1b[0m"),
        ("  ~ spec.a: 1 -> 2", "  \x1b[33m~ spec.a: 1 -> 2\x1b[0m"),
        ("- Service/a  ! deletes", "\x1b[31m- Service/a\x1b[0m\x1b[1;31m  ! deletes\x1b[0m"),
        ("dev: healthy", "dev: \x1b[32mhealthy\x1b[0m"),
        ("failed   cluster: no", "\x1b[1;31mfailed\x1b[0m   cluster: no"),
        ("a word like error is no verdict", "a word like error is no verdict"),
    ],
)
def test_signs_and_verdicts_have_colours(
    monkeypatch: pytest.MonkeyPatch, line: str, colored: str
) -> None:
    monkeypatch.setenv(screen.VARIABLE, "always")
    assert _written(line, None) == f"{colored}\n"


def test_a_terminal_shows_the_same_words_as_a_pipe(machine: Any) -> None:
    """In 80 columns, in colour, and plainly where NO_COLOR is set."""
    command = ("diff", "--env", "dev")
    piped = machine.run(*command)

    shown = _on_a_terminal(machine, *command)
    plain = _on_a_terminal(machine.with_(NO_COLOR="1"), *command)

    words = _ESCAPES.sub("", shown)
    assert "\x1b[32m+ " in shown
    assert words == plain
    assert words.split() == piped.out.split()
    assert all(len(line) <= 80 or len(line.split()) == 1 for line in words.splitlines())
    assert "\x1b" not in piped.out


def _on_a_terminal(machine: Any, *arguments: str) -> str:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with os.fdopen(theirs, "wb") as terminal:
        read = _reader(ours)
        machine.with_(TERM="xterm").run(*arguments, stdout=terminal)
    text = read()
    return text.replace("\r\n", "\n")


def _reader(descriptor: int) -> Callable[[], str]:
    """What comes, read beside the program, so that a full terminal does not stop it."""
    from concurrent.futures import ThreadPoolExecutor

    def drain() -> str:
        parts = []
        with suppress(OSError):  # which is how the end of a terminal shows
            while part := os.read(descriptor, 65_536):
                parts.append(part)
        os.close(descriptor)
        return b"".join(parts).decode()

    pool = ThreadPoolExecutor(1)
    waiting = pool.submit(drain)
    return waiting.result


@pytest.mark.parametrize(
    "arguments",
    [
        ("publish", "--env", "dev", "--repo", "a", "--repo", "b"),
        ("images", "list", "--output", "json", "-o", "text"),
    ],
)
def test_an_option_with_one_value_is_not_given_twice(
    machine: Any, arguments: tuple[str, ...]
) -> None:
    done = machine.run(*arguments)

    assert (done.code, done.out) == (2, "")
    assert "is given twice" in done.complaint


def test_every_risk_is_explained_in_the_documents() -> None:
    page = (Path(__file__).parents[2] / "docs" / "terminal.md").read_text()
    rows = re.findall(r"^\| ([a-z-]+) \| (.+) \|$", page, re.MULTILINE)

    assert rows == [(risk.value, risk.explanation) for risk in Risk]
