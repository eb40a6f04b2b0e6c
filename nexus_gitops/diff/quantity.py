"""Whether one Kubernetes quantity is less than another, where both are quantities at all."""

from fractions import Fraction
from typing import Any

from nexus_constructs.quantity import parse_quantity


def quantity(value: Any) -> Fraction | None:
    """`value` (`"5Gi"`, `"200m"`, `2`) in its base unit (bytes, cores); None if it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return parse_quantity(str(value))
    except ValueError:
        return None


def is_lower(before: Any, after: Any) -> bool:
    """Whether both are quantities and `after` is the smaller one."""
    old, new = quantity(before), quantity(after)
    return old is not None and new is not None and new < old
