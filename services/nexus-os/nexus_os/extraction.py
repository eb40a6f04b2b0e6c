"""Patches inside a model's free text, before anything in them is believed.

A patch may stand in prose or in a code block, as an array of operations, as operations one after
another, or as an object with `patch`, `explanation` and `confidence`. Where the text ends inside
a patch, the operations before its last one are kept: the last may have lost a part of its value.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

LONGEST_ANSWER = 200_000
"""Characters of an answer that are read."""

_MOST_CANDIDATES = 8
# Bounds the work on hostile text, for each of its characters: a place where no JSON begins costs
# its distance from the start, over which the decoder's error counts the lines.
_EFFORT = 200
_START = re.compile(r"[\[{]")
# At a line's start: within JSON's texts a new line is written as \n, so no fence is taken there.
_FENCE = re.compile(r"^[ \t]*```.*$", re.MULTILINE)
_PATCH_KEYS = ("patch", "operations")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patch that a text seems to hold.

    Attributes:
        operations: whatever stands where operations should.
        explanation: the model's own words, or "".
        confidence: the model's own, 0 to 1, or None.
        cut_off: the text ended inside the patch.
    """

    operations: list[Any]
    explanation: str = ""
    confidence: float | None = None
    cut_off: bool = False


def candidates(text: str) -> list[Candidate]:
    """The patches that a text holds, in the order of the text, at most 8: the last ones."""
    text = text[:LONGEST_ANSWER]
    found = [candidate for part in _FENCE.split(text) for candidate in _gathered(part)]
    return found[-_MOST_CANDIDATES:]


def _gathered(text: str) -> list[Candidate]:
    found: list[Candidate] = []
    single: list[Any] = []
    for value in _values(text):
        if isinstance(value, Candidate):
            found.append(value)
        elif _is_operation(value):
            single.append(value)
        elif (candidate := _candidate(value)) is not None:
            found.append(candidate)
    return [*found, Candidate(single)] if single else found


def _values(text: str) -> Iterator[Any]:
    """The JSON values in a text, and, at its end, a Candidate that was cut off."""
    decoder = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite)
    end = len(text.rstrip())
    effort = _EFFORT * end
    position = 0
    while effort > 0 and (start := _START.search(text, position)) is not None:
        position = start.end()
        try:
            value, position = decoder.raw_decode(text, start.start())
        except json.JSONDecodeError as error:
            effort -= error.pos
            if error.pos >= end or error.msg.startswith("Unterminated string"):
                effort -= 10 * end
                if (candidate := _cut_off(text[start.start() :])) is not None:
                    yield candidate
                    return
        except (ValueError, RecursionError):  # a number out of range; nested too deep
            effort -= end
        else:
            yield value


def _cut_off(text: str) -> Candidate | None:
    try:
        value = from_json(text, allow_partial=True, allow_inf_nan=False)
    except ValueError:
        return None
    found = Candidate([value]) if _is_operation(value) else _candidate(value)
    if found is None:
        return None
    return Candidate(found.operations[:-1], found.explanation, found.confidence, cut_off=True)


def _candidate(value: Any) -> Candidate | None:
    if (candidate := _bare(value)) is not None or not isinstance(value, dict):
        return candidate
    wrapped = (_bare(inner) for inner in value.values() if isinstance(inner, dict))
    return next((candidate for candidate in wrapped if candidate is not None), None)


def _bare(value: Any) -> Candidate | None:
    if isinstance(value, list):
        return Candidate(value) if not value or any(map(_is_operation, value)) else None
    if not isinstance(value, dict):
        return None
    for key in _PATCH_KEYS:
        if isinstance(inner := value.get(key), list):
            return Candidate(inner, _explanation(value), _confidence(value))
        if isinstance(inner, str) and (quoted := _gathered(inner)):
            return Candidate(quoted[-1].operations, _explanation(value), _confidence(value))
    return None


def _is_operation(value: Any) -> bool:
    return isinstance(value, dict) and "op" in value and "path" in value


def _explanation(value: dict[str, Any]) -> str:
    text = value.get("explanation")
    return text if isinstance(text, str) else ""


def _confidence(value: dict[str, Any]) -> float | None:
    stated = value.get("confidence")
    if isinstance(stated, bool) or not isinstance(stated, (int, float)) or not 0 <= stated <= 1:
        return None
    return float(stated)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits} is out of range")
    return number
