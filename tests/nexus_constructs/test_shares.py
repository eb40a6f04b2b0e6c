"""How a store divides the memory of its container."""

import pytest

from nexus_constructs.quantity import parse_quantity
from nexus_constructs.shares import postgres_settings, redis_keys
from nexus_constructs.sizing import Resources

KIB = 1024


def limited(memory: str) -> Resources:
    return Resources("100m", "100m", memory, memory)


@pytest.mark.parametrize("memory", ["64Mi", "256Mi", "1Gi", "1500M", "16Gi"])
def test_a_full_redis_has_room_for_a_fork(memory: str) -> None:
    assert 2 * redis_keys(limited(memory)) <= parse_quantity(memory)


@pytest.mark.parametrize("memory", ["512Mi", "1Gi", "1500M", "16Gi"])
def test_a_hundred_and_fifty_connections_that_all_sort_fit(memory: str) -> None:
    told = postgres_settings(limited(memory), 147)
    sizes = {
        name: int(value.removesuffix("kB")) * KIB for name, value in told.items() if "kB" in value
    }

    taken = sizes["shared_buffers"] + int(told["max_connections"]) * sizes["work_mem"]

    assert int(told["max_connections"]) == 150
    assert taken <= parse_quantity(memory) * 3 / 4


def test_superusers_have_connections_beside_all_others() -> None:
    assert postgres_settings(limited("1Gi"), 20)["max_connections"] == "23"
