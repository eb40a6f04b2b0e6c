"""The commands of the image: `python -m nexus_backup run`."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Coroutine
from typing import Any, Final

import structlog
from pydantic import ValidationError

from nexus_backup.backup import back_up, check_store, store_of
from nexus_backup.before_migration import back_up_before_migration
from nexus_backup.errors import StepError
from nexus_backup.exporter import export
from nexus_backup.proof import prove
from nexus_backup.restore import restore
from nexus_backup.settings import Settings
from nexus_backup.store import RESTORE_TESTED, STORE_CHECKED, VERIFIED
from nexus_runtime import logs

_LOG = structlog.get_logger(__name__)
_FAILED: Final = 1
_USAGE: Final = 2
_ENDED: Final = 143
_WITH_COMPONENTS: Final = frozenset({"before-migration", "metrics", "restore-test"})
"""Commands that each are what a component of the platform runs; `backup` runs the others."""


def main() -> None:
    """Run a command; end with 0 where all of it was done, and with 1 where not."""
    asked = _parser().parse_args()
    try:
        settings = Settings.model_validate({})
    except ValidationError as error:
        print(error, file=sys.stderr)
        sys.exit(_USAGE)
    logs.configure(_component(asked.command), settings.log_level)
    try:
        asyncio.run(_until_told(_work(settings, asked)))
    except StepError as failure:
        _LOG.error(f"{asked.command} failed", step=failure.step, reason=failure.reason)
        sys.exit(_FAILED)
    except asyncio.CancelledError:
        _LOG.error(f"{asked.command} failed", reason="told to end")
        sys.exit(_ENDED)


def _component(command: str) -> str:
    """Whose lines they are, so that they are found by its name."""
    return f"backup-{command}" if command in _WITH_COMPONENTS else "backup"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nexus_backup", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="make a backup and verify it")
    commands.add_parser("before-migration", help="the same, unless the database is empty yet")
    commands.add_parser("list", help="tell which backups there are")
    commands.add_parser("check", help="read all of the store")
    tested = commands.add_parser("restore-test", help="restore into a server that is thrown away")
    tested.add_argument("--snapshot", default="latest")
    restored = commands.add_parser("restore", help="put a backup in the database's place")
    restored.add_argument("--snapshot", required=True)
    restored.add_argument("--operation", required=True)
    commands.add_parser("metrics", help="tell Prometheus how old the newest backup is")
    return parser


async def _work(settings: Settings, asked: argparse.Namespace) -> None:
    match asked.command:
        case "run":
            await back_up(settings, settings.reader)
        case "before-migration":
            await back_up_before_migration(settings)
        case "list":
            await _list(settings)
        case "check":
            await check_store(settings)
        case "restore-test":
            await prove(settings, asked.snapshot)
        case "restore":
            await restore(settings, asked.snapshot, asked.operation)
        case "metrics":
            await export(settings)


async def _list(settings: Settings) -> None:
    store = store_of(settings)
    if not await store.is_made():
        _LOG.info("there is no store yet")
        return
    for tag in (VERIFIED, RESTORE_TESTED, STORE_CHECKED):
        for snapshot in await store.list(tag):
            _LOG.info(tag, snapshot=snapshot.id, taken=snapshot.taken.isoformat())


async def _until_told(work: Coroutine[Any, Any, None]) -> None:
    """Let SIGTERM end what runs, and all that it has started: the first process of a container
    ends by no signal that it does not handle."""
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await task


if __name__ == "__main__":
    main()
