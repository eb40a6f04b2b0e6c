"""Sizes and scaling bounds that cannot be wrong."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_constructs.sizing import Resources, Scaling, ScalingRate


def test_quantities_are_kept_as_the_api_server_writes_them() -> None:
    assert Resources("0.1", "1000m", "1024Mi", "2048Mi") == Resources("100m", "1", "1Gi", "2Gi")


@pytest.mark.parametrize(
    ("amounts", "says"),
    [
        (("2", "1", "1Gi", "1Gi"), "cpu request 2 is above its limit 1"),
        (("1", "1", "2Gi", "1025Mi"), "memory request 2Gi is above its limit 1025Mi"),
        (("much", "1", "1Gi", "1Gi"), "'much'"),
    ],
)
def test_sizes_that_no_pod_could_have_are_refused(amounts: tuple[str, ...], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Resources(*amounts)


@given(lowest=st.integers(-5, 20), highest=st.integers(-5, 20))
def test_scaling_bounds_are_in_order(lowest: int, highest: int) -> None:
    def scaling() -> Scaling:
        return Scaling(lowest, highest, cpu_percent=70, memory_percent=80)

    if 1 <= lowest <= highest:
        assert (scaling().min_replicas, scaling().max_replicas) == (lowest, highest)
    else:
        with pytest.raises(ValueError, match=rf"min_replicas \({lowest}\).*\({highest}\)"):
            scaling()


@pytest.mark.parametrize("field", ["cpu_percent", "memory_percent"])
def test_a_target_of_nothing_is_refused(field: str) -> None:
    targets: dict[str, Any] = {"cpu_percent": 70, "memory_percent": 80, field: 0}

    with pytest.raises(ValueError, match=rf"{field} \(0\)"):
        Scaling(1, 2, **targets)


@pytest.mark.parametrize(
    ("percent", "seconds", "says"),
    [
        (0, 60, r"percent_per_minute \(0\)"),
        (50, -1, r"stabilization_seconds \(-1\)"),
        (50, 3601, r"stabilization_seconds \(3601\)"),
    ],
)
def test_a_rate_that_the_api_server_refuses_is_refused(
    percent: int, seconds: int, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        ScalingRate(percent, seconds)
