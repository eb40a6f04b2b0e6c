"""Text of others on a terminal."""

import sys

import pytest

from nexus_gitops.terminal import printable


def test_what_is_printed_cannot_steer_a_terminal() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    assert printable(everything).isprintable()


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\x1b[31m", r"a\x1b[31m"), ("\u202eabc", r"\u202eabc"), ("日志", "日志"), ("a\nb", r"a\nb")],
)
def test_only_what_is_not_printable_is_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown
