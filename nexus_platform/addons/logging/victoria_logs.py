"""victoria-logs: keeps the lines, and answers who asks for them."""

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from nexus_constructs.quantity import canonical, parse_quantity
from nexus_constructs.sizing import Resources
from nexus_platform.addons.logging import names, wanted
from nexus_platform.component import Component, Site, Stage
from nexus_platform.sizes import Kept

if TYPE_CHECKING:
    from nexus_constructs.stateful_set import StatefulSet
    from nexus_platform.environment import Environment

_RESOURCES: Final = Resources("50m", "500m", "128Mi", "512Mi")
_UID: Final = 65534
_ALIVE: Final = "/health"
_DATA: Final = "/data"
_SECRETS: Final = "/run/secrets/logging"
_PASSWORD_FILE: Final = "password"  # noqa: S105 -- likewise a name
_SHARE_FOR_LINES: Final = Fraction(4, 5)
"""Of the storage; the rest is for merges under way."""


def _size(env: "Environment") -> Kept:
    return Kept(_RESOURCES, wanted.logging(env).backend.storage)


def _build(site: Site) -> "StatefulSet":
    from nexus_constructs.containers import ContainerSpec, Port, Probes, http_probe
    from nexus_constructs.pods import PodSpec
    from nexus_constructs.stateful_set import StatefulSet
    from nexus_constructs.volumes import EmptyDir, VolumeClaimTemplate

    said = wanted.logging(site.env)
    most = int(parse_quantity(said.backend.storage) * _SHARE_FOR_LINES)
    return StatefulSet(
        site.chart,
        names.VICTORIA_LOGS,
        installation=site.installation,
        version=site.image.tag,
        pod=PodSpec(
            ContainerSpec(
                image=site.image.reference,
                resources=_RESOURCES,
                uid=_UID,
                ports=(Port("http", names.VICTORIA_LOGS_PORT),),
                args=(
                    f"-httpListenAddr=:{names.VICTORIA_LOGS_PORT}",
                    f"-storageDataPath={_DATA}",
                    f"-retentionPeriod={said.retention_days}d",
                    f"-retention.maxDiskSpaceUsageBytes={most}",
                    f"-httpAuth.username={names.STORE_USER}",
                    f"-httpAuth.password=file://{_SECRETS}/{_PASSWORD_FILE}",
                    "-loggerFormat=json",
                    "-loggerJSONFields=ts:timestamp,msg:message",
                ),
                probes=Probes(
                    readiness=http_probe(_ALIVE, port="http", period=5, failures=3),
                    liveness=http_probe(_ALIVE, port="http", period=10, failures=6),
                ),
                volumes=(
                    VolumeClaimTemplate("data", _DATA, canonical(said.backend.storage)),
                    site.secret.picking(**{_PASSWORD_FILE: names.STORE_PASSWORD}).files(_SECRETS),
                    EmptyDir("tmp", "/tmp", "64Mi"),  # noqa: S108 -- in the container
                ),
            ),
            # It writes down what it has in memory.
            grace_seconds=60,
        ),
        replicas=1,
        service_ports={"http": names.VICTORIA_LOGS_PORT},
        after=site.after,
    )


VICTORIA_LOGS: Final = Component(
    names.VICTORIA_LOGS,
    Stage.STORE,
    size=_size,
    build=_build,
    port=names.VICTORIA_LOGS_PORT,
    secret_keys=lambda _: (names.STORE_PASSWORD,),
    wanted=wanted.is_victoria_logs,
    alive=(_ALIVE,),
    folders=(_DATA, "/tmp"),  # noqa: S108 -- in the container
    user=_UID,
)
