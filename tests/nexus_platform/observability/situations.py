"""When an alert fires, and when it must not: the tests of the rules, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from series import (
    ALL_UP,
    DAY,
    GIB,
    HERE,
    KERNEL,
    NS,
    SHIPPER,
    THIS_CONTAINER,
    THIS_POD,
    WATCHING,
    Series,
    active,
    application,
    archive,
    autoscaler,
    certificate,
    cpu,
    deployment,
    latency,
    limit,
    memory,
    postgres,
    redis,
    requests,
    restarts,
    server,
    up,
)


@dataclass(frozen=True)
class Firing:
    """What makes an alert fire, and what it then says.

    Attributes:
        series: values by series.
        at: when it is looked at.
        summary: what it says.
        labels: beside its severity and its environment.
    """

    series: Series
    at: str
    summary: str
    labels: Mapping[str, str] = field(default_factory=lambda: HERE)


@dataclass(frozen=True)
class Situation:
    """What makes an alert fire, and what looks like it and does not.

    Attributes:
        fires: each makes it fire.
        quiet: each does not, when it is looked at as late.
    """

    fires: tuple[Firing, ...]
    quiet: tuple[Series, ...]


ALERTS: Mapping[str, Situation] = {
    "InstallationIsNearlyFull": Situation(
        fires=(
            Firing(
                active("480x60"),
                "10m",
                "96% of the workspaces that fit into the installation are active; soon nobody can"
                " open another",
            ),
        ),
        quiet=(active("470x60"),),
    ),
    "InstallationFillsUp": Situation(
        fires=(
            Firing(
                active("100+0.5x700"),
                "7h",
                "in a day the installation is full, as it goes on: 1.03k active workspaces",
            ),
        ),
        quiet=(active("400x700"), active("0+0.5x700")),
    ),
    "WorkspacesAreRejected": Situation(
        fires=(
            Firing(
                {f"nexus_rejected_placements_total{{{KERNEL}}}": "0+1x20"},
                "10m",
                "no kernel has room: 5 requests for a workspace were answered with 503 in five"
                " minutes",
            ),
        ),
        quiet=({f"nexus_rejected_placements_total{{{KERNEL}}}": "7x20"},),
    ),
    "LeasesAreLost": Situation(
        fires=(
            Firing(
                {f"nexus_lease_losses_total{{{KERNEL}}}": "0x5 1x20"},
                "10m",
                "kernels lose the leases of workspaces that they own: Redis is slow, or away",
            ),
        ),
        quiet=({f"nexus_lease_losses_total{{{KERNEL}}}": "4x40"},),
    ),
    "ErrorBudgetBurnsFast": Situation(
        fires=(
            Firing(
                requests(98, 2, 90),
                "70m",
                "2% of the requests to workspace-kernel fail",
                {**HERE, "job": "workspace-kernel"},
            ),
        ),
        quiet=(requests(995, 5, 90), requests(100, 0, 90)),
    ),
    "ErrorBudgetBurnsSlowly": Situation(
        fires=(
            Firing(
                requests(995, 5, 1700),
                "27h",
                "0.5% of the requests to workspace-kernel fail, which uses up the error budget"
                " before its thirty days are over",
                {**HERE, "job": "workspace-kernel"},
            ),
        ),
        quiet=(requests(9995, 5, 1700),),
    ),
    "RequestsAreSlow": Situation(
        fires=(
            Firing(
                latency(0, 1, 10),
                "20m",
                "one of 20 requests to workspace-kernel takes 1.944s or longer",
                {**HERE, "job": "workspace-kernel"},
            ),
        ),
        quiet=(latency(9, 10, 10),),
    ),
    "ModelIsNotAsked": Situation(
        fires=(
            Firing(
                {f'nexus_model_circuit_open{{{NS}, job="nexus-os"}}': "1x20"},
                "15m",
                "nexus-os asks the language model no more, because it does not answer",
                {**HERE, "job": "nexus-os"},
            ),
        ),
        quiet=({f'nexus_model_circuit_open{{{NS}, job="nexus-os"}}': "0x20"},),
    ),
    "PodNeedsMoreMemory": Situation(
        fires=(
            Firing(
                {**memory(95), **limit("memory", "100")},
                "15m",
                "workspace-kernel-1 uses 95% of the memory that it may",
                THIS_POD,
            ),
        ),
        quiet=({**memory(85), **limit("memory", "100")},),
    ),
    "PodNeedsMoreCpu": Situation(
        fires=(
            Firing(
                {**cpu(57), **limit("cpu", "1")},
                "25m",
                "workspace-kernel-1 uses 95% of the CPU that it may",
                THIS_POD,
            ),
        ),
        quiet=({**cpu(50), **limit("cpu", "1")},),
    ),
    "PodRestarts": Situation(
        fires=(
            Firing(
                restarts("0+1x30"),
                "20m",
                "workspace-kernel of workspace-kernel-1 was restarted 15 times in 15 minutes",
                THIS_CONTAINER,
            ),
        ),
        quiet=(restarts("0x10 1x20"),),
    ),
    "PodIsKilledForItsMemory": Situation(
        fires=(
            Firing(
                restarts("0x5 1x20", "OOMKilled"),
                "10m",
                "workspace-kernel of workspace-kernel-1 had more memory than its limit, and was"
                " killed",
                THIS_CONTAINER,
            ),
        ),
        quiet=(restarts("0x5 1x20"), restarts("1x20", "OOMKilled")),
    ),
    "WorkloadLacksPods": Situation(
        fires=(
            Firing(
                deployment(2, 1),
                "20m",
                "nexus-os has fewer pods that are ready than it should",
                {**HERE, "deployment": "nexus-os"},
            ),
            Firing(
                server(1, 0),
                "20m",
                "postgres has fewer pods that are ready than it should",
                {**HERE, "statefulset": "postgres"},
            ),
        ),
        quiet=(deployment(2, 2), server(1, 1)),
    ),
    "AutoscalerIsAtItsMaximum": Situation(
        fires=(
            Firing(
                autoscaler(1, 10, 10),
                "20m",
                "workspace-kernel has as many pods as it may have, and adds none",
                {**HERE, "horizontalpodautoscaler": "workspace-kernel"},
            ),
        ),
        quiet=(autoscaler(1, 9, 10), autoscaler(3, 3, 3)),
    ),
    "ServiceIsDown": Situation(
        fires=(
            Firing(
                {**ALL_UP, **up(workspace_kernel=0)},
                "10m",
                "no pod of workspace-kernel answers",
                {"job": "workspace-kernel"},
            ),
            Firing(
                up(graphstudio_frontend=1, workspace_kernel=1),
                "10m",
                "no pod of nexus-os answers",
                {"job": "nexus-os"},
            ),
        ),
        quiet=(ALL_UP,),
    ),
    "FiguresAreMissing": Situation(
        fires=(
            Firing(
                {**ALL_UP, **up(redis=0)},
                "15m",
                "redis-1 does not tell its figures, so no alert on them can fire",
                {**HERE, "job": "redis", "pod": "redis-1"},
            ),
        ),
        quiet=(ALL_UP,),
    ),
    "DatabaseIsDown": Situation(
        fires=(
            Firing(
                postgres(up="0x20"),
                "10m",
                "PostgreSQL does not answer, so no workspace can be opened or saved",
            ),
            Firing(
                {},
                "10m",
                "PostgreSQL does not answer, so no workspace can be opened or saved",
                {**HERE, "job": "postgres"},
            ),
        ),
        quiet=(postgres(up="1x20"),),
    ),
    "DatabaseConnectionsRunOut": Situation(
        fires=(
            Firing(
                postgres(backends="85x20", most="100x20"),
                "10m",
                "85% of the connections that PostgreSQL allows are taken",
            ),
        ),
        quiet=(postgres(backends="75x20", most="100x20"),),
    ),
    "ReplicationSlotHoldsBack": Situation(
        fires=(
            Firing(
                postgres(kept=f"{2 * GIB}x30"),
                "15m",
                "nobody reads from the replication slot old, so PostgreSQL keeps 2GiB of its log",
                {**HERE, "slot_name": "old"},
            ),
        ),
        quiet=(postgres(kept="1000x30"),),
    ),
    "DatabaseDiskIsNearlyFull": Situation(
        fires=(
            Firing(
                postgres(up="1x20", size=f"{4.5 * GIB:.0f}x20"),
                "10m",
                "90% of the database's disk is used; when it is full, PostgreSQL stops",
            ),
            Firing(
                postgres(up="1x20", size=f"{2 * GIB}x20", kept=f"{2.5 * GIB:.0f}x20"),
                "10m",
                "90% of the database's disk is used; when it is full, PostgreSQL stops",
            ),
        ),
        quiet=(postgres(up="1x20", size=f"{GIB}x20"),),
    ),
    "DatabaseDiskFillsUp": Situation(
        fires=(
            Firing(
                postgres(up="1x600", size=f"{2 * GIB}+600000x600"),
                "7h",
                "in four days the database's disk is full, as it goes on",
            ),
        ),
        quiet=(
            postgres(up="1x600", size=f"{3 * GIB}x600"),
            postgres(up="1x600", size="0+1000000x600"),
        ),
    ),
    "RedisIsDown": Situation(
        fires=(
            Firing(
                redis(up="0x20"),
                "10m",
                "Redis does not answer, so kernels cannot tell each other what they own",
            ),
            Firing(
                {},
                "10m",
                "Redis does not answer, so kernels cannot tell each other what they own",
                {**HERE, "job": "redis"},
            ),
        ),
        quiet=(redis(up="1x20"),),
    ),
    "RedisMemoryRunsOut": Situation(
        fires=(
            Firing(
                redis(used="95x30", most="100x30"),
                "15m",
                "Redis uses 95% of the memory that it may, and then lets go of what was not used"
                " for long",
            ),
        ),
        quiet=(redis(used="80x30", most="100x30"), redis(used="80x30", most="0x30")),
    ),
    "ReleaseIsOutOfSync": Situation(
        fires=(
            Firing(
                application("nexus-prod-core", "OutOfSync", "Healthy"),
                "40m",
                "nexus-prod-core is OutOfSync: the cluster does not run what is published",
                {
                    "name": "nexus-prod-core",
                    "sync_status": "OutOfSync",
                    "health_status": "Healthy",
                },
            ),
        ),
        quiet=(
            application("nexus-prod-core", "Synced", "Healthy"),
            application("nexus-staging-core", "OutOfSync", "Healthy"),
        ),
    ),
    "ReleaseIsDegraded": Situation(
        fires=(
            Firing(
                application("nexus-prod-observability", "Synced", "Degraded"),
                "20m",
                "nexus-prod-observability is Degraded",
                {
                    "name": "nexus-prod-observability",
                    "sync_status": "Synced",
                    "health_status": "Degraded",
                },
            ),
        ),
        quiet=(
            application("nexus-prod-core", "Synced", "Progressing"),
            application("other-core", "Synced", "Degraded"),
        ),
    ),
    "CertificateIsNotRenewed": Situation(
        fires=(
            Firing(
                certificate(10 * DAY),
                "2h",
                "the certificate nexus-tls expires in 9d 22h 0m 0s, and should have been renewed",
                {**HERE, "name": "nexus-tls"},
            ),
        ),
        quiet=(certificate(40 * DAY),),
    ),
    "CertificateExpires": Situation(
        fires=(
            Firing(
                certificate(2 * DAY),
                "1h",
                "the certificate nexus-tls expires in 1d 23h 0m 0s, or there is none",
                {**HERE, "name": "nexus-tls"},
            ),
            Firing({}, "1h", "the certificate  expires in 1s, or there is none"),
        ),
        quiet=(certificate(10 * DAY),),
    ),
    "BackupIsOld": Situation(
        fires=(
            Firing(
                {f"nexus_backup_last_success_timestamp_seconds{{{NS}}}": "0x2000"},
                "30h",
                "the newest good backup is 1d 6h 0m 0s old, or there is none",
                {},
            ),
            Firing({}, "1h", "the newest good backup is 1s old, or there is none", {}),
        ),
        quiet=({f"nexus_backup_last_success_timestamp_seconds{{{NS}}}": f"{10 * 3600}x2000"},),
    ),
    "RestoreIsNotVerified": Situation(
        fires=(
            Firing(
                {},
                "1h",
                "the newest backup that was restored and found whole is 1s old, or there is none",
                {},
            ),
            Firing(
                {f"nexus_restore_test_last_success_timestamp_seconds{{{NS}}}": f"{-9 * DAY}x200"},
                "1h",
                "the newest backup that was restored and found whole is 9d 1h 0m 0s old, or there"
                " is none",
                {},
            ),
        ),
        quiet=({f"nexus_restore_test_last_success_timestamp_seconds{{{NS}}}": "0x200"},),
    ),
    "LinesAreLost": Situation(
        fires=(
            Firing(
                {f'fluentbit_output_dropped_records_total{{{SHIPPER}, name="http.0"}}': "0+10x30"},
                "20m",
                "fluent-bit-x has given up 150 lines of its node's pods",
                {"namespace": "nexus-prod-logging", "pod": "fluent-bit-x"},
            ),
        ),
        quiet=({f'fluentbit_output_dropped_records_total{{{SHIPPER}, name="http.0"}}': "30x30"},),
    ),
    "RulesFail": Situation(
        fires=(
            Firing(
                {
                    f'prometheus_rule_evaluation_failures_total{{{WATCHING}, rule_group="pods"}}': (
                        "0+1x60"
                    )
                },
                "40m",
                "Prometheus cannot work out rules of pods",
                {"namespace": "nexus-prod-observability", "rule_group": "pods"},
            ),
        ),
        quiet=(
            {f'prometheus_rule_evaluation_failures_total{{{WATCHING}, rule_group="pods"}}': "3x60"},
        ),
    ),
    "AlertsReachNobody": Situation(
        fires=(
            Firing(
                {
                    f'alertmanager_notifications_failed_total{{{WATCHING}, integration="slack"}}': (
                        "0+1x60"
                    )
                },
                "30m",
                "Alertmanager cannot tell slack of alerts",
                {"namespace": "nexus-prod-observability", "integration": "slack"},
            ),
        ),
        quiet=(
            {f'alertmanager_notifications_failed_total{{{WATCHING}, integration="slack"}}': "2x60"},
        ),
    ),
}


@dataclass(frozen=True)
class Recorded:
    """What a rule records.

    Attributes:
        series: of what.
        at: when it is looked at.
        value: of the one series that it records.
        labels: of that.
    """

    series: Series
    at: str
    value: float
    labels: Mapping[str, str] = field(default_factory=lambda: HERE)


_REQUESTS = {**HERE, "job": "workspace-kernel"}

# What only an operator's servers have.
ARCHIVE_ALERTS: Mapping[str, Situation] = {
    "BaseBackupIsOld": Situation(
        fires=(
            Firing(
                archive(made="0x2000"),
                "30h",
                "the newest base backup is 1d 6h 0m 0s old, or there is none",
                {},
            ),
            Firing({}, "1h", "the newest base backup is 1s old, or there is none"),
        ),
        quiet=(archive(made=f"{10 * 3600}x2000"),),
    ),
    "LogIsNotArchived": Situation(
        fires=(
            Firing(
                archive(failed="600x60", archived="-1x60"),
                "30m",
                "PostgreSQL's log is not archived, so nobody can go back to a moment since then, and"
                " the disk fills up",
            ),
        ),
        quiet=(
            archive(failed="-1x60", archived="-1x60"),  # one that follows another
            archive(failed="600x60", archived="660x60"),
        ),
    ),
}

RECORDED: Mapping[str, Recorded] = {
    "installation:nexus_active_workspaces:sum": Recorded(active("100x60"), "10m", 100),
    "installation:nexus_workspace_capacity:sum": Recorded(active("100x60"), "10m", 50),
    "installation:nexus_workspace_capacity:most": Recorded(active("100x60"), "10m", 500),
    "installation:nexus_active_workspaces:headroom": Recorded(active("100x60"), "10m", 400),
    "installation:nexus_active_workspaces:used_ratio": Recorded(active("100x60"), "10m", 0.2),
    "installation:nexus_active_workspaces:in_1d": Recorded(active("0+1x600"), "5h", 300 + 1440),
    "job:nexus_requests:rate5m": Recorded(requests(57, 3, 60), "30m", 1, _REQUESTS),
    "job:nexus_request_seconds:p50_5m": Recorded(latency(10, 10, 10), "30m", 0.25, _REQUESTS),
    "job:nexus_request_seconds:p95_5m": Recorded(latency(10, 10, 10), "30m", 0.475, _REQUESTS),
    "job:nexus_request_seconds:p99_5m": Recorded(latency(10, 10, 10), "30m", 0.495, _REQUESTS),
    **{
        f"job:nexus_request_errors:ratio_rate{window}": Recorded(
            requests(75, 25, 300), "4h", 0.25, _REQUESTS
        )
        for window in ("5m", "30m", "1h", "2h", "6h", "1d", "3d")
    },
    "pod:cpu_cores:rate5m": Recorded(cpu(30), "30m", 0.5, THIS_POD),
    "pod:memory_bytes:sum": Recorded(memory(90), "30m", 90, THIS_POD),
    "pod:cpu_of_limit:ratio": Recorded({**cpu(30), **limit("cpu", "2")}, "30m", 0.25, THIS_POD),
    "pod:cpu_of_request:ratio": Recorded(
        {**cpu(30), **limit("cpu", "1", "requests")}, "30m", 0.5, THIS_POD
    ),
    "pod:memory_of_limit:ratio": Recorded(
        {**memory(90), **limit("memory", "100")}, "30m", 0.9, THIS_POD
    ),
    "pod:memory_of_request:ratio": Recorded(
        {**memory(90), **limit("memory", "60", "requests")}, "30m", 1.5, THIS_POD
    ),
    "namespace:database_connections:used_ratio": Recorded(
        postgres(backends="20x20", most="100x20"), "10m", 0.2
    ),
    "namespace:database_disk:used_ratio": Recorded(
        postgres(up="1x20", size=f"{GIB}x20", kept=f"{GIB}x20"), "10m", 0.4
    ),
    "namespace:redis_memory:used_ratio": Recorded(redis(used="25x20", most="100x20"), "10m", 0.25),
}
