"""The database and the cache."""

from typing import Final

from nexus_constructs.prometheus_rules import Alert, Group, Recording
from nexus_constructs.quantity import parse_quantity
from nexus_platform import names
from nexus_platform.addons.observability.rules.scope import Scope

_DAY: Final = 24 * 3600
_GIB: Final = 2**30


def database(scope: Scope) -> Group:
    """PostgreSQL, as its exporter tells of it."""
    where = scope.core
    size = int(parse_quantity(scope.env.postgres.storage))
    used = f"namespace:database_disk:used_ratio{{{where}}}"
    return Group(
        "database",
        (
            Recording(
                "namespace:database_connections:used_ratio",
                f"sum by (namespace) (pg_stat_database_numbackends{{{where}}})"
                f" / max by (namespace) (pg_settings_max_connections{{{where}}})",
            ),
            Recording(
                "namespace:database_disk:used_ratio",
                f"(sum by (namespace) (pg_database_size_bytes{{{where}}})"
                f" + (max by (namespace) (pg_replication_slots_pg_wal_lsn_diff{{{where}}})"
                f" or 0 * max by (namespace) (pg_up{{{where}}}))) / {size}",
            ),
            Alert(
                "DatabaseIsDown",
                f"(max by (namespace) (pg_up{{{where}}}) == 0)"
                f' or absent(pg_up{{{where}, job="{names.POSTGRES}"}})',
                "2m",
                "critical",
                "PostgreSQL does not answer, so no workspace can be opened or saved",
            ),
            Alert(
                "DatabaseConnectionsRunOut",
                f"namespace:database_connections:used_ratio{{{where}}} > 0.8",
                "5m",
                "warning",
                "{{ $value | humanizePercentage }} of the connections that PostgreSQL allows are"
                " taken",
            ),
            Alert(
                "ReplicationSlotHoldsBack",
                f"max by (namespace, slot_name)"
                f" (pg_replication_slots_pg_wal_lsn_diff{{{where}}}) > {_GIB}",
                "10m",
                "warning",
                "nobody reads from the replication slot {{ $labels.slot_name }}, so PostgreSQL"
                " keeps {{ $value | humanize1024 }}B of its log",
            ),
            Alert(
                "DatabaseDiskIsNearlyFull",
                f"{used} > 0.85",
                "5m",
                "critical",
                "{{ $value | humanizePercentage }} of the database's disk is used; when it is full,"
                " PostgreSQL stops",
            ),
            Alert(
                "DatabaseDiskFillsUp",
                f"predict_linear({used}[6h], 4 * {_DAY}) > 1 and {used} > 0.4",
                "1h",
                "warning",
                "in four days the database's disk is full, as it goes on",
            ),
        ),
    )


def cache(scope: Scope) -> Group:
    """Redis, as its exporter tells of it."""
    where = scope.core
    return Group(
        "cache",
        (
            Recording(
                "namespace:redis_memory:used_ratio",
                f"max by (namespace) (redis_memory_used_bytes{{{where}}}"
                f" / (redis_memory_max_bytes{{{where}}} > 0))",
            ),
            Alert(
                "RedisIsDown",
                f"(max by (namespace) (redis_up{{{where}}}) == 0)"
                f' or absent(redis_up{{{where}, job="{names.REDIS}"}})',
                "2m",
                "critical",
                "Redis does not answer, so kernels cannot tell each other what they own",
            ),
            Alert(
                "RedisMemoryRunsOut",
                f"namespace:redis_memory:used_ratio{{{where}}} > 0.9",
                "10m",
                "warning",
                "Redis uses {{ $value | humanizePercentage }} of the memory that it may, and then"
                " lets go of what was not used for long",
            ),
        ),
    )
