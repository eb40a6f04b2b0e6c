"""Counts are those of the models' own vocabularies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_os.counting import count, count_each


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("hello world", 2), ("<|endoftext|>", 7)])
def test_known_texts_have_the_counts_of_the_larger_vocabulary(text: str, tokens: int) -> None:
    assert count(text) == tokens


@given(st.lists(st.text(st.characters(), max_size=30), max_size=5))
def test_texts_count_the_same_alone_and_in_company(texts: list[str]) -> None:
    assert count_each(texts) == [count(text) for text in texts]


@given(st.text(st.characters(categories=["Cs", "L", "So"]), max_size=30))
def test_no_text_has_more_tokens_than_bytes(text: str) -> None:
    assert count(text) <= len(text.encode(errors="surrogatepass"))
