"""postgres: the database of the workspaces, as a server of our own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from nexus_constructs.sizing import Resources
from nexus_platform import names
from nexus_platform.component import Component, Metrics, Site, Size, Stage
from nexus_platform.components import connection, exporters
from nexus_platform.database import is_stateful_set
from nexus_platform.sizes import Accompanied, Database

if TYPE_CHECKING:
    from nexus_constructs.containers import ContainerSpec
    from nexus_constructs.postgres import Postgres
    from nexus_platform.environment import Environment

STANDARD: Final = Database(resources=Resources("250m", "500m", "512Mi", "1Gi"))
_METRICS: Final = Metrics(9187)


def _settings(env: "Environment") -> Mapping[str, str]:
    return {
        **connection.settings(env),
        "DATABASE_ADMIN_USER": names.DATABASE_ADMINISTRATOR,
    }


def _size(env: "Environment") -> Size:
    return Accompanied(env.postgres, (exporters.RESOURCES,)) if env.observability else env.postgres


def _exporters(site: Site) -> "tuple[ContainerSpec, ...]":
    if not site.env.observability:
        return ()
    return (
        exporters.exporter(
            site.images[1],
            port=_METRICS.port,
            env={
                "DATA_SOURCE_URI": f"127.0.0.1:{connection.PORT}/{names.DATABASE}?sslmode=disable",
                "DATA_SOURCE_USER": names.DATABASE_MONITOR,
                "PG_EXPORTER_WEB_LISTEN_ADDRESS": f":{_METRICS.port}",
            },
            password=site.secret.picking(DATA_SOURCE_PASS=names.DATABASE_MONITOR_PASSWORD),
        ),
    )


def _build(site: Site) -> "Postgres":
    from nexus_constructs.postgres import Postgres

    size = site.env.postgres
    return Postgres(
        site.chart,
        names.POSTGRES,
        installation=site.installation,
        version=site.image.tag,
        image=site.image.reference,
        resources=size.resources,
        database=names.DATABASE,
        user=names.DATABASE_ADMINISTRATOR,
        # A server that has its data needs none, so that one from before there was this key stays
        # up until the migration has told what is missing.
        password=site.secret.picking(POSTGRES_PASSWORD=names.DATABASE_ADMIN_PASSWORD).if_there(),
        connections=connection.of_all(site.env),
        storage=size.storage,
        beside=_exporters(site),
        sync_options=size.sync_options,
        after=site.after,
    )


POSTGRES: Final = Component(
    names.POSTGRES,
    Stage.STORE,
    size=_size,
    build=_build,
    port=connection.PORT,
    settings=_settings,
    boot_seconds=600,  # of replaying the write-ahead log after a crash
    folders=("/tmp", "/var/lib/postgresql/data", "/var/run/postgresql"),  # noqa: S108
    user=70,  # `postgres` in the Alpine image; the files are its own
    secret_keys=lambda _: (names.DATABASE_ADMIN_PASSWORD,),
    images=(names.POSTGRES, "postgres-exporter"),
    metrics=_METRICS,
    wanted=is_stateful_set,
)
