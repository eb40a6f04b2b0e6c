"""Quantities as exact numbers and in the API server's own words."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_constructs.quantity import canonical, format_quantity, parse_quantity

SUFFIXES = ["", *"numkMGTPE", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e3", "E-2", "e0", "e-9"]
REPRESENTABLE = 2**63 - 1


def _is_representable(text: str) -> bool:
    try:
        parse_quantity(text)
    except ValueError:
        return False
    return True


quantities = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "+", "-"]),
    st.from_regex(r"\A(?:[0-9]{1,12}(?:\.[0-9]{0,4})?|\.[0-9]{1,4})\Z"),
    st.sampled_from(SUFFIXES),
).filter(_is_representable)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("200m", Fraction(1, 5)),
        (".5", Fraction(1, 2)),
        ("5.", 5),
        ("+1.5", Fraction(3, 2)),
        ("-1k", -1000),
        ("1M", 10**6),
        ("1E", 10**18),
        ("1E3", 1000),
        ("12e-1", Fraction(6, 5)),
        ("5Gi", 5 * 2**30),
        ("0.5Ki", 512),
        ("7Ei", 7 * 2**60),
        ("1n", Fraction(1, 10**9)),
        ("3u", Fraction(3, 10**6)),
    ],
)
def test_a_quantity_is_an_exact_number(text: str, number: Fraction | int) -> None:
    assert parse_quantity(text) == number


@pytest.mark.parametrize("text", ["", "Gi", "5GiB", "1 Gi", "1,5", "0x10", "1K", "1e", "--1", "½"])
def test_what_breaks_the_grammar_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(ValueError, match="is no Kubernetes quantity") as refused:
        parse_quantity(text)
    assert repr(text) in str(refused.value)


@pytest.mark.parametrize(
    ("text", "reason"), [("8Ei", "above 2^63-1"), ("1e-10", "finer than a nano")]
)
def test_what_the_api_server_would_change_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason.replace("^", r"\^")):
        parse_quantity(text)


@pytest.mark.parametrize(
    ("text", "as_answered"),
    [
        ("1000m", "1"),
        ("0.5", "500m"),
        ("0.2", "200m"),
        ("1.5Gi", "1536Mi"),
        ("1024Mi", "1Gi"),
        ("1000Mi", "1000Mi"),
        ("1000", "1k"),
        ("128000000", "128M"),
        ("100m", "100m"),
        ("0.5Ki", "512"),
        ("1Ki", "1Ki"),
        ("0.1Gi", "107374182400m"),
        ("0Gi", "0"),
        ("-0", "0"),
        ("+1", "1"),
        ("1E3", "1e3"),
        ("12e4", "120e3"),
        ("1.5e0", "1500e-3"),
        ("9000P", "9E"),
    ],
)
def test_the_canonical_form_is_the_api_servers(text: str, as_answered: str) -> None:
    assert canonical(text) == as_answered


@given(quantities)
def test_the_canonical_form_keeps_the_number(text: str) -> None:
    assert parse_quantity(canonical(text)) == parse_quantity(text)


@given(quantities)
def test_the_canonical_form_of_a_canonical_form_is_itself(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@given(quantities)
def test_the_canonical_form_has_no_fraction(text: str) -> None:
    assert "." not in canonical(text)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(67, 5), "13400m"),
        (Fraction(53 * 2**29), "27136Mi"),
        (Fraction(5 * 2**30), "5Gi"),
        (Fraction(10**12), "1T"),
        (Fraction(29), "29"),
        (Fraction(0), "0"),
    ],
)
def test_a_number_reads_as_a_person_would_write_it(number: Fraction, text: str) -> None:
    assert format_quantity(number) == text


@given(
    st.integers(-REPRESENTABLE, REPRESENTABLE).map(Fraction)
    | st.integers(-(10**18), 10**18).map(lambda nanos: Fraction(nanos, 10**9))
)
def test_a_formatted_number_is_canonical_and_reads_back(number: Fraction) -> None:
    text = format_quantity(number)
    assert parse_quantity(text) == number
    assert canonical(text) == text


@pytest.mark.parametrize("number", [Fraction(2**63), Fraction(1, 10**10), Fraction(1, 3)])
def test_a_number_that_is_no_quantity_is_not_formatted(number: Fraction) -> None:
    with pytest.raises(ValueError, match=r"quantity|nano"):
        format_quantity(number)
