"""Texts of many lines, put together from those that runs rendered."""

from hypothesis import given
from hypothesis import strategies as st

from nexus_gitops.chart.expressions import Expr, Ref, Text
from nexus_gitops.chart.texts import aligned, joined

HOST = Ref(("host",))
LINE = st.builds(
    lambda depth, word: Text((f"{' ' * depth}{word}: ", HOST, "\n")),
    st.integers(0, 3),
    st.sampled_from(["a", "b", "{"]),
)
TEXT = st.lists(LINE, min_size=2, max_size=8).map(joined)


@given(st.lists(TEXT, min_size=1, max_size=4, unique=True))
def test_each_text_is_the_lines_that_it_is_in(texts: list[Expr]) -> None:
    lines = aligned([(text, 1 << run) for run, text in enumerate(texts)])

    for run, text in enumerate(texts):
        assert joined(line for line, runs in lines if runs >> run & 1) == text


def test_what_stands_below_one_line_is_not_taken_for_what_stands_below_another() -> None:
    texts = ["a:\n  on: 1\nb:\n  on: 1\n", "a:\n  off: 1\nb:\n  on: 1\n", "a:\n  off: 1\n"]

    lines = aligned([(text, 1 << run) for run, text in enumerate(texts)])

    assert lines == [
        ("a:\n", 0b111),
        ("  on: 1\n", 0b001),
        ("  off: 1\n", 0b110),
        ("b:\n", 0b011),
        ("  on: 1\n", 0b011),
    ]
