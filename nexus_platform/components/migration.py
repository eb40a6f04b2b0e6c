"""workspace-kernel-migrate: brings the database's schema to what the kernel expects."""

from typing import TYPE_CHECKING, Final

from nexus_constructs.sizing import Resources
from nexus_platform import names
from nexus_platform.component import Component, Site, Stage
from nexus_platform.components.http_service import APPLICATION_UID, TEMPORARY
from nexus_platform.database import is_cluster
from nexus_platform.sizes import Once

if TYPE_CHECKING:
    from nexus_constructs.sync_job import SyncJob
    from nexus_platform.environment import Environment

_SIZE: Final = Once(resources=Resources("100m", "500m", "128Mi", "256Mi"))
_KERNELS_KEYS: Final = (names.DATABASE_PASSWORD, names.DATABASE_URL)
_ROLES_KEYS: Final = (
    names.DATABASE_ADMIN_PASSWORD,
    names.DATABASE_OWNER_PASSWORD,
    names.DATABASE_MONITOR_PASSWORD,
    names.DATABASE_BACKUP_PASSWORD,
)
_OWNERS_KEYS: Final = (names.DATABASE_OWNER_PASSWORD,)
_DEADLINE_SECONDS: Final = 600


def _roles_keys(env: "Environment") -> tuple[str, ...]:
    """Of the roles that it makes, or of the one that it migrates as where an operator makes them."""
    return _OWNERS_KEYS if is_cluster(env) else _ROLES_KEYS


def _build(site: Site) -> "SyncJob":
    from nexus_constructs.containers import ContainerSpec
    from nexus_constructs.pods import PodSpec
    from nexus_constructs.sync_job import SyncJob
    from nexus_constructs.volumes import EmptyDir

    return SyncJob(
        site.chart,
        names.MIGRATION,
        installation=site.installation,
        version=site.image.tag,
        pod=PodSpec(
            ContainerSpec(
                image=site.image.reference,
                resources=_SIZE.resources,
                uid=APPLICATION_UID,
                command=("python", "-m", "workspace_kernel.migrate"),
                sources=(
                    *site.settings,
                    site.secret.picking(*_KERNELS_KEYS),
                    # It says which one is missing, where a pod that waits for it would not.
                    site.secret.picking(*_roles_keys(site.env)).if_there(),
                ),
                volumes=(EmptyDir("tmp", TEMPORARY, "64Mi"),),
            )
        ),
        deadline_seconds=_DEADLINE_SECONDS,
        after=site.after,
    )


MIGRATION: Final = Component(
    names.MIGRATION,
    Stage.PREPARATION,
    size=lambda _: _SIZE,
    build=_build,
    needs=names.DATABASES,
    secret_keys=lambda env: (*_KERNELS_KEYS, *_roles_keys(env)),
    images=(names.KERNEL,),
    folders=(TEMPORARY,),
    user=APPLICATION_UID,
)
