"""The wire of OpenAI's chat completions: what of an endpoint's JSON is text, and what is usage.

https://platform.openai.com/docs/api-reference/chat
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from nexus_os.failures import broken

# More than any model can: what an endpoint claims is added up in 64 bits.
_MOST = 10**9


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the endpoint says an answer used."""

    prompt: int
    answer: int


Part = str | Usage
"""A piece of the answer's text, never empty, or what the answer used."""


def parts_of_chunk(text: str) -> Iterator[Part]:
    """The parts in one event of a stream; raises ModelFailure where it is an error or nonsense."""
    yield from _parts(_object(text), "delta")


def parts_of_answer(text: bytes) -> Iterator[Part]:
    """The parts of an answer that came at once; raises as `parts_of_chunk`."""
    yield from _parts(_object(text), "message")


def is_end(text: str) -> bool:
    """Whether an event says why the answer ends."""
    return bool(_choice(_object(text)).get("finish_reason"))


def _parts(chunk: dict[str, Any], key: str) -> Iterator[Part]:
    if chunk.get("error"):
        raise broken("reported an error")
    message = _choice(chunk).get(key)
    content = message.get("content") if isinstance(message, dict) else None
    if isinstance(content, str) and content:
        yield content
    usage = chunk.get("usage")
    if isinstance(usage, dict):
        prompt, answer = usage.get("prompt_tokens"), usage.get("completion_tokens")
        if isinstance(prompt, int) and isinstance(answer, int) and min(prompt, answer) >= 0:
            yield Usage(min(prompt, _MOST), min(answer, _MOST))


def _choice(chunk: dict[str, Any]) -> dict[str, Any]:
    choices = chunk.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def _object(text: str | bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        raise broken("sent JSON that is broken") from None
    if not isinstance(value, dict):
        raise broken("sent JSON that is no object")
    return value
