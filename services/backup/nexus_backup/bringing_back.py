"""Puts a backup into a database beside others, and compares it with what it was made of."""

from pathlib import Path

from nexus_backup import programs
from nexus_backup.contents import contents
from nexus_backup.dump import DUMP, Manifest
from nexus_backup.errors import StepError
from nexus_backup.login import Login


async def fill(login: Login, database: str, folder: Path) -> None:
    """Restore a dump into an empty database; all of it, or it fails.

    Args:
        login: a superuser, since tables get the owners that they had.
        database: its name.
        folder: of the backup.

    Raises:
        StepError: something in it could not be restored.
    """
    command = ["pg_restore", "--exit-on-error", f"--dbname={database}", DUMP]
    await programs.run(command, variables=login.variables(database), folder=folder)


async def compare(login: Login, database: str, manifest: Manifest) -> None:
    """See that a database holds what the manifest says: schema version, rows, checksums.

    Raises:
        StepError: it does not; the reason names each difference.
    """
    async with login.connected(database) as connection:
        held = await contents(connection)
    if differences := manifest.contents.differences(held):
        raise StepError("compare", "; ".join(differences))


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'
