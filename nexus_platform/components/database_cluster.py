"""database: the database of the workspaces, as servers that CloudNativePG's operator runs."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from nexus_constructs.sizing import Resources
from nexus_gitops.platform.secrets import Login
from nexus_platform import names
from nexus_platform.component import (
    Component,
    ControlPlane,
    Internet,
    Metrics,
    Operator,
    Site,
    Size,
    Stage,
)
from nexus_platform.components import connection
from nexus_platform.database import Archive, cluster, is_cluster, operator_of
from nexus_platform.sizes import Accompanied, Replicated

if TYPE_CHECKING:
    from nexus_constructs.component import Component as Construct
    from nexus_constructs.postgres_archive import ObjectStore
    from nexus_constructs.postgres_cluster import PostgresCluster, Role
    from nexus_platform.environment import Environment

_STATUS_PORT: Final = 8000
_METRICS: Final = Metrics(9187)
_ARCHIVE: Final = "database-archive"
_ARCHIVER: Final = Resources("50m", "500m", "128Mi", "512Mi")
_GROUP: Final = "nexus_app"
"""Whom the kernel's role becomes, once for each statement; see `workspace_kernel.store`."""


def _login(who: str, user: str, key: str) -> Login:
    # By the label the operator reads it again as it changes.
    return Login(f"database-{who}", user, key, labels={"cnpg.io/reload": "true"})


_OWNER: Final = _login("owner", names.DATABASE_OWNER, names.DATABASE_OWNER_PASSWORD)
_KERNEL: Final = _login("kernel", names.DATABASE_USER, names.DATABASE_PASSWORD)
_MONITOR: Final = _login("monitor", names.DATABASE_MONITOR, names.DATABASE_MONITOR_PASSWORD)
_BACKUP: Final = _login("backup", names.DATABASE_BACKUP, names.DATABASE_BACKUP_PASSWORD)


def _settings(env: "Environment") -> Mapping[str, str]:
    # The operator makes the roles, and nobody has a superuser's password.
    return {**connection.settings(env), "DATABASE_ROLES": "managed"}


def _size(env: "Environment") -> Size:
    said = cluster(env)
    servers = Replicated(
        env.postgres.resources,
        env.postgres.storage,
        replicas=said.instances,
        # Beside the Cluster that a new one begins as, until somebody takes that away.
        generations=2 if said.recovery else 1,
    )
    return Accompanied(servers, (_ARCHIVER,)) if env.archive else servers


def _keys(env: "Environment") -> tuple[str, ...]:
    return (env.archive.key_id, env.archive.key) if env.archive else ()


def _roles(env: "Environment") -> "Sequence[Role]":
    """See `workspace_kernel.database_roles`, which makes them where there is no operator."""
    from nexus_constructs.postgres_cluster import Role

    return (
        Role(_GROUP),
        Role(
            _KERNEL.user,
            _KERNEL.secret,
            connections=connection.of_kernels(env),
            groups=(_GROUP,),
            inherits=False,
        ),
        Role(
            _MONITOR.user,
            _MONITOR.secret,
            connections=connection.OTHERS,
            groups=("pg_monitor",),
            reads_only=True,
        ),
        Role(
            _BACKUP.user,
            _BACKUP.secret,
            connections=connection.OTHERS,
            sees_every_row=True,
            reads_only=True,
        ),
    )


def _build(site: Site) -> "Construct":
    from nexus_constructs.postgres_cluster import Origin, Owner, PostgresCluster

    said = cluster(site.env)
    archive = site.env.archive
    store = () if archive is None else (_store(site, archive),)
    made = PostgresCluster(
        site.chart,
        names.DATABASE_CLUSTER,
        installation=site.installation,
        cluster=said.name,
        image=site.image.reference,
        instances=said.instances,
        resources=site.env.postgres.resources,
        connections=connection.of_all(site.env),
        storage=site.env.postgres.storage,
        database=names.DATABASE,
        owner=Owner(_OWNER.user, _OWNER.secret),
        roles=_roles(site.env),
        archive=_ARCHIVE if store else "",
        origin=Origin(said.recovery.cluster, said.recovery.at) if said.recovery else None,
        after=(*site.after, *store),
    )
    if archive is not None:
        _base_backups(site, archive.schedule, made)
    return made


def _store(site: Site, archive: Archive) -> "ObjectStore":
    from nexus_constructs.postgres_archive import ObjectStore

    return ObjectStore(
        site.chart,
        _ARCHIVE,
        installation=site.installation,
        path=archive.path,
        endpoint=archive.endpoint,
        region=archive.region,
        keys=site.secret,
        key_id=archive.key_id,
        key=archive.key,
        retention_days=cluster(site.env).retention_days,
        sidecar=_ARCHIVER,
        after=site.after,
    )


def _base_backups(site: Site, schedule: str, made: "PostgresCluster") -> None:
    from nexus_constructs.postgres_archive import BaseBackups

    BaseBackups(
        site.chart,
        "database-base-backups",
        installation=site.installation,
        cluster=cluster(site.env).name,
        schedule=schedule,
        after=(made,),
    )


DATABASE_CLUSTER: Final = Component(
    names.DATABASE_CLUSTER,
    Stage.STORE,
    size=_size,
    build=_build,
    port=connection.PORT,
    needs=(ControlPlane(), Internet(443, wanted=lambda env: env.archive is not None)),
    settings=_settings,
    secret_keys=_keys,
    images=("postgres-cluster",),
    metrics=_METRICS,
    wanted=is_cluster,
    operator=Operator(operator_of, ports=(connection.PORT, _STATUS_PORT)),
    logins=(_OWNER, _KERNEL, _MONITOR, _BACKUP),
)
