"""backup-before-migration: a backup in each sync of the core, without which nothing is migrated.

It is in the core, whose sync waits for it, and so has keys of the core's own Secret. A claim is of one
namespace, where the core is not: where backups go to one, there is no such backup. Nor is there where an
operator runs the database and archives all that is written.
"""

from typing import TYPE_CHECKING, Final

from nexus_platform import names
from nexus_platform.addons.backup.jobs import IMAGE, SIZE, container
from nexus_platform.addons.backup.settings import S3
from nexus_platform.addons.backup.variables import store_keys, store_variables
from nexus_platform.component import Component, Internet, Site, Stage
from nexus_platform.components.postgres import POSTGRES
from nexus_platform.database import is_stateful_set

if TYPE_CHECKING:
    from nexus_constructs.sync_job import SyncJob
    from nexus_platform.environment import Environment

_NAME: Final = "backup-before-migration"
_DEADLINE_SECONDS: Final = 3600


def _is_wanted(env: "Environment") -> bool:
    target = env.backup.target if env.backup else None
    return isinstance(target, S3) and target.before_migration and is_stateful_set(env)


def _keys(env: "Environment") -> tuple[str, ...]:
    return (names.DATABASE_ADMIN_PASSWORD, *store_keys(env))


def _build(site: Site) -> "SyncJob":
    from nexus_constructs.pods import PodSpec
    from nexus_constructs.sync_job import SyncJob

    # It says which key is missing, where a pod that waits for it would hold up the sync.
    keys = site.secret.picking(*_keys(site.env)).if_there()
    variables = {
        **POSTGRES.settings(site.env),
        **store_variables(site.env),
        "LOG_LEVEL": site.env.log_level,
    }
    return SyncJob(
        site.chart,
        _NAME,
        installation=site.installation,
        version=site.image.tag,
        pod=PodSpec(container(site, "before-migration", (keys,), variables)),
        deadline_seconds=_DEADLINE_SECONDS,
        after=site.after,
    )


BEFORE_MIGRATION: Final = Component(
    _NAME,
    Stage.SAFEGUARD,
    size=lambda _: SIZE,
    build=_build,
    needs=(names.POSTGRES, Internet(443)),
    secret_keys=_keys,
    images=(IMAGE,),
    wanted=_is_wanted,
)
