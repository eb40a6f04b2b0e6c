"""How the backups of an environment are made, proven and brought back by hand."""

from typing import TYPE_CHECKING

from nexus_gitops.platform import backups
from nexus_gitops.platform.backups import Work
from nexus_platform import names
from nexus_platform.addons.backup.variables import SUFFIX
from nexus_platform.addons.observability.settings import Backups
from nexus_platform.database import is_cluster

if TYPE_CHECKING:
    from nexus_platform.environment import Environment

_RUN = "backup"
_PROVE = "backup-restore-test"
_OTHER_WAY = (
    "let a new Cluster begin as the database was at a moment, by database.recovery, or load a"
    " dump into it by hand; docs/database.md has both"
)


def operating(env: "Environment", *, core: str, secret: str) -> backups.Backups:
    """What of the backups is run by hand, and who writes to the database.

    Args:
        env: an environment that has backups.
        core: name of the Application that has the database.
        secret: its Secret.
    """
    ages = env.observability.backups if env.observability else Backups()
    return backups.Backups(
        namespace=f"{env.namespace}{SUFFIX}",
        application=core,
        writers_namespace=env.namespace,
        writers=(names.KERNEL,),
        migration=names.MIGRATION,
        list=Work(_RUN, ("list",)),
        make=Work(_RUN, ("run",)),
        prove=lambda snapshot: Work(_PROVE, ("restore-test", f"--snapshot={snapshot}")),
        newest_hours=ages.newest_hours,
        verified_hours=ages.verified_hours,
        restore=lambda snapshot, operation: Work(
            _RUN, ("restore", f"--snapshot={snapshot}", f"--operation={operation}")
        ),
        secret=secret,
        key=names.DATABASE_ADMIN_PASSWORD,
        kept=_before,
        drop=lambda operation: (
            f"kubectl exec -n {env.namespace} {names.POSTGRES}-0 -- psql"
            f" --username={names.DATABASE_ADMINISTRATOR} --dbname=postgres"
            f" --command='DROP DATABASE \"{_before(operation)}\"'"
        ),
        other_way=_OTHER_WAY if is_cluster(env) else "",
    )


def _before(operation: str) -> str:
    return f"{names.DATABASE}_before_{operation}"
