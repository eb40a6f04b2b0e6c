"""graphstudio-frontend: the web page, and the proxy that its browser talks through."""

from typing import TYPE_CHECKING, Final

from nexus_constructs.sizing import Resources
from nexus_platform import names
from nexus_platform.component import Component, Metrics, Site, Stage
from nexus_platform.components.draining import DRAIN_SECONDS
from nexus_platform.sign_in import page_settings
from nexus_platform.sizes import Fixed

if TYPE_CHECKING:
    from nexus_constructs.deployment import Deployment

STANDARD: Final = Fixed(resources=Resources("100m", "200m", "128Mi", "256Mi"))
_PORT: Final = 8080
_METRICS_PORT: Final = 9113
SERVICE_PORT: Final = 80
_UID: Final = 101  # `nginx` in the unprivileged image
_ALIVE: Final = "/health"
_READY: Final = "/"
_TEMPORARY: Final = "/tmp"  # noqa: S108 -- in the container
_CACHE: Final = "/var/cache/nginx"


def _build(site: Site) -> "Deployment":
    from nexus_constructs.containers import ContainerSpec, Port, Probes, http_probe
    from nexus_constructs.deployment import Deployment
    from nexus_constructs.pods import PodSpec
    from nexus_constructs.volumes import EmptyDir

    size = site.env.frontend
    return Deployment(
        site.chart,
        names.FRONTEND,
        installation=site.installation,
        version=site.image.tag,
        pod=PodSpec(
            ContainerSpec(
                image=site.image.reference,
                resources=size.resources,
                uid=_UID,
                ports=(Port("http", _PORT), Port("metrics", _METRICS_PORT)),
                env={"LOG_LEVEL": site.env.log_level_of(names.FRONTEND)},
                sources=(*site.settings,),
                probes=Probes(
                    readiness=http_probe(_READY, port="http", period=5, failures=2),
                    liveness=http_probe(_ALIVE, port="http", period=10, failures=6),
                ),
                volumes=(
                    EmptyDir("tmp", _TEMPORARY, "64Mi"),
                    EmptyDir("cache", _CACHE, "64Mi"),
                ),
                pre_stop=("sleep", str(DRAIN_SECONDS)),
            )
        ),
        replicas=size.replicas,
        service_ports={"http": SERVICE_PORT},
        after=site.after,
    )


FRONTEND: Final = Component(
    names.FRONTEND,
    Stage.SERVICE,
    size=lambda env: env.frontend,
    build=_build,
    port=_PORT,
    path="/",
    needs=(names.KERNEL,),
    settings=lambda env: page_settings(env.sign_in),
    alive=(_ALIVE,),
    ready=(_READY,),
    folders=(_TEMPORARY, _CACHE),
    user=_UID,
    metrics=Metrics(_METRICS_PORT),
    dockerfile="docker/graphstudio.Dockerfile",
)
