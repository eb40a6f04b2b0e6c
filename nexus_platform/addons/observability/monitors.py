"""monitors: what the cluster's Prometheus and Grafana are told, where they are not our own."""

from typing import TYPE_CHECKING, Final

from nexus_platform.addons.observability import names, wanted
from nexus_platform.addons.observability.scraping import INTERVAL
from nexus_platform.component import Component, Site, Stage
from nexus_platform.sizes import Nothing

if TYPE_CHECKING:
    from nexus_constructs.monitoring import PrometheusRules

_RULES: Final = "nexus-rules"


def _build(site: Site) -> "PrometheusRules":
    from nexus_constructs.monitoring import PodMonitor, PrometheusRules
    from nexus_constructs.settings import Settings
    from nexus_platform.addons.observability.dashboards import boards, releases
    from nexus_platform.addons.observability.dashboards.document import document
    from nexus_platform.addons.observability.rules import groups
    from nexus_platform.addons.observability.rules.scope import Scope

    said, told = wanted.observability(site.env), wanted.operator(site.env)
    scope = Scope(site.env, said, tuple(site.everywhere))
    for namespace, components in site.everywhere.items():
        for component in components:
            if component.metrics:
                PodMonitor(
                    site.chart,
                    component.name,
                    installation=site.installation,
                    namespace=namespace,
                    port=component.metrics.port,
                    path=component.metrics.path,
                    interval=INTERVAL,
                    selected_by=told.labels,
                    after=site.after,
                )
    for board in boards(scope):
        Settings(
            site.chart,
            f"dashboard-{board.name}",
            installation=site.installation,
            data={
                f"{site.env.name}-{board.name}.json": document(
                    board, environment=site.env.name, releases=releases(scope)
                )
            },
            labels={told.dashboard_label: "1"},
            after=site.after,
        )
    return PrometheusRules(
        site.chart,
        _RULES,
        installation=site.installation,
        groups=groups(scope),
        labels={"environment": site.env.name},
        runbooks=said.runbooks,
        selected_by=told.labels,
        after=site.after,
    )


MONITORS: Final = Component(
    names.MONITORS,
    Stage.SERVICE,
    size=lambda _: Nothing(),
    build=_build,
    images=(),
    wanted=wanted.is_operators,
)
