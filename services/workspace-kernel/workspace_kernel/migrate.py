"""Bring the database's schema up to date: `python -m workspace_kernel.migrate`.

Where an administrator is named (DATABASE_ADMIN_PASSWORD), it makes the database's roles first, and
migrates as their owner; where somebody else makes them (DATABASE_ROLES=managed), it waits for them.
Many pods may run it at once: an advisory lock lets one work and the others find it done.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import structlog
from alembic import command
from alembic.config import Config
from asyncpg import PostgresError
from pydantic import ValidationError
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from nexus_runtime import logs
from workspace_kernel.database_roles import Roles, let_in, missing, prepare
from workspace_kernel.migration_settings import MigrationSettings

_LOG = structlog.get_logger(__name__)
_LOCK = 0x6E657875735F6462  # "nexus_db"
_WAIT_SECONDS = 300.0
_PAUSE_SECONDS = 2.0


async def migrate(dsn: str) -> None:
    """Upgrade the schema, waiting for PostgreSQL where it is not there yet.

    Args:
        dsn: where PostgreSQL is, with the password.

    Raises:
        SQLAlchemyError: a migration failed.
        OSError: PostgreSQL did not answer in time.
    """
    engine = create_async_engine(_url(dsn), poolclass=NullPool)

    async def upgrade() -> None:
        async with engine.connect() as connection:
            await connection.execute(text(f"SELECT pg_advisory_lock({_LOCK})"))
            await connection.commit()
            await connection.run_sync(_upgrade)

    await _patiently(upgrade)


async def make_roles(dsn: str, roles: Roles) -> None:
    """Make the database's roles, waiting for PostgreSQL where it is not there yet.

    Args:
        dsn: where PostgreSQL is, with the password of a superuser.
        roles: which ones.

    Raises:
        asyncpg.PostgresError: the user is no superuser, or has another password.
        OSError: PostgreSQL did not answer in time.
    """

    async def make() -> None:
        administrator = await asyncpg.connect(dsn)
        try:
            await administrator.execute(f"SELECT pg_advisory_lock({_LOCK})")
            await prepare(administrator, roles)
        finally:
            await administrator.close()

    await _patiently(make)


async def let_roles_in(dsn: str, roles: Roles) -> None:
    """Give roles that somebody else makes their rights, waiting for PostgreSQL and for them.

    Args:
        dsn: where PostgreSQL is, with the password of who owns the database.
        roles: which ones.

    Raises:
        asyncpg.PostgresError: the user does not own the database, or has another password.
        OSError: PostgreSQL did not answer in time, or a role is still missing.
    """

    async def give() -> None:
        owner = await asyncpg.connect(dsn)
        try:
            await owner.execute(f"SELECT pg_advisory_lock({_LOCK})")
            if absent := await missing(owner, roles):
                raise TimeoutError(f"nobody has made the roles {', '.join(absent)} yet")
            await let_in(owner, roles)
        finally:
            await owner.close()

    await _patiently(give)


async def _patiently(act: Callable[[], Awaitable[None]]) -> None:
    deadline = asyncio.get_running_loop().time() + _WAIT_SECONDS
    while True:
        try:
            await act()
        except (OSError, TimeoutError) as error:
            if asyncio.get_running_loop().time() > deadline:
                raise
            _LOG.warning("waiting for the database", reason=type(error).__name__, detail=str(error))
            await asyncio.sleep(_PAUSE_SECONDS)
        else:
            return


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _url(dsn: str) -> URL:
    return make_url(dsn).set(drivername="postgresql+asyncpg")


async def _run(settings: MigrationSettings) -> None:
    match settings.database_roles:
        case "managed":
            await let_roles_in(settings.owner_dsn, settings.roles)
            await migrate(settings.owner_dsn)
        case _ if settings.has_administrator:
            await make_roles(settings.administrator_dsn, settings.roles)
            await migrate(settings.owner_dsn)
        case _:
            await migrate(settings.dsn)


def main() -> None:
    """Migrate, and end with 1 where that failed."""
    try:
        settings = MigrationSettings()
    except ValidationError as error:
        sys.exit(str(error))
    logs.configure("workspace-kernel-migrate", settings.log_level)
    _LOG.info("migration started", roles=settings.has_administrator)
    try:
        asyncio.run(_run(settings))
    except (SQLAlchemyError, PostgresError, OSError) as error:
        # Its text may hold the statement, and never the password.
        _LOG.error("migration failed", reason=type(error).__name__, detail=str(error))
        sys.exit(1)
    _LOG.info("migration done")


if __name__ == "__main__":
    main()
