"""backup-metrics: tells Prometheus how old the newest backup is, and the newest proof of one."""

from typing import TYPE_CHECKING, Final

from nexus_constructs.sizing import Resources
from nexus_platform.addons.backup.jobs import IMAGE
from nexus_platform.addons.backup.settings import Claim
from nexus_platform.addons.backup.store import KEEPER, claimed
from nexus_platform.addons.backup.variables import backup_of, is_beyond, store_keys
from nexus_platform.component import Component, Internet, Metrics, Site, Stage
from nexus_platform.components.http_service import APPLICATION_UID
from nexus_platform.sizes import Fixed, Kept

if TYPE_CHECKING:
    from nexus_constructs.component import Component as Construct
    from nexus_constructs.pods import PodSpec
    from nexus_constructs.volumes import Volume
    from nexus_platform.environment import Environment

_PORT: Final = 9100
_RESOURCES: Final = Resources("20m", "200m", "128Mi", "256Mi")


def _size(env: "Environment") -> Fixed | Kept:
    match backup_of(env).target:
        case Claim() as claim:
            return Kept(_RESOURCES, claim.storage)
        case _:
            return Fixed(_RESOURCES)


def _build(site: Site) -> "Construct":
    from nexus_constructs.deployment import Deployment
    from nexus_constructs.stateful_set import StatefulSet

    match backup_of(site.env).target:
        case Claim() as claim:
            return StatefulSet(
                site.chart,
                KEEPER,
                installation=site.installation,
                version=site.image.tag,
                pod=_pod(site, claimed(claim)),
                replicas=1,
                service_ports={},
                after=site.after,
            )
        case _:
            return Deployment(
                site.chart,
                KEEPER,
                installation=site.installation,
                version=site.image.tag,
                pod=_pod(site),
                replicas=1,
                service_ports={},
                after=site.after,
            )


def _pod(site: Site, *volumes: "Volume") -> "PodSpec":
    from nexus_constructs.containers import ContainerSpec, Port, Probes, http_probe
    from nexus_constructs.pods import PodSpec
    from nexus_constructs.volumes import EmptyDir

    # It answers while the store does not, and tells just that.
    probes = Probes(
        readiness=http_probe("/metrics", port="metrics", period=10, failures=3),
        liveness=http_probe("/metrics", port="metrics", period=10, failures=12),
    )
    return PodSpec(
        ContainerSpec(
            image=site.image.reference,
            resources=_RESOURCES,
            uid=APPLICATION_UID,
            args=("metrics",),
            ports=(Port("metrics", _PORT),),
            env={"METRICS_PORT": str(_PORT)},
            sources=(*site.settings, site.secret.picking(*store_keys(site.env))),
            probes=probes,
            volumes=(
                EmptyDir("work", "/work", "1Gi"),
                EmptyDir("tmp", "/tmp", "64Mi"),  # noqa: S108 -- in the container
                *volumes,
            ),
        )
    )


METRICS: Final = Component(
    KEEPER,
    Stage.SERVICE,
    size=_size,
    build=_build,
    needs=(Internet(443, is_beyond),),
    secret_keys=store_keys,
    images=(IMAGE,),
    alive=("/metrics",),
    metrics=Metrics(_PORT),
)
