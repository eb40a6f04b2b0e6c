"""The database and the cache."""

from dataclasses import dataclass
from typing import Final

from nexus_constructs.prometheus_rules import Alert, Group, Recording
from nexus_constructs.quantity import parse_quantity
from nexus_platform import names
from nexus_platform.addons.observability.rules.scope import Scope
from nexus_platform.addons.observability.settings import Backups
from nexus_platform.database import is_cluster

_DAY: Final = 24 * 3600
_GIB: Final = 2**30


@dataclass(frozen=True, slots=True)
class _Figures:
    """Queries of what is told of the database, each by namespace but the last two.

    Attributes:
        connections: how many there are, on the server that has the most.
        most_connections: how many there may be.
        size: bytes of the data of one server.
        up: whether any server answers.
        held_back: bytes of the log that are kept, by slot.
        up_of_job: what is absent where nobody tells anything.
    """

    connections: str
    most_connections: str
    size: str
    up: str
    held_back: str
    up_of_job: str


def _figures(scope: Scope) -> _Figures:
    """Of the exporter beside a server of our own, or of the one in each server of an operator's.

    Source: config/manager/default-monitoring.yaml of cloudnative-pg
    """
    where = scope.core
    if is_cluster(scope.env):
        return _Figures(
            f"max by (namespace) (sum by (namespace, pod) (cnpg_backends_total{{{where}}}))",
            f'max by (namespace) (cnpg_pg_settings_setting{{{where}, name="max_connections"}})',
            "max by (namespace) (sum by (namespace, pod)"
            f" (cnpg_pg_database_size_bytes{{{where}}}))",
            f"max by (namespace) (cnpg_collector_up{{{where}}})",
            f"cnpg_pg_replication_slots_pg_wal_lsn_diff{{{where}}}",
            f'cnpg_collector_up{{{where}, job="{names.DATABASE_CLUSTER}"}}',
        )
    return _Figures(
        f"sum by (namespace) (pg_stat_database_numbackends{{{where}}})",
        f"max by (namespace) (pg_settings_max_connections{{{where}}})",
        f"sum by (namespace) (pg_database_size_bytes{{{where}}})",
        f"max by (namespace) (pg_up{{{where}}})",
        f"pg_replication_slots_pg_wal_lsn_diff{{{where}}}",
        f'pg_up{{{where}, job="{names.POSTGRES}"}}',
    )


def database(scope: Scope) -> Group:
    """PostgreSQL, as its exporter tells of it."""
    where, told = scope.core, _figures(scope)
    size = int(parse_quantity(scope.env.postgres.storage))
    used = f"namespace:database_disk:used_ratio{{{where}}}"
    return Group(
        "database",
        (
            Recording(
                "namespace:database_connections:used_ratio",
                f"{told.connections} / {told.most_connections}",
            ),
            Recording(
                "namespace:database_disk:used_ratio",
                f"({told.size} + (max by (namespace) ({told.held_back})"
                f" or 0 * {told.up})) / {size}",
            ),
            Alert(
                "DatabaseIsDown",
                f"({told.up} == 0) or absent({told.up_of_job})",
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
                f"max by (namespace, slot_name) ({told.held_back}) > {_GIB}",
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


def archive(scope: Scope, said: Backups) -> Group:
    """What leads to any moment of the database: its log, and a base backup that this leads on from.

    The operator's own figures of backups stay empty where a plugin makes them.
    Source: internal/cnpgi/instance/metrics.go of plugin-barman-cloud
    """
    where = scope.core
    archiver = "cnpg_pg_stat_archiver"
    made = f"barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{{{where}}}"
    return Group(
        "archive",
        (
            Alert(
                "BaseBackupIsOld",
                f"(time() - max({made}) > {said.newest_hours} * 3600) or absent({made})",
                "15m",
                "critical",
                "the newest base backup is {{ $value | humanizeDuration }} old, or there is none",
            ),
            Alert(
                "LogIsNotArchived",
                f"max by (namespace) ({archiver}_last_failed_time{{{where}}}"
                f" - {archiver}_last_archived_time{{{where}}}) > 0",
                "15m",
                "critical",
                "PostgreSQL's log is not archived, so nobody can go back to a moment since then, and"
                " the disk fills up",
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
