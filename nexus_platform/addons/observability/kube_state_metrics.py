"""kube-state-metrics: what the API server says of the environment's objects, as figures."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from nexus_constructs.sizing import Resources
from nexus_platform.addons.observability import names, wanted
from nexus_platform.component import Component, ControlPlane, Metrics, Site, Stage
from nexus_platform.sizes import Fixed

if TYPE_CHECKING:
    from nexus_constructs.deployment import Deployment
    from nexus_constructs.rbac import PolicyRule

_SIZE: Final = Fixed(Resources("20m", "100m", "64Mi", "128Mi"))
_UID: Final = 65534  # `nobody` in the image
_ALIVE: Final = "/healthz"
_READY: Final = "/"
_TELEMETRY_PORT: Final = 8081
_WATCHED: Final = {
    "": ("persistentvolumeclaims", "pods", "resourcequotas"),
    "apps": ("deployments", "statefulsets"),
    "autoscaling": ("horizontalpodautoscalers",),
    "batch": ("cronjobs", "jobs"),
}
"""Resources by their API group: those that rules and dashboards are about."""


def _watches() -> Sequence["PolicyRule"]:
    from nexus_constructs.rbac import PolicyRule

    return tuple(
        PolicyRule(verbs=("list", "watch"), resources=resources, api_groups=(group,))
        for group, resources in _WATCHED.items()
    )


def _build(site: Site) -> "Deployment":
    from nexus_constructs.containers import ContainerSpec, Port, Probes, http_probe
    from nexus_constructs.deployment import Deployment
    from nexus_constructs.pods import PodSpec
    from nexus_constructs.rbac import Permissions
    from nexus_constructs.volumes import EmptyDir, ServiceAccountToken

    resources = sorted(resource for group in _WATCHED.values() for resource in group)
    return Deployment(
        site.chart,
        names.STATE_METRICS,
        installation=site.installation,
        version=site.image.tag,
        pod=PodSpec(
            ContainerSpec(
                image=site.image.reference,
                resources=_SIZE.resources,
                uid=_UID,
                ports=(
                    Port("http", names.STATE_METRICS_PORT),
                    Port("telemetry", _TELEMETRY_PORT),
                ),
                args=(
                    f"--port={names.STATE_METRICS_PORT}",
                    f"--telemetry-port={_TELEMETRY_PORT}",
                    f"--resources={','.join(resources)}",
                    f"--namespaces={','.join(site.everywhere)}",
                ),
                probes=Probes(
                    readiness=http_probe(_READY, port="telemetry", period=5, failures=3),
                    liveness=http_probe(_ALIVE, port="http", period=10, failures=6),
                ),
                volumes=(
                    ServiceAccountToken(),
                    EmptyDir("tmp", "/tmp", "16Mi"),  # noqa: S108 -- in the container
                ),
            ),
            permissions=Permissions(role=tuple(_watches())),
        ),
        replicas=_SIZE.replicas,
        service_ports={},
        after=site.after,
    )


STATE_METRICS: Final = Component(
    names.STATE_METRICS,
    Stage.STORE,
    size=lambda _: _SIZE,
    build=_build,
    needs=(ControlPlane(),),
    metrics=Metrics(names.STATE_METRICS_PORT),
    watches=_watches,
    wanted=wanted.is_own,
    alive=(_ALIVE,),
    ready=(_READY,),
    user=_UID,
)
