"""Names of what the environment's own observability consists of, and keys of its Secret."""

from typing import Final

PROMETHEUS: Final = "prometheus"
ALERTMANAGER: Final = "alertmanager"
GRAFANA: Final = "grafana"
OPERATED: Final = "prometheus-operated"
"""Service that Prometheus Operator makes for each Prometheus that it runs."""
STATE_METRICS: Final = "kube-state-metrics"
MONITORS: Final = "monitors"

PROMETHEUS_PORT: Final = 9090
ALERTMANAGER_PORT: Final = 9093
GRAFANA_PORT: Final = 3000
STATE_METRICS_PORT: Final = 8080

GRAFANA_ADMIN_PASSWORD: Final = "GRAFANA_ADMIN_PASSWORD"  # noqa: S105 -- a key of the Secret
ALERTS_CRITICAL: Final = "ALERTS_CRITICAL"
ALERTS_WARNING: Final = "ALERTS_WARNING"
