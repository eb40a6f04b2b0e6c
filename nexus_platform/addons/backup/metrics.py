"""backup-metrics: tells Prometheus how old the newest backup is, and the newest proof of one."""

from typing import TYPE_CHECKING, Final

from nexus_constructs.sizing import Resources
from nexus_platform.addons.backup.jobs import IMAGE
from nexus_platform.addons.backup.variables import STORE_KEYS
from nexus_platform.component import Component, Internet, Metrics, Site, Stage
from nexus_platform.components.http_service import APPLICATION_UID
from nexus_platform.sizes import Fixed

if TYPE_CHECKING:
    from nexus_constructs.deployment import Deployment

_NAME: Final = "backup-metrics"
_PORT: Final = 9100
_SIZE: Final = Fixed(resources=Resources("20m", "200m", "128Mi", "256Mi"))


def _build(site: Site) -> "Deployment":
    from nexus_constructs.containers import ContainerSpec, Port, Probes, http_probe
    from nexus_constructs.deployment import Deployment
    from nexus_constructs.pods import PodSpec
    from nexus_constructs.volumes import EmptyDir

    # It answers while the store does not, and tells just that.
    probes = Probes(
        readiness=http_probe("/metrics", port="metrics", period=10, failures=3),
        liveness=http_probe("/metrics", port="metrics", period=10, failures=12),
    )
    return Deployment(
        site.chart,
        _NAME,
        installation=site.installation,
        version=site.image.tag,
        pod=PodSpec(
            ContainerSpec(
                image=site.image.reference,
                resources=_SIZE.resources,
                uid=APPLICATION_UID,
                args=("metrics",),
                ports=(Port("metrics", _PORT),),
                env={"METRICS_PORT": str(_PORT)},
                sources=(*site.settings, site.secret.picking(*STORE_KEYS)),
                probes=probes,
                volumes=(
                    EmptyDir("work", "/work", "1Gi"),
                    EmptyDir("tmp", "/tmp", "64Mi"),  # noqa: S108 -- in the container
                ),
            )
        ),
        replicas=_SIZE.replicas,
        service_ports={"metrics": _PORT},
        after=site.after,
    )


METRICS: Final = Component(
    _NAME,
    Stage.SERVICE,
    size=lambda _: _SIZE,
    build=_build,
    port=_PORT,
    needs=(Internet(443),),
    secret_keys=lambda _: STORE_KEYS,
    images=(IMAGE,),
    alive=("/metrics",),
    metrics=Metrics(_PORT),
)
