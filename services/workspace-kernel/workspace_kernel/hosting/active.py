"""An active workspace: in the memory of this pod, and of no other.

Its graph is kept as text: small, and a change works on a copy by itself.
"""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any, Final

import orjson

from nexus_runtime.graph import GraphLimits, apply, check_patch
from workspace_kernel.hosting.presence import Presence
from workspace_kernel.hosting.subscribers import Close, Subscriber, Subscribers
from workspace_kernel.store import StoreError, Workspaces
from workspace_kernel.workspace import Change, Claim, Key

_CHANGES_BETWEEN_SNAPSHOTS: Final = 200


class StaleError(Exception):
    """The graph has another version than the one that was named."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


class LostError(Exception):
    """This pod does not own the workspace any more."""


class ActiveWorkspace:
    """A workspace that this pod has claimed.

    Args:
        key: its name.
        claim: what was claimed.
        store: where its changes go.
        limits: how large it may get.
        holds: whether the lease holds now.
    """

    def __init__(
        self,
        key: Key,
        claim: Claim,
        store: Workspaces,
        limits: GraphLimits,
        holds: Callable[[], bool],
    ) -> None:
        self.key = key
        self.fence = claim.fence
        self.version = claim.version
        self.graph = _replayed(claim)
        self.used = time.monotonic()
        self.subscribers = Subscribers()
        self.presence = Presence()
        self._store = store
        self._limits = limits
        self._holds = holds
        self._writing = asyncio.Lock()
        self._snapshot_version = claim.snapshot_version
        self._closed = False

    @property
    def is_abandoned(self) -> bool:
        """Whether it was given up, be it in doubt or in order."""
        return self._closed

    @property
    def is_safe(self) -> bool:
        """Whether this pod may speak for the workspace now."""
        return not self._closed and self._holds()

    def touch(self) -> None:
        """Note that it is used."""
        self.used = time.monotonic()

    async def change(self, patch: list[dict[str, Any]], *, version: int, author: str) -> int:
        """Make a change durable, then tell everybody, then return the version it made.

        Raises:
            GraphError: the patch does not apply.
            StaleError: the graph has another version.
            LostError: this pod does not own it any more; nothing was changed.
            StoreError: PostgreSQL did not say whether the change was made.
        """
        async with self._writing:
            if not self.is_safe:
                raise LostError
            if version != self.version:
                raise StaleError(self.version)
            graph = apply(self.graph, patch, self._limits)
            change = Change(version + 1, orjson.dumps(patch).decode(), author)
            try:
                made = await self._store.append(
                    self.key, fence=self.fence, version=version, change=change
                )
            except BaseException:
                # Made or not, nobody said; whoever claims it next reads what is true.
                self.abandon(Close.GOING_AWAY)
                raise
            if not made:
                self.abandon(Close.GOING_AWAY)
                raise LostError
            self.graph = graph
            self.version = change.version
            self.subscribers.send(message_of(change))
        if self.version - self._snapshot_version >= _CHANGES_BETWEEN_SNAPSHOTS:
            await self._snapshot_soon()
        return change.version

    async def follow(self, subscriber: Subscriber, since: int | None) -> None:
        """Let a client follow, from the version it has; no change falls in between.

        Raises:
            StoreError: PostgreSQL is not there.
        """
        async with self._writing:
            subscriber.send(json.dumps({"type": "hello", "version": self.version}))
            if since is not None and since > self.version:
                subscriber.send(json.dumps({"type": "reset", "version": self.version}))
            elif since is not None and since < self.version:
                missed = await self._store.changes_after(self.key, since)
                if [one.version for one in missed] != list(range(since + 1, self.version + 1)):
                    subscriber.send(json.dumps({"type": "reset", "version": self.version}))
                else:
                    for change in missed:
                        subscriber.send(message_of(change))
            self.subscribers.add(subscriber)

    async def release(self, code: Close) -> bool:
        """Finish what is under way, keep a snapshot, and serve no more; whether it was kept."""
        async with self._writing:
            kept = self._closed or await self._snapshot()
            self.abandon(code)
            return kept

    def abandon(self, code: Close) -> None:
        """Serve no more, at once; what was acknowledged is in PostgreSQL."""
        self._closed = True
        self.subscribers.close(code)

    async def _snapshot_soon(self) -> None:
        async with self._writing:
            if self.is_safe:
                await self._snapshot()

    async def _snapshot(self) -> bool:
        """Only saves the next owner time, so that a failure is no loss."""
        if self._snapshot_version == self.version:
            return True
        try:
            kept = await self._store.snapshot(
                self.key, fence=self.fence, version=self.version, graph=self.graph
            )
        except StoreError:
            return False
        if kept:
            self._snapshot_version = self.version
        return kept


def message_of(change: Change) -> str:
    """What followers are told of a change."""
    author = json.dumps(change.author)
    return (
        f'{{"type":"change","version":{change.version},"patch":{change.patch},"author":{author}}}'
    )


def _replayed(claim: Claim) -> bytes:
    # As it came from PostgreSQL, which has made its own text of it; limits may have shrunk.
    wide = GraphLimits(2**31, 2**31, 2**31, 2**31)
    graph = orjson.dumps(orjson.loads(claim.snapshot))
    for change in claim.changes:
        graph = apply(graph, check_patch(orjson.loads(change.patch), wide), wide)
    return graph
