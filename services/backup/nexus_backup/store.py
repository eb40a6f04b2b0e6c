"""The store of encrypted backups: restic, and what its snapshots' tags mean.

A snapshot is `verified` once it was read back and found whole, and a `candidate` until then.
Whatever is asked of the newest backup is asked of the newest verified one: what a run left that
was killed, or that stored half, is never taken for a backup.
Source: https://restic.readthedocs.io/en/stable/
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import structlog

from nexus_backup import programs
from nexus_backup.errors import StepError

_LOG = structlog.get_logger(__name__)

VERIFIED: Final = "verified"
CANDIDATE: Final = "candidate"
RESTORE_TESTED: Final = "restore-tested"
STORE_CHECKED: Final = "store-checked"
_REPORT: Final = "report.json"
_REPORTS_KEPT: Final = 10
# What is a candidate for longer than any run takes was left by one that was killed.
_CANDIDATES_STAY: Final = timedelta(days=1)
_LOCKED: Final = ("already locked", "unable to create lock")
_LOCK_TRIES: Final = 100
_LOCK_PAUSE_SECONDS: Final = 3.0
# The words for "there is none", of a folder, of S3 and of a REST server. Whatever else keeps a
# store from being opened must not lead to a new one.
_NOTHING_THERE: Final = (
    "no such file or directory",
    "specified key does not exist",
    "does not exist",
)
_ASKING: Final = frozenset({"cat", "snapshots", "unlock"})
_CHUNK: Final = 1 << 20
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot in the store.

    Attributes:
        id: its name in the store, in short.
        taken: when.
        tags: see above.
    """

    id: str
    taken: datetime
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Keep:
    """How many verified backups stay.

    Attributes:
        last: the newest ones.
        daily: days, of each of which one stays.
        weekly: likewise.
        monthly: likewise.
    """

    last: int
    daily: int
    weekly: int
    monthly: int

    def options(self) -> tuple[str, ...]:
        """As restic's `forget` reads them."""
        named = {
            "last": self.last,
            "daily": self.daily,
            "weekly": self.weekly,
            "monthly": self.monthly,
        }
        return tuple(f"--keep-{name}={count}" for name, count in named.items() if count)


