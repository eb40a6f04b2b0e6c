"""Proves that the newest backup can be brought back, on a server that is thrown away."""

from pathlib import Path
from typing import Final

import structlog

from nexus_backup import dump, programs, throwaway
from nexus_backup.backup import folder_of, store_of
from nexus_backup.bringing_back import compare, fill, quoted
from nexus_backup.dump import ROLES
from nexus_backup.login import Login
from nexus_backup.settings import Settings
from nexus_backup.store import RESTORE_TESTED, Snapshot

_LOG = structlog.get_logger(__name__)
_SERVER: Final = "server"


async def prove(settings: Settings, name: str) -> Snapshot:
    """Restore a backup with its roles into an empty server, compare, and keep that in the store.

    Args:
        settings: see there.
        name: as of `Store.backup`.

    Raises:
        StepError: it cannot be restored, or is not what it was made of.
    """
    store = store_of(settings)
    with folder_of(settings) as folder:
        snapshot = await store.backup(name)
        _LOG.info("step", step="fetch", snapshot=snapshot.id)
        await store.restore(snapshot, folder)
        manifest = await dump.check(folder, minimum_bytes=settings.backup_minimum_bytes)
        server = throwaway.server(settings.backup_folder / _SERVER, manifest.superuser)
        async with server as login:
            _LOG.info("step", step="restore")
            await _make_roles(login, manifest.superuser, folder)
            async with login.connected("postgres") as administrator:
                await administrator.execute(f"CREATE DATABASE {quoted(manifest.database)}")
            await fill(login, manifest.database, folder)
            _LOG.info("step", step="compare")
            await compare(login, manifest.database, manifest)
        await store.report(RESTORE_TESTED, {"snapshot": snapshot.id}, folder)
    _LOG.info(
        "restore test done",
        snapshot=snapshot.id,
        taken=manifest.taken.isoformat(),
        rows=manifest.contents.rows,
        schemaVersion=manifest.contents.schema_version,
    )
    return snapshot


async def _make_roles(login: Login, superuser: str, folder: Path) -> None:
    """All but the one that the server has, which must be the same: grants name it as their giver."""
    roles = folder / ROLES
    there = {f"CREATE ROLE {name};\n" for name in (superuser, quoted(superuser))}
    with roles.open() as file:
        statements = [line for line in file if line not in there]
    roles.write_text("".join(statements))
    command = ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={ROLES}"]
    await programs.run(command, variables=login.variables("postgres"), folder=folder)
