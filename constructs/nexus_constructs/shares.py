"""How a store divides the memory of its container, such that it is not killed when it is full."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from nexus_constructs.quantity import parse_quantity
from nexus_constructs.sizing import Resources

REDIS_KEYS: Final = Fraction(1, 2)
"""Of the memory limit. Who saves, or gives its data to a replica, forks, and the pages that are
written meanwhile are there twice; what is evicted leaves holes.

Source: https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/memory-optimization/
"""

POSTGRES_RESERVED: Final = 3
"""Connections that PostgreSQL keeps for superusers (`superuser_reserved_connections`)."""

_KIB: Final = 1024
_BUFFERS: Final = Fraction(1, 4)
_CACHED: Final = Fraction(1, 2)
_SORT: Final = Fraction(1, 512)
_MAINTENANCE: Final = Fraction(1, 32)


def redis_keys(resources: Resources) -> int:
    """`maxmemory` of a Redis, in bytes."""
    return int(parse_quantity(resources.memory_limit) * REDIS_KEYS)


def postgres_buffers(resources: Resources) -> int:
    """`shared_buffers` of a PostgreSQL, in bytes."""
    return int(parse_quantity(resources.memory_limit) * _BUFFERS)


def postgres_settings(resources: Resources, connections: int) -> Mapping[str, str]:
    """Settings of a PostgreSQL that fit its memory limit.

    A quarter is shared. Each connection takes about a five-hundredth for itself and a
    five-hundredth for what it sorts, so that a hundred and fifty of them have room at once.
    Source: https://www.postgresql.org/docs/16/runtime-config-resource.html

    Args:
        resources: of its container.
        connections: of all who connect together, superusers' reserve aside.
    """

    def kibibytes(share: Fraction) -> str:
        return f"{int(parse_quantity(resources.memory_limit) * (share / _KIB))}kB"

    return {
        "max_connections": f"{connections + POSTGRES_RESERVED}",
        "shared_buffers": kibibytes(_BUFFERS),
        "effective_cache_size": kibibytes(_CACHED),
        "work_mem": kibibytes(_SORT),
        "maintenance_work_mem": kibibytes(_MAINTENANCE),
        # A query that is split over processes takes what it sorts with once for each.
        "max_parallel_workers_per_gather": "0",
    }
