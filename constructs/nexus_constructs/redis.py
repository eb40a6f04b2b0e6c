"""A Redis server used as a cache: it keeps nothing beyond its process."""

from collections.abc import Sequence
from typing import Final

from constructs import Construct

from nexus_constructs.component import Component, Installation
from nexus_constructs.containers import ContainerSpec, Port, Probes, exec_probe
from nexus_constructs.deployment import Deployment
from nexus_constructs.pods import PodSpec
from nexus_constructs.secrets import SecretReference
from nexus_constructs.shares import redis_keys
from nexus_constructs.sizing import Resources
from nexus_constructs.volumes import EmptyDir

PORT: Final = 6379
_PORT_NAME: Final = "redis"
_UID: Final = 10001  # above the users of a node; no file that the server needs is its own

# The password reaches the server in a file: as an argument everybody who may list the
# processes would see it. Quotes and backslashes in it are escaped as redis.conf wants.
_START: Final = r"""umask 077
: "${REDIS_PASSWORD:?is empty, and anybody could connect}"
escaped=$(printf %s "$REDIS_PASSWORD" | sed 's/[\\"]/\\&/g')
printf 'requirepass "%s"\n' "$escaped" > /run/redis/auth.conf
exec redis-server /run/redis/auth.conf "$@"
"""


class Redis(Deployment):
    """One Redis pod that evicts the least recently used keys when its memory is full.

    Args:
        password: the Secret; its key `password_key` is the server's password.
        password_key: see `password`.
        beside: containers that go with the server, as one that tells its figures.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        version: str,
        image: str,
        resources: Resources,
        password: SecretReference,
        password_key: str,
        beside: Sequence[ContainerSpec] = (),
        after: Sequence[Component] = (),
    ) -> None:
        # redis-cli in the probes reads its password from REDISCLI_AUTH.
        credentials = password.picking(REDIS_PASSWORD=password_key, REDISCLI_AUTH=password_key)
        super().__init__(
            scope,
            name,
            installation=installation,
            version=version,
            pod=PodSpec(_container(image, resources, credentials), beside=tuple(beside)),
            replicas=1,
            service_ports={_PORT_NAME: PORT},
            after=after,
        )


def _container(image: str, resources: Resources, credentials: SecretReference) -> ContainerSpec:
    ping = ["sh", "-c", 'test "$(redis-cli ping)" = PONG']
    return ContainerSpec(
        image=image,
        resources=resources,
        uid=_UID,
        ports=(Port(_PORT_NAME, PORT),),
        command=("sh", "-c", _START, "redis", *_options(resources)),
        sources=(credentials,),
        probes=Probes(
            readiness=exec_probe(ping, period=10, failures=3),
            liveness=exec_probe(ping, period=30, failures=6),
        ),
        volumes=(EmptyDir("run", "/run/redis", "1Mi", medium="Memory"),),
    )


def _options(resources: Resources) -> tuple[str, ...]:
    return (
        *("--dir", "/run/redis"),
        # Its volume goes with its pod: what it would write cost a fork, and be lost.
        *("--appendonly", "no"),
        *("--save", ""),
        *("--maxmemory", str(redis_keys(resources))),
        *("--maxmemory-policy", "allkeys-lru"),
    )
