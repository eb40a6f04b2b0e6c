"""redis: the cache, and the line between the kernels."""

from typing import TYPE_CHECKING, Final

from nexus_constructs.sizing import Resources
from nexus_platform import names
from nexus_platform.component import Component, Metrics, Site, Size, Stage
from nexus_platform.components import exporters
from nexus_platform.sizes import Accompanied, Cache

if TYPE_CHECKING:
    from nexus_constructs.containers import ContainerSpec
    from nexus_constructs.redis import Redis
    from nexus_platform.environment import Environment

STANDARD: Final = Cache(resources=Resources("100m", "100m", "128Mi", "256Mi"))
_PORT: Final = 6379
_METRICS: Final = Metrics(9121)


def _size(env: "Environment") -> Size:
    return Accompanied(env.redis, (exporters.RESOURCES,)) if env.observability else env.redis


def _exporters(site: Site) -> "tuple[ContainerSpec, ...]":
    if not site.env.observability:
        return ()
    return (
        exporters.exporter(
            site.images[1],
            port=_METRICS.port,
            env={
                "REDIS_ADDR": f"redis://127.0.0.1:{_PORT}",
                "REDIS_EXPORTER_WEB_LISTEN_ADDRESS": f":{_METRICS.port}",
            },
            password=site.secret.picking(names.REDIS_PASSWORD),
        ),
    )


def _build(site: Site) -> "Redis":
    from nexus_constructs.redis import Redis

    return Redis(
        site.chart,
        names.REDIS,
        installation=site.installation,
        version=site.image.tag,
        image=site.image.reference,
        resources=site.env.redis.resources,
        password=site.secret,
        password_key=names.REDIS_PASSWORD,
        beside=_exporters(site),
        after=site.after,
    )


REDIS: Final = Component(
    names.REDIS,
    Stage.STORE,
    size=_size,
    build=_build,
    port=_PORT,
    settings=lambda _: {"REDIS_HOST": names.REDIS, "REDIS_PORT": str(_PORT)},
    secret_keys=lambda _: (names.REDIS_PASSWORD,),
    folders=("/run/redis",),
    images=(names.REDIS, "redis-exporter"),
    metrics=_METRICS,
)