class Store:
    """The backups of one environment.

    Args:
        environment: whose.
        variables: what restic reads to open it; no arguments, since there are secrets in them.
        answer_seconds: what is asked of little data takes at most; restic itself tries for a
            quarter of an hour, and waits for ever where the store takes a connection and is silent.
    """

    def __init__(
        self, environment: str, variables: Mapping[str, str], answer_seconds: float
    ) -> None:
        self._environment = environment
        self._variables = variables
        self._answer_seconds = answer_seconds

    async def is_made(self) -> bool:
        """Whether there is a store: the first backup makes it.

        Raises:
            StepError: it cannot be reached, or has another password.
        """
        try:
            await self._restic("cat", "config")
        except StepError as failure:
            if not any(words in failure.reason.lower() for words in _NOTHING_THERE):
                raise
            return False
        return True

    async def open(self) -> None:
        """Make the store where there is none.

        Raises:
            StepError: it cannot be reached, or has another password.
        """
        if not await self.is_made():
            await self._restic("init")
            _LOG.info("store made")

    async def add(self, folder: Path, files: Iterable[str], *tags: str) -> Snapshot:
        """Store files of a folder, encrypted.

        Raises:
            StepError: not all of them were.
        """
        tagging = [f"--tag={tag}" for tag in tags]
        output = await self._restic(
            "backup", "--json", self._host, *tagging, "--", *files, folder=folder
        )
        summary = json.loads(output.splitlines()[-1])
        return await self._one(summary["snapshot_id"])

    async def sha256(self, snapshot: Snapshot, file: str) -> str:
        """The checksum of a file as the store gives it back.

        Raises:
            StepError: the store does not.
        """
        return await self._unlocked(lambda: self._sha256(snapshot, file))

    async def mark_verified(self, snapshot: Snapshot) -> Snapshot:
        """Make a backup of a candidate; as it is from now on.

        Raises:
            StepError: it could not be changed.
        """
        await self._restic("tag", f"--set={VERIFIED}", snapshot.id)
        for found in await self.list(VERIFIED):
            if found.taken == snapshot.taken:
                return found
        raise StepError("store", f"snapshot {snapshot.id} is gone")

    async def list(self, tag: str) -> list[Snapshot]:
        """The environment's snapshots with a tag, oldest first.

        Raises:
            StepError: the store does not answer.
        """
        output = await self._restic("snapshots", "--json", self._host, f"--tag={tag}")
        found = [_snapshot(entry) for entry in json.loads(output) or ()]
        return sorted(found, key=lambda snapshot: snapshot.taken)

    async def backup(self, name: str) -> Snapshot:
        """A verified backup by the beginning of its id; the newest where that is `latest`.

        Raises:
            StepError: there is none, or there are several.
        """
        backups = await self.list(VERIFIED)
        matching = (
            backups[-1:] if name == "latest" else [s for s in backups if s.id.startswith(name)]
        )
        if len(matching) != 1:
            known = ", ".join(snapshot.id for snapshot in backups) or "none"
            raise StepError("store", f"{name!r} is no verified backup; there are: {known}")
        return matching[0]

    async def restore(self, snapshot: Snapshot, folder: Path) -> None:
        """Put a snapshot's files into a folder.

        Raises:
            StepError: not all of them were.
        """
        await self._restic("restore", snapshot.id, f"--target={folder}")

    async def report(self, tag: str, content: Mapping[str, Any], folder: Path) -> Snapshot:
        """Keep in the store that something was done now.

        Args:
            tag: what was done.
            content: what came of it.
            folder: for a file on its way.

        Raises:
            StepError: it could not be stored.
        """
        (folder / _REPORT).write_text(json.dumps(content))
        try:
            return await self.add(folder, [_REPORT], tag)
        finally:
            (folder / _REPORT).unlink()

    async def expire(self, keep: Keep) -> None:
        """Forget what need not be kept: older backups, old reports, and what killed runs left.

        Raises:
            StepError: not all of it could be.
        """
        by_environment = (self._host, "--group-by=host")
        for report in (RESTORE_TESTED, STORE_CHECKED):
            await self._restic(
                "forget", *by_environment, f"--tag={report}", f"--keep-last={_REPORTS_KEPT}"
            )
        await self._restic("forget", *by_environment, f"--tag={VERIFIED}", *keep.options())
        oldest = datetime.now(UTC) - _CANDIDATES_STAY
        left = [s.id for s in await self.list(CANDIDATE) if s.taken < oldest]
        if left:
            await self._restic("forget", *left)
        await self._restic("prune")

    async def check(self, *, subset: str) -> None:
        """See that what the store holds is whole.

        Args:
            subset: the part of the data that is read, as `10%`.

        Raises:
            StepError: it is not.
        """
        await self._restic("check", f"--read-data-subset={subset}")

    async def _one(self, identity: str) -> Snapshot:
        (entry,) = json.loads(await self._restic("snapshots", "--json", identity))
        return _snapshot(entry)

    async def _restic(self, *arguments: str, folder: Path | None = None) -> bytes:
        return await self._unlocked(lambda: self._once(arguments, folder))

    async def _unlocked(self, act: Callable[[], Awaitable[_Found]]) -> _Found:
        """What is found in the store, once nobody has that for himself, as who prunes it has.

        Locks of those who are gone are taken away: of this host at once, of others in half an hour.
        """
        for _ in range(_LOCK_TRIES):
            try:
                return await act()
            except StepError as failure:
                if not any(words in failure.reason for words in _LOCKED):
                    raise
                last = failure
                _LOG.info("waiting for the store")
                await self._once(("unlock",))
                await asyncio.sleep(_LOCK_PAUSE_SECONDS)
        raise last

    async def _once(self, arguments: tuple[str, ...], folder: Path | None = None) -> bytes:
        command = ["restic", *arguments]
        seconds = self._answer_seconds if arguments[0] in _ASKING else None
        try:
            async with asyncio.timeout(seconds):
                return await programs.run(command, variables=self._variables, folder=folder)
        except TimeoutError as error:
            raise StepError("store", f"does not answer within {seconds:g} s") from error

    async def _sha256(self, snapshot: Snapshot, file: str) -> str:
        command = ["restic", "dump", snapshot.id, f"/{file}"]
        digest = hashlib.sha256()
        async with programs.started(command, variables=self._variables) as process:
            assert process.stdout is not None and process.stderr is not None  # noqa: S101, PT018 -- pipes
            errors = asyncio.create_task(process.stderr.read())
            while chunk := await process.stdout.read(_CHUNK):
                digest.update(chunk)
            await process.wait()
            programs.check(command, process, await errors)
        return digest.hexdigest()

    @property
    def _host(self) -> str:
        return f"--host={self._environment}"


def _snapshot(entry: Mapping[str, Any]) -> Snapshot:
    # Go writes nanoseconds, which Python's parser reads from 3.11 on.
    return Snapshot(
        entry["short_id"], datetime.fromisoformat(entry["time"]), tuple(entry.get("tags") or ())
    )
