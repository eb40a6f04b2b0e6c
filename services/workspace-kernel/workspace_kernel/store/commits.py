"""Group commit: changes that wait while a transaction is under way are made by the next one.

A round trip and a sync to disk cost the same for one change and for many. One that comes while none
is under way waits for nobody, and is made by itself, which is less work. Nobody is told that a change
was made before its transaction has been committed.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass, field
from typing import Final

import asyncpg

from workspace_kernel.store.connection import Database, StoreError, application
from workspace_kernel.workspace import Change, Key

_MOST: Final = 64
"""Changes of one transaction."""

_SMALL: Final = 32_768
"""Characters of a patch that others may have to wait for."""

_AT_ONCE: Final = 2
"""Transactions; while one syncs, the next is filled."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """A change that somebody waits for.

    Attributes:
        key: the workspace.
        fence: the number of the ownership.
        change: makes the version after the one that is there.
        application: the request it belongs to.
        made: whether it was made; None where it has to be tried alone.
    """

    key: Key
    fence: int
    change: Change
    application: str = field(default_factory=application)
    made: "asyncio.Future[bool | None]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Commits:
    """See the module.

    Args:
        database: where the changes are made.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[_Wish] = deque()
        self._working: set[asyncio.Task[None]] = set()
        self._is_one_alone = False

    async def append(self, key: Key, *, fence: int, change: Change) -> bool:
        """Make a change, durably; False where another owner or version is there by now.

        Raises:
            StoreError: PostgreSQL is not there, or did not say whether it was made.
        """
        if len(change.patch) <= _SMALL:
            if not (self._is_one_alone or self._working):
                return await self._append_first(key, fence, change)
            made = await self._together(_Wish(key, fence, change))
            if made is not None:
                return made
        return await self.append_alone(key, fence=fence, change=change)

    async def append_alone(
        self, key: Key, *, fence: int, change: Change, snapshot: bytes | None = None
    ) -> bool:
        """The same in a transaction of its own; `snapshot` is the graph before, to be kept."""
        made: bool = await self._database.call(
            "workspace_append",
            key.tenant,
            key.id,
            fence,
            change.version,
            change.patch,
            change.author,
            None if snapshot is None else snapshot.decode(),
            application=application(),
        )
        return made

    async def _append_first(self, key: Key, fence: int, change: Change) -> bool:
        self._is_one_alone = True
        try:
            return await self.append_alone(key, fence=fence, change=change)
        finally:
            self._is_one_alone = False
            self._begin_work()

    async def _together(self, wish: _Wish) -> bool | None:
        self._waiting.append(wish)
        self._begin_work()
        return await wish.made

    def _begin_work(self) -> None:
        if self._waiting and len(self._working) + self._is_one_alone < _AT_ONCE:
            # In the context of no request, because it is there for many.
            task = asyncio.create_task(self._work(), context=Context())
            self._working.add(task)
            task.add_done_callback(self._end_work)

    def _end_work(self, task: "asyncio.Task[None]") -> None:
        self._working.discard(task)
        # Who came between its last look and now counted on it.
        self._begin_work()

    async def _work(self) -> None:
        """Make what waits, and what has come meanwhile, until nothing waits."""
        while self._waiting:
            taken = [self._waiting.popleft() for _ in range(min(_MOST, len(self._waiting)))]
            with suppress(StoreError):
                await self._make(taken)

    async def _make(self, wishes: Sequence[_Wish]) -> None:
        try:
            made: Sequence[bool | None] = await self._database.call(
                "workspace_append_all",
                [wish.key.tenant for wish in wishes],
                [wish.key.id for wish in wishes],
                [wish.fence for wish in wishes],
                [wish.change.version for wish in wishes],
                [wish.change.patch for wish in wishes],
                [wish.change.author for wish in wishes],
                [wish.application for wish in wishes],
            )
        except asyncpg.PostgresError:
            # None was made; whose fault that was shows when each is made by itself.
            made = [None] * len(wishes)
        except BaseException as error:
            for wish in wishes:
                if not wish.made.done():
                    wish.made.set_exception(error)
            raise
        for wish, one in zip(wishes, made, strict=True):
            if not wish.made.done():
                wish.made.set_result(one)
