"""One backup: dumped, checked, stored, read back, and only then counted."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import structlog

from nexus_backup import dump
from nexus_backup.errors import StepError
from nexus_backup.login import Login
from nexus_backup.settings import Settings
from nexus_backup.store import CANDIDATE, STORE_CHECKED, Keep, Snapshot, Store

_LOG = structlog.get_logger(__name__)
_CHECKED_EVERY: Final = timedelta(days=7)
_READ_WEEKLY: Final = "10%"


def store_of(settings: Settings) -> Store:
    """The environment's store."""
    return Store(
        settings.backup_environment, settings.store_variables, settings.backup_store_seconds
    )


@contextmanager
def folder_of(settings: Settings) -> Iterator[Path]:
    """An empty folder, which goes at the end."""
    try:
        settings.backup_folder.mkdir(parents=True, exist_ok=True)
        name = tempfile.mkdtemp(dir=settings.backup_folder)
    except OSError as error:
        raise StepError("work folder", str(error)) from error
    try:
        yield Path(name)
    finally:
        shutil.rmtree(name, ignore_errors=True)


async def back_up(settings: Settings, reader: Login) -> Snapshot:
    """Make a backup and verify it, then let go of older ones; each step is a line of the log.

    Nothing is forgotten where any step before failed, and what is not verified is no backup.

    Args:
        settings: see there.
        reader: who reads the database.

    Raises:
        StepError: a step did not come to its end.
    """
    store = store_of(settings)
    with folder_of(settings) as folder:
        _say("open store")
        await store.open()
        _say("dump")
        manifest = await dump.make(
            reader,
            settings.database_name,
            settings.backup_environment,
            folder,
        )
        _say("check")
        await dump.check(folder, minimum_bytes=settings.backup_minimum_bytes)
        _say("store")
        candidate = await store.add(folder, dump.FILES, CANDIDATE)
        _say("read back")
        for name in dump.FILES:
            if await store.sha256(candidate, name) != dump.sha256(folder / name):
                raise StepError("read back", f"the store gives back another {name}")
        _say("tag")
        snapshot = await store.mark_verified(candidate)
        _LOG.info(
            "backup done",
            snapshot=snapshot.id,
            taken=manifest.taken.isoformat(),
            bytes=manifest.dump_bytes,
            tables=len(manifest.contents.tables),
            rows=manifest.contents.rows,
            schemaVersion=manifest.contents.schema_version,
        )
        _say("expire")
        await store.expire(_keep(settings))
        await _check_weekly(store, folder)
    return snapshot


async def check_store(settings: Settings) -> None:
    """See that the store is whole, by reading all of it, and keep that in it.

    Raises:
        StepError: it is not.
    """
    store = store_of(settings)
    with folder_of(settings) as folder:
        await store.open()
        await store.check(subset="100%")
        await store.report(STORE_CHECKED, {"read": "100%"}, folder)


async def _check_weekly(store: Store, folder: Path) -> None:
    checks = await store.list(STORE_CHECKED)
    if checks and datetime.now(UTC) - checks[-1].taken < _CHECKED_EVERY:
        return
    _say("check store")
    await store.check(subset=_READ_WEEKLY)
    await store.report(STORE_CHECKED, {"read": _READ_WEEKLY}, folder)


def _keep(settings: Settings) -> Keep:
    return Keep(
        settings.backup_keep_last,
        settings.backup_keep_daily,
        settings.backup_keep_weekly,
        settings.backup_keep_monthly,
    )


def _say(step: str) -> None:
    _LOG.info("step", step=step)
