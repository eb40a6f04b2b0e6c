"""What would come back from JavaScript as something else is no value of the fast engine."""

import math
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_gitops.rendering.fast.unknown import UnknownError
from nexus_gitops.rendering.fast.values import (
    in_javascript_order,
    in_order_of_cdk8s,
    json_in_order,
    number,
    string,
    without_empty,
)


class Kind(StrEnum):
    SERVICE = "service"


@pytest.mark.parametrize(
    "value", [True, "1", None, math.inf, -math.inf, math.nan, 2**53, -(2**53), 1e16]
)
def test_not_every_number_of_python_is_one_of_javascript(value: Any) -> None:
    with pytest.raises(UnknownError):
        number(value)


@given(st.integers(-(2**53) + 1, 2**53 - 1))
def test_a_whole_number_is_an_integer(value: int) -> None:
    assert (number(value), type(number(float(value)))) == (value, int)


def test_a_text_of_an_enumeration_is_a_plain_text() -> None:
    assert type(string(Kind.SERVICE)) is str


def test_what_a_value_is_is_told_and_never_the_value() -> None:
    with pytest.raises(UnknownError, match=r"^a str in place of a number$"):
        number("s3cr3t")


def test_whole_numbers_come_first_and_names_by_their_code_units() -> None:
    assert in_javascript_order(["b", "10", "01", "9", "a"]) == ["9", "10", "b", "01", "a"]
    assert in_order_of_cdk8s(["\uffee", "\U0001f600", "a", "2"]) == [
        "2",
        "a",
        "\U0001f600",
        "\uffee",
    ]


@pytest.mark.parametrize("name", ["__proto__", "constructor", "$jsii.byref", 1, None])
def test_names_that_mean_something_to_javascript_are_left_to_it(name: Any) -> None:
    with pytest.raises(UnknownError):
        json_in_order(in_order_of_cdk8s)({"a": [{name: "a"}]})


def test_only_what_holds_nothing_is_empty() -> None:
    assert without_empty({"a": {"b": []}, "c": {}, "d": "", "e": [0], "f": False}) == {
        "d": "",
        "e": [0],
        "f": False,
    }
    assert without_empty({"a": {}}) is None
