"""Values on one line: unambiguous, harmless, not too long."""

import datetime
import json
from typing import Any

import pytest

from nexus_gitops.diff.display import before_and_after, one_line, plain, shorten
from nexus_gitops.diff.model import ABSENT, FieldChange


@pytest.mark.parametrize(
    ("value", "shown"), [("1", '"1"'), (1, "1"), (True, "true"), (None, "null"), ({}, "{}")]
)
def test_the_type_of_a_value_shows(value: Any, shown: str) -> None:
    assert one_line(value) == shown


def test_what_json_lacks_becomes_a_string() -> None:
    value = {1: datetime.date(2025, 1, 2), "x": [float("inf"), 1.5]}
    assert plain(value) == {"1": "2025-01-02", "x": ["inf", 1.5]}
    assert json.loads(json.dumps(plain(value), allow_nan=False)) == plain(value)


def test_an_absent_side_has_no_text() -> None:
    assert before_and_after(FieldChange("f", ABSENT, 0)) == (None, "0")
    assert before_and_after(FieldChange("f", "", ABSENT)) == ('""', None)


def test_a_long_value_is_cut_and_its_length_stated() -> None:
    shown = shorten("x" * 500)
    assert shown == "x" * 120 + "… (500 characters)"


def test_long_values_are_cut_to_where_they_differ() -> None:
    before, after = before_and_after(FieldChange("f", "x" * 300 + "old", "x" * 300 + "new"))
    assert before is not None
    assert after is not None
    assert before == "…" + "x" * 20 + 'old" (305 characters)'
    assert after == "…" + "x" * 20 + 'new" (305 characters)'
