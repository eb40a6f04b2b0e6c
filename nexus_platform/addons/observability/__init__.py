"""Figures, alerts and dashboards; see `settings.Observability`."""

from typing import TYPE_CHECKING, Final

from nexus_gitops.platform.figures import FigureStore
from nexus_platform.addons.observability import names, wanted
from nexus_platform.addons.observability.alertmanager import ALERTMANAGER
from nexus_platform.addons.observability.grafana import GRAFANA
from nexus_platform.addons.observability.kube_state_metrics import STATE_METRICS
from nexus_platform.addons.observability.monitors import MONITORS
from nexus_platform.addons.observability.prometheus import PROMETHEUS
from nexus_platform.part import Part

if TYPE_CHECKING:
    from nexus_platform.environment import Environment


def _kinds(env: "Environment") -> tuple[str, ...]:
    if not wanted.is_operators(env):
        return ()
    return ("monitoring.coreos.com/PodMonitor", "monitoring.coreos.com/PrometheusRule")


OBSERVABILITY: Final = Part(
    "observability",
    (PROMETHEUS, ALERTMANAGER, GRAFANA, STATE_METRICS, MONITORS),
    wanted=wanted.is_on,
    suffix="-observability",
    requires=_kinds,
)


def figure_store(env: "Environment", namespaces: frozenset[str]) -> FigureStore | None:
    """Where the figures of an environment are kept; None where they are not.

    Args:
        env: the environment.
        namespaces: of all of its Applications.
    """
    if not wanted.is_on(env):
        return None
    if wanted.is_own(env):
        return FigureStore(OBSERVABILITY.namespace(env), names.PROMETHEUS, names.PROMETHEUS_PORT)
    return FigureStore(
        wanted.operator(env).namespace, names.OPERATED, names.PROMETHEUS_PORT, namespaces
    )
