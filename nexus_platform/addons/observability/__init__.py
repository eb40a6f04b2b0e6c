"""Figures, alerts and dashboards; see `settings.Observability`."""

from typing import Final

from nexus_platform.addons.observability import wanted
from nexus_platform.addons.observability.alertmanager import ALERTMANAGER
from nexus_platform.addons.observability.grafana import GRAFANA
from nexus_platform.addons.observability.kube_state_metrics import STATE_METRICS
from nexus_platform.addons.observability.prometheus import PROMETHEUS
from nexus_platform.part import Part

OBSERVABILITY: Final = Part(
    "observability",
    (PROMETHEUS, ALERTMANAGER, GRAFANA, STATE_METRICS),
    wanted=wanted.is_on,
    suffix="-observability",
)
