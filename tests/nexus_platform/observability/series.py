"""What services, exporters and Kubernetes tell, of the environment prod.

In promtool's notation, a value a minute.
Source: https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
"""

from collections.abc import Mapping

NS = 'namespace="nexus-prod"'
KERNEL = f'{NS}, job="workspace-kernel"'
POD = f'{NS}, pod="workspace-kernel-1"'
CONTAINER = f'{POD}, container="workspace-kernel"'
HERE = {"namespace": "nexus-prod"}
THIS_POD = {**HERE, "pod": "workspace-kernel-1"}
THIS_CONTAINER = {**THIS_POD, "container": "workspace-kernel"}
GIB = 2**30

Series = Mapping[str, str]
"""Values by series."""


def active(values: str) -> Series:
    return {
        f'nexus_active_workspaces{{{KERNEL}, pod="a"}}': values,
        f'nexus_workspace_capacity{{{KERNEL}, pod="a"}}': "50x2000",
    }


def requests(good: float, bad: float, minutes: int) -> Series:
    """So many requests a minute that are answered well, and with 500."""
    of = f'nexus_request_seconds_count{{{KERNEL}, route="/api/workspaces", method="GET"'
    return {
        f'{of}, status="200"}}': f"0+{good}x{minutes}",
        f'{of}, status="500"}}': f"0+{bad}x{minutes}",
    }


def latency(within_half: int, within_one: int, within_two: int) -> Series:
    """So many requests a minute that took at most half a second, one second and two."""
    of = f'nexus_request_seconds_bucket{{{KERNEL}, route="/api/workspaces", method="GET"'
    bounds = {"0.5": within_half, "1.0": within_one, "2.0": within_two, "+Inf": within_two}
    return {f'{of}, status="200", le="{le}"}}': f"0+{n}x60" for le, n in bounds.items()}


def limit(resource: str, value: str, bound: str = "limits") -> Series:
    of = f'kube_pod_container_resource_{bound}{{{CONTAINER}, resource="{resource}"}}'
    return {of: f"{value}x60"}


def memory(value: int) -> Series:
    of = f'process_resident_memory_bytes{{{KERNEL}, pod="workspace-kernel-1"}}'
    return {of: f"{value}x60"}


def cpu(seconds_a_minute: float) -> Series:
    of = f'process_cpu_seconds_total{{{KERNEL}, pod="workspace-kernel-1"}}'
    return {of: f"0+{seconds_a_minute}x60"}


def restarts(values: str, reason: str = "Error") -> Series:
    why = f'kube_pod_container_status_last_terminated_reason{{{CONTAINER}, reason="{reason}"}}'
    return {f"kube_pod_container_status_restarts_total{{{CONTAINER}}}": values, why: "1x60"}


def deployment(wanted: int, available: int) -> Series:
    of = f'{{{NS}, deployment="nexus-os"}}'
    return {
        f"kube_deployment_spec_replicas{of}": f"{wanted}x60",
        f"kube_deployment_status_replicas_available{of}": f"{available}x60",
    }


def server(wanted: int, ready: int) -> Series:
    of = f'{{{NS}, statefulset="postgres"}}'
    return {
        f"kube_statefulset_replicas{of}": f"{wanted}x60",
        f"kube_statefulset_status_replicas_ready{of}": f"{ready}x60",
    }


def autoscaler(least: int, current: int, most: int) -> Series:
    of = f'{{{NS}, horizontalpodautoscaler="workspace-kernel"}}'
    return {
        f"kube_horizontalpodautoscaler_spec_min_replicas{of}": f"{least}x60",
        f"kube_horizontalpodautoscaler_status_current_replicas{of}": f"{current}x60",
        f"kube_horizontalpodautoscaler_spec_max_replicas{of}": f"{most}x60",
    }


def up(**services: int) -> Series:
    return {
        f'up{{{NS}, job="{name.replace("_", "-")}", pod="{name}-1"}}': f"{value}x60"
        for name, value in services.items()
    }


ALL_UP = up(graphstudio_frontend=1, workspace_kernel=1, nexus_os=1)


def postgres(**figures: str) -> Series:
    labels = {
        "size": ', datname="nexus"',
        "backends": ', datname="nexus"',
        "kept": ', slot_name="old"',
    }
    names = {
        "up": "pg_up",
        "size": "pg_database_size_bytes",
        "backends": "pg_stat_database_numbackends",
        "most": "pg_settings_max_connections",
        "kept": "pg_replication_slots_pg_wal_lsn_diff",
    }
    return {
        f'{names[what]}{{{NS}, job="postgres"{labels.get(what, "")}}}': values
        for what, values in figures.items()
    }


_BY_AN_OPERATOR = {
    "pg_up": "cnpg_collector_up",
    "pg_database_size_bytes": "cnpg_pg_database_size_bytes",
    "pg_stat_database_numbackends": "cnpg_backends_total",
    "pg_settings_max_connections": "cnpg_pg_settings_setting",
    "pg_replication_slots_pg_wal_lsn_diff": "cnpg_pg_replication_slots_pg_wal_lsn_diff",
}


def as_cluster(series: Series) -> Series:
    """The same of an operator's servers, where one that follows tells as much as the first."""
    found = {}
    for one, values in series.items():
        name, labels = one.split("{")
        setting = 'name="max_connections", ' if name == "pg_settings_max_connections" else ""
        labels = labels.replace('job="postgres"', f'{setting}job="database"')
        for pod in ("database-1", "database-2"):
            found[f'{_BY_AN_OPERATOR[name]}{{pod="{pod}", {labels}'] = values
    return found


def archive(**figures: str) -> Series:
    names = {
        "made": "barman_cloud_cloudnative_pg_io_last_available_backup_timestamp",
        "failed": "cnpg_pg_stat_archiver_last_failed_time",
        "archived": "cnpg_pg_stat_archiver_last_archived_time",
    }
    return {
        f'{names[what]}{{{NS}, job="database", pod="database-1"}}': values
        for what, values in figures.items()
    }


def redis(**figures: str) -> Series:
    names = {"up": "redis_up", "used": "redis_memory_used_bytes", "most": "redis_memory_max_bytes"}
    return {
        f'{names[what]}{{{NS}, job="redis", pod="redis-1"}}': values
        for what, values in figures.items()
    }


def application(name: str, sync: str, health: str) -> Series:
    of = f'{{name="{name}", sync_status="{sync}", health_status="{health}"}}'
    return {f"argocd_app_info{of}": "1x120"}


def certificate(expires: int) -> Series:
    of = f'certmanager_certificate_expiration_timestamp_seconds{{{NS}, name="nexus-tls"}}'
    return {of: f"{expires}x200"}


DAY = 24 * 3600
SHIPPER = 'namespace="nexus-prod-logging", pod="fluent-bit-x"'
WATCHING = 'namespace="nexus-prod-observability"'
