"""backup, backup-restore-test: what runs at set times, or when a Job is made of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nexus_constructs.sizing import Resources
from nexus_platform import names
from nexus_platform.addons.backup import store
from nexus_platform.addons.backup.variables import backup_of, is_beyond, store_keys
from nexus_platform.component import Component, Internet, Site, Stage
from nexus_platform.components.http_service import APPLICATION_UID
from nexus_platform.sizes import Once

if TYPE_CHECKING:
    from nexus_constructs.containers import ContainerSpec
    from nexus_constructs.cron_job import CronJob
    from nexus_constructs.settings import EnvSource
    from nexus_platform.environment import Environment

IMAGE: Final = "backup"
DOCKERFILE: Final = "docker/backup.Dockerfile"
SIZE: Final = Once(resources=Resources("100m", "1", "256Mi", "1Gi"))
_DEADLINE_SECONDS: Final = 4 * 3600
_STORE: Final = Internet(443, is_beyond)
_NOTHING: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class _Work:
    """A command of the program, and what it takes.

    Attributes:
        name: of the component.
        command: see `python -m nexus_backup --help`.
        schedule: when it is due.
        keys: of the Secret that it reads beside those that open the store.
    """

    name: str
    command: str
    schedule: Callable[["Environment"], str]
    keys: tuple[str, ...] = ()

    def all_keys(self, env: "Environment") -> tuple[str, ...]:
        """All keys of the Secret that it reads."""
        return (*self.keys, *store_keys(env))

    def _sources(self, site: Site) -> "tuple[EnvSource, ...]":
        return (*site.settings, site.secret.picking(*self.all_keys(site.env)))

    def build(self, site: Site) -> "CronJob":
        """Its CronJob."""
        from nexus_constructs.cron_job import CronJob
        from nexus_constructs.pods import PodSpec

        return CronJob(
            site.chart,
            self.name,
            installation=site.installation,
            version=site.image.tag,
            schedule=self.schedule(site.env),
            time_zone=backup_of(site.env).time_zone,
            pod=PodSpec(container(site, self.command, self._sources(site)), near=store.near(site)),
            deadline_seconds=_DEADLINE_SECONDS,
            after=site.after,
        )


def container(
    site: Site, command: str, sources: "tuple[EnvSource, ...]", env: Mapping[str, str] = _NOTHING
) -> "ContainerSpec":
    """The program in its image, with a disk to work on.

    Args:
        site: where it is built.
        command: see `python -m nexus_backup --help`.
        sources: settings and keys that it reads.
        env: settings beside them.
    """
    from nexus_constructs.containers import ContainerSpec
    from nexus_constructs.volumes import EmptyDir

    return ContainerSpec(
        image=site.image.reference,
        resources=SIZE.resources,
        uid=APPLICATION_UID,
        args=(command,),
        env=env,
        sources=sources,
        volumes=(
            EmptyDir("work", "/work", backup_of(site.env).scratch),
            EmptyDir("tmp", "/tmp", "64Mi"),  # noqa: S108 -- in the container
            *store.mounted(site.env),
        ),
    )


_BACKUP: Final = _Work(
    "backup", "run", lambda env: backup_of(env).schedule, (names.DATABASE_BACKUP_PASSWORD,)
)
_TEST: Final = _Work("backup-restore-test", "restore-test", lambda env: backup_of(env).restore_test)

BACKUP: Final = Component(
    _BACKUP.name,
    Stage.SERVICE,
    size=lambda _: SIZE,
    build=_BACKUP.build,
    needs=(*names.DATABASES, _STORE),
    secret_keys=_BACKUP.all_keys,
    dockerfile=DOCKERFILE,
)
RESTORE_TEST: Final = Component(
    _TEST.name,
    Stage.SERVICE,
    size=lambda _: SIZE,
    build=_TEST.build,
    needs=(_STORE,),
    secret_keys=_TEST.all_keys,
    images=(IMAGE,),
)
