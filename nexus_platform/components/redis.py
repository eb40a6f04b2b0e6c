"""redis: the cache, and the line between the kernels."""

from typing import TYPE_CHECKING, Final

from nexus_constructs.sizing import Resources
from nexus_platform import names
from nexus_platform.component import Component, Site, Stage
from nexus_platform.sizes import Cache

if TYPE_CHECKING:
    from nexus_constructs.redis import Redis

STANDARD: Final = Cache(resources=Resources("100m", "100m", "128Mi", "256Mi"))
_PORT: Final = 6379


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
        after=site.after,
    )


REDIS: Final = Component(
    names.REDIS,
    Stage.STORE,
    size=lambda env: env.redis,
    build=_build,
    port=_PORT,
    settings=lambda _: {"REDIS_HOST": names.REDIS, "REDIS_PORT": str(_PORT)},
    secret_keys=lambda _: (names.REDIS_PASSWORD,),
    folders=("/run/redis",),
)
