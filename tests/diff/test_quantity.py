"""Quantities as numbers."""

from fractions import Fraction
from typing import Any

import pytest

from nexus_gitops.diff.quantity import is_lower, quantity


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("200m", "0.2"),
        (1, "1"),
        (0.5, "0.5"),
        ("5Gi", str(5 * 2**30)),
        ("1k", "1000"),
        ("1E", "1e18"),
        ("1e3", "1000"),
        ("2Ei", str(2**61)),
        ("1.5", "1.5"),
        ("10n", "1e-8"),
    ],
)
def test_a_quantity_is_read_in_its_base_unit(text: Any, number: str) -> None:
    assert quantity(text) == Fraction(number)


@pytest.mark.parametrize("value", ["", "5GiB", "Gi", True, None, [], "NaN", "1e9999999999"])
def test_what_is_no_quantity_is_none(value: Any) -> None:
    assert quantity(value) is None


@pytest.mark.parametrize(
    ("before", "after", "lower"),
    [
        ("1Gi", "1024Mi", False),
        ("1Gi", "1G", True),
        ("1", "999m", True),
        ("1", "2", False),
        ("1", "?", False),
    ],
)
def test_lower_compares_numbers_not_texts(before: str, after: str, *, lower: bool) -> None:
    assert is_lower(before, after) is lower
