"""A backup of what a migration is about to change, without which nobody may migrate."""

import asyncio
from typing import Final

import structlog

from nexus_backup.backup import back_up
from nexus_backup.contents import names_of_tables
from nexus_backup.errors import NoAnswerError, StepError
from nexus_backup.login import Login
from nexus_backup.settings import Settings

_LOG = structlog.get_logger(__name__)
_WAIT_SECONDS: Final = 300.0
_PAUSE_SECONDS: Final = 2.0
_WAY_OUT: Final = (
    "nothing is migrated without a backup: mend this and sync again, or let the release out without"
    " one by before_migration=False of the backups' S3"
)


async def back_up_before_migration(settings: Settings) -> None:
    """Make a backup; nothing where the database has no tables yet, as before its first migration.

    It reads as the administrator, since the role that backs up is made by the first migration, and
    gets its password by each.

    Raises:
        StepError: there is none, so that nobody may migrate.
    """
    try:
        if not settings.database_admin_password.get_secret_value():
            raise StepError("settings", "DATABASE_ADMIN_PASSWORD is not set")
        administrator = settings.administrator
        if await _has_tables(administrator, settings.database_name):
            await back_up(settings, administrator)
        else:
            _LOG.info("there is nothing to back up yet")
    except StepError as failure:
        raise StepError(failure.step, f"{failure.reason}; {_WAY_OUT}") from failure


async def _has_tables(login: Login, database: str) -> bool:
    """Whether a database has any, waiting for a server that is not there yet."""
    deadline = asyncio.get_running_loop().time() + _WAIT_SECONDS
    while True:
        try:
            async with login.connected(database) as connection:
                return bool(await names_of_tables(connection))
        except NoAnswerError as failure:
            if asyncio.get_running_loop().time() > deadline:
                raise
            _LOG.info("waiting for the database", reason=failure.reason)
            await asyncio.sleep(_PAUSE_SECONDS)
