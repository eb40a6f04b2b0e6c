"""Brings a backup back: restored beside the database, compared, and only then in its place.

What was there stays on the server under another name. Each step finds what the one before has
done, in the databases' comments, so that a restore which was cut off goes on where it was.
"""

from dataclasses import dataclass
from typing import Final

import asyncpg
import structlog

from nexus_backup import dump
from nexus_backup.backup import folder_of, store_of
from nexus_backup.bringing_back import compare, fill, quoted
from nexus_backup.dump import Manifest
from nexus_backup.errors import StepError
from nexus_backup.settings import Settings

_LOG = structlog.get_logger(__name__)
_MAINTENANCE: Final = "postgres"
"""The database to be connected to while another gets its name."""
_SWAP_TRIES: Final = 5
_SEND_AWAY: Final = (
    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = ANY($1)"
)


@dataclass(frozen=True, slots=True)
class Places:
    """The databases of one restore.

    Attributes:
        database: what the services use.
        operation: names the restore; the same each time that it is gone on with.
    """

    database: str
    operation: str

    @property
    def beside(self) -> str:
        """Where the backup is restored."""
        return f"{self.database}_restore_{self.operation}"

    @property
    def before(self) -> str:
        """What the database before is called from then on."""
        return f"{self.database}_before_{self.operation}"

    @property
    def verified(self) -> str:
        """Comment of a database that was restored and compared."""
        return f"restore {self.operation}: verified"


async def restore(settings: Settings, name: str, operation: str) -> None:
    """Put a backup in the database's place; nobody may write meanwhile.

    Args:
        settings: see there.
        name: as of `Store.backup`.
        operation: see `Places`.

    Raises:
        StepError: a step did not come to its end; the database is what it was before.
    """
    places = Places(settings.database_name, operation)
    administrator = settings.administrator
    async with administrator.connected(_MAINTENANCE) as connection:
        if await _comment(connection, places.database) == places.verified:
            _LOG.info("restore was done before", operation=operation)
            return
        if await _comment(connection, places.beside) != places.verified:
            manifest = await _restore_beside(settings, name, places, connection)
            _LOG.info("restored beside", database=places.beside, rows=manifest.contents.rows)
        _LOG.info("step", step="swap")
        await _swap(connection, places)
    _LOG.info("restore done", operation=operation, before=places.before)


async def _restore_beside(
    settings: Settings, name: str, places: Places, connection: asyncpg.Connection
) -> Manifest:
    administrator = settings.administrator
    store = store_of(settings)
    with folder_of(settings) as folder:
        snapshot = await store.backup(name)
        _LOG.info("step", step="fetch", snapshot=snapshot.id)
        await store.restore(snapshot, folder)
        manifest = await dump.check(folder, minimum_bytes=settings.backup_minimum_bytes)
        _LOG.info("step", step="restore")
        await _make_missing_roles(connection, manifest)
        beside = quoted(places.beside)
        # Half of an earlier try of this restore.
        await connection.execute(f"DROP DATABASE IF EXISTS {beside} WITH (FORCE)")
        await connection.execute(f"CREATE DATABASE {beside} TEMPLATE template0")
        await connection.execute(f"REVOKE ALL ON DATABASE {beside} FROM PUBLIC")
        await fill(administrator, places.beside, folder)
    _LOG.info("step", step="compare")
    await compare(administrator, places.beside, manifest)
    await connection.execute(f"COMMENT ON DATABASE {beside} IS '{places.verified}'")
    return manifest


async def _make_missing_roles(connection: asyncpg.Connection, manifest: Manifest) -> None:
    """On a server that is new; the next migration makes them what they are to be."""
    known = {row["rolname"] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
    for role in manifest.roles:
        if role not in known:
            await connection.execute(f"CREATE ROLE {quoted(role)} NOLOGIN")


async def _swap(connection: asyncpg.Connection, places: Places) -> None:
    """Rename both databases at once; whoever is connected to either is sent away first.

    All of it is one transaction, so that a kill at any moment leaves what was there or what is to
    be. A renaming keeps new connections waiting, and fails where an old one is left: such a
    client is sent away again.
    """
    there = await _exists(connection, places.database)
    names = [places.beside, *([places.database] if there else [])]
    for left in reversed(range(_SWAP_TRIES)):
        await connection.execute(_SEND_AWAY, names)
        try:
            async with connection.transaction():
                if there:
                    await _take_over(connection, places)
                    await _rename(connection, places.database, places.before)
                await _rename(connection, places.beside, places.database)
        except asyncpg.ObjectInUseError as error:
            if not left:
                raise StepError("swap", f"{error}; stop who connects to it") from error
        else:
            return


async def _take_over(connection: asyncpg.Connection, places: Places) -> None:
    """Let those in who are let into the database before; a dump of one database tells of none."""
    owner = await connection.fetchval(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = $1", places.database
    )
    await connection.execute(f"ALTER DATABASE {quoted(places.beside)} OWNER TO {quoted(owner)}")
    granted = await connection.fetch(
        """
        SELECT privilege_type AS privilege,
            CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END AS role
        FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) WHERE datname = $1
        """,
        places.database,
    )
    for row in granted:
        await connection.execute(
            f"GRANT {row['privilege']} ON DATABASE {quoted(places.beside)} TO {row['role']}"
        )


async def _rename(connection: asyncpg.Connection, name: str, to: str) -> None:
    await connection.execute(f"ALTER DATABASE {quoted(name)} RENAME TO {quoted(to)}")


async def _exists(connection: asyncpg.Connection, name: str) -> bool:
    found = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name)
    return found is not None


async def _comment(connection: asyncpg.Connection, database: str) -> str | None:
    comment: str | None = await connection.fetchval(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1",
        database,
    )
    return comment
