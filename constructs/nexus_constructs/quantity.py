"""Kubernetes quantities as exact numbers, and the one text that the API server gives them.

Source: the grammar and the canonical form of "Quantity" in the Kubernetes API reference,
https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
"""

import re
from fractions import Fraction
from functools import cache
from typing import Final

_QUANTITY: Final = re.compile(
    r"(?P<number>[+-]?(?:\d+\.?\d*|\.\d+))"
    r"(?:[eE](?P<exponent>[+-]?\d{1,3})|(?P<suffix>[KMGTPE]i|[numkMGTPE]))?",
    re.ASCII,
)
_DECIMAL: Final = {suffix: 3 * power for power, suffix in enumerate((*"num", "", *"kMGTPE"), -3)}
_BINARY: Final = {f"{suffix}i": power for power, suffix in enumerate("KMGTPE", 1)}
_DECIMAL_SUFFIX: Final = {power: suffix for suffix, power in _DECIMAL.items()}
_BINARY_SUFFIX: Final = {power: suffix for suffix, power in _BINARY.items()}
_LARGEST: Final = 2**63 - 1
_FINEST: Final = Fraction(1, 10**9)
_MI: Final = 1024**2


def parse_quantity(text: str) -> Fraction:
    """`text` (`5Gi`, `200m`, `1.5`, `1e3`) in its base unit: bytes, cores, a count.

    Raises:
        ValueError: `text` is no quantity, or one that the API server would silently cap
            (above 2^63-1) or round up (finer than a nano).
    """
    return _parse(text)[0]


@cache
def canonical(text: str) -> str:
    """`text` as the API server answers it: no fraction, the largest suffix, exact.

    `1000m` becomes `1`, `0.5` becomes `500m`, `1.5Gi` becomes `1536Mi`. The notation
    (binary, decimal or exponent) stays, except that a binary quantity below `1Ki`, or one
    that is not whole, is written as a decimal.

    Raises:
        ValueError: as `parse_quantity`.
    """
    value, notation = _parse(text)
    if notation == "exponent":
        digits, power = _decimal(value)
        return f"{digits}e{power}" if power else str(digits)
    if notation == "binary" and value.denominator == 1 and abs(value) >= 1024:
        return _to_binary(int(value))
    return _to_decimal(value)


def format_quantity(value: Fraction) -> str:
    """The canonical text of `value`: binary where it is a whole number of Mi, else decimal.

    Raises:
        ValueError: `value` is above 2^63-1 or finer than a nano.
    """
    if value and value.denominator == 1 and int(value) % _MI == 0:
        return canonical(_to_binary(int(value)))
    _check_range(value, str(value))
    return _to_decimal(value)


@cache
def _parse(text: str) -> tuple[Fraction, str]:
    found = _QUANTITY.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no Kubernetes quantity; write one as 500m, 2 or 1Gi")
    number, exponent, suffix = Fraction(found["number"]), found["exponent"], found["suffix"]
    if exponent is not None:
        value, notation = number * Fraction(10) ** int(exponent), "exponent"
    elif suffix in _BINARY:
        value, notation = number * 1024 ** _BINARY[suffix], "binary"
    else:
        value, notation = number * Fraction(10) ** _DECIMAL[suffix or ""], "decimal"
    _check_range(value, text)
    return value, notation


def _check_range(value: Fraction, text: str) -> None:
    if abs(value) > _LARGEST:
        raise ValueError(f"{text!r} is above 2^63-1, the largest quantity; lower it")
    if (value / _FINEST).denominator != 1:
        raise ValueError(f"{text!r} is finer than a nano, the smallest step; round it")


def _decimal(value: Fraction) -> tuple[int, int]:
    """Digits and the largest power of ten, a multiple of three, that give `value` exactly."""
    digits, power = int(value / _FINEST), -9
    while digits and digits % 1000 == 0:
        digits, power = digits // 1000, power + 3
    return (digits, power) if digits else (0, 0)


def _to_decimal(value: Fraction) -> str:
    digits, power = _decimal(value)
    return f"{digits}{_DECIMAL_SUFFIX[power]}"


def _to_binary(value: int) -> str:
    power = 0
    while value % 1024 == 0 and power < max(_BINARY_SUFFIX):
        value, power = value // 1024, power + 1
    return f"{value}{_BINARY_SUFFIX.get(power, '')}"
