"""What an endpoint's JSON says."""

import json

import pytest

from nexus_os.chunks import Usage, is_end, parts_of_answer, parts_of_chunk
from nexus_os.failures import ModelFailure


@pytest.mark.parametrize(
    ("chunk", "parts"),
    [
        ({"choices": [{"delta": {"content": "x"}}]}, ["x"]),
        ({"choices": [{"delta": {"content": ""}}]}, []),
        ({"choices": [{"delta": {"role": "assistant"}}]}, []),
        ({"choices": [{"delta": {"content": None, "tool_calls": []}}]}, []),
        ({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 4}}, [Usage(3, 4)]),
        ({"choices": [], "usage": {"prompt_tokens": 10**30, "completion_tokens": -1}}, []),
        ({"choices": [], "usage": None}, []),
        ({"choices": "x"}, []),
        ({"choices": [7]}, []),
        ({}, []),
    ],
)
def test_a_chunk_holds_text_or_usage_or_neither(chunk: object, parts: list[object]) -> None:
    assert list(parts_of_chunk(json.dumps(chunk))) == parts


def test_an_answer_at_once_holds_a_message() -> None:
    assert list(parts_of_answer(b'{"choices": [{"message": {"content": "x"}}]}')) == ["x"]


def test_the_end_gives_a_reason() -> None:
    assert is_end('{"choices": [{"finish_reason": "length"}]}')
    assert not is_end('{"choices": [{"finish_reason": null}]}')


@pytest.mark.parametrize("text", ["", "{", "[]", "\ud800", '{"error": {"message": "secret"}}'])
def test_nonsense_and_errors_are_failures_without_the_endpoints_words(text: str) -> None:
    with pytest.raises(ModelFailure) as caught:
        list(parts_of_chunk(text))
    assert "secret" not in caught.value.detail
