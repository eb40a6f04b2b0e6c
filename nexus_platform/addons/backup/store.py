"""backup-store: gives a volume to all that reads or writes backups, where there is no S3."""

from typing import TYPE_CHECKING, Final

from nexus_constructs.sizing import Resources
from nexus_platform.addons.backup.jobs import IMAGE
from nexus_platform.addons.backup.settings import Claim
from nexus_platform.addons.backup.variables import (
    STORE as NAME,
)
from nexus_platform.addons.backup.variables import (
    STORE_PASSWORD,
    STORE_PORT,
    STORE_USER,
    backup_of,
)
from nexus_platform.component import Component, Site, Stage
from nexus_platform.components.http_service import APPLICATION_UID
from nexus_platform.sizes import Database

if TYPE_CHECKING:
    from nexus_constructs.stateful_set import StatefulSet
    from nexus_platform.environment import Environment

_RESOURCES: Final = Resources("50m", "500m", "64Mi", "256Mi")


def _claim(env: "Environment") -> Claim:
    target = backup_of(env).target
    if not isinstance(target, Claim):
        raise LookupError(f"{env.name} keeps its backups in no claim")  # noqa: TRY004 -- no mistake of a type
    return target


def _build(site: Site) -> "StatefulSet":
    from nexus_constructs.containers import ContainerSpec, Port, Probes, tcp_probe
    from nexus_constructs.pods import PodSpec
    from nexus_constructs.stateful_set import StatefulSet
    from nexus_constructs.volumes import EmptyDir, VolumeClaimTemplate

    claim = _claim(site.env)
    probes = Probes(
        readiness=tcp_probe(port="rest", period=10, failures=3),
        liveness=tcp_probe(port="rest", period=10, failures=12),
    )
    return StatefulSet(
        site.chart,
        NAME,
        installation=site.installation,
        version=site.image.tag,
        pod=PodSpec(
            ContainerSpec(
                image=site.image.reference,
                resources=_RESOURCES,
                uid=APPLICATION_UID,
                # One pod has the volume, so that it may be of a kind that one node mounts at a
                # time; what is sent here is encrypted already.
                command=("rclone", "serve", "restic", f"--addr=:{STORE_PORT}", "/backups"),
                ports=(Port("rest", STORE_PORT),),
                env={"RCLONE_USER": STORE_USER, "RCLONE_CONFIG": "", "XDG_CACHE_HOME": "/tmp"},  # noqa: S108
                sources=(site.secret.picking(RCLONE_PASS=STORE_PASSWORD),),
                probes=probes,
                volumes=(
                    VolumeClaimTemplate(
                        "backups", "/backups", claim.storage, storage_class=claim.storage_class
                    ),
                    EmptyDir("tmp", "/tmp", "64Mi"),  # noqa: S108 -- in the container
                ),
            )
        ),
        replicas=1,
        service_ports={"rest": STORE_PORT},
        # The last copy of the data is nothing that a sync may remove.
        sync_options=("Prune=false", "Delete=false"),
        after=site.after,
    )


STORE: Final = Component(
    NAME,
    Stage.STORE,
    size=lambda env: Database(_RESOURCES, _claim(env).storage),
    build=_build,
    port=STORE_PORT,
    secret_keys=lambda _: (STORE_PASSWORD,),
    images=(IMAGE,),
    wanted=lambda env: env.backup is not None and isinstance(env.backup.target, Claim),
)
