"""An active workspace: in the memory of this pod, and of no other."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Final

from nexus_runtime.graph import GraphLimits
from nexus_runtime.parts import PartedGraph
from workspace_kernel.hosting.presence import Presence
from workspace_kernel.hosting.subscribers import Close, Subscriber, Subscribers
from workspace_kernel.hosting.workbench import Workbench
from workspace_kernel.store import StoreError, Workspaces
from workspace_kernel.workspace import Change, Claim, Key

_CHANGES_BETWEEN_SNAPSHOTS: Final = 200
_BYTES_A_CHANGE: Final = 1_000
"""Of a snapshot, which take as long to open as a change to replay: a large one waits for more."""
_COPY: Final = '"op":"copy"'
_MOST_MISSED: Final = 400
"""Changes that somebody who missed them is sent one by one; fewer than a subscriber's queue."""


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
        graph: its graph, at the claim's version.
        store: where its changes go.
        workbench: where they are worked on.
        limits: how large it may get.
        holds: whether the lease holds now.
    """

    def __init__(
        self,
        key: Key,
        claim: Claim,
        graph: PartedGraph,
        store: Workspaces,
        workbench: Workbench,
        limits: GraphLimits,
        holds: Callable[[], bool],
    ) -> None:
        self.key = key
        self.fence = claim.fence
        self.version = claim.version
        self.used = time.monotonic()
        self.subscribers = Subscribers()
        self.presence = Presence()
        self._graph = graph
        self._store = store
        self._workbench = workbench
        self._limits = limits
        self._holds = holds
        self._writing = asyncio.Lock()
        self._snapshot_version = claim.snapshot_version
        self._unkept = sum(self._replay_of(change) for change in claim.changes)
        self._closed = False

    @property
    def graph(self) -> bytes:
        """The graph as compact JSON."""
        return self._graph.text

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

    async def change(self, patch: bytes, *, version: int, author: str) -> int:
        """Make a change durable, then tell everybody, then return the version it made.

        Args:
            patch: JSON Patch, as its author sent it.
            version: of the graph that it changes.
            author: who makes it.

        Raises:
            GraphError: the patch does not apply.
            BusyError: the tenant has enough patches waiting.
            WorkError: the patch could not be worked on; nothing was changed.
            StaleError: the graph has another version.
            LostError: this pod does not own it any more; nothing was changed.
            StoreError: PostgreSQL did not say whether the change was made.
        """
        async with self._writing:
            self._check_version(version)
            done = await self._workbench.rework(self.key.tenant, self._graph, patch)
            self._graph.check(done.parts, self._limits)
            self._check_version(version)  # the lease may have ended meanwhile
            change = Change(version + 1, done.patch.decode(), author)
            snapshot = self._graph.text if self._needs_snapshot(change) else None
            try:
                made = await self._store.append(
                    self.key, fence=self.fence, change=change, snapshot=snapshot
                )
            except BaseException:
                # Made or not, nobody said; whoever claims it next reads what is true.
                self.abandon(Close.GOING_AWAY)
                raise
            if not made:
                self.abandon(Close.GOING_AWAY)
                raise LostError
            if snapshot is not None:
                self._note_snapshot()
            self._unkept += self._replay_of(change)
            self._graph.accept(done.parts)
            self.version = change.version
            self.subscribers.send(message_of(change))
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
                for message in await self._missed(since):
                    subscriber.send(message)
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

    def _check_version(self, version: int) -> None:
        if not self.is_safe:
            raise LostError
        if version != self.version:
            raise StaleError(self.version)

    def _needs_snapshot(self, change: Change) -> bool:
        """Whether what the next owner would have to read and replay becomes too much."""
        changes = max(_CHANGES_BETWEEN_SNAPSHOTS, self._graph.size // _BYTES_A_CHANGE)
        return (
            change.version - self._snapshot_version > changes
            or self._unkept + self._replay_of(change) > self._limits.size
        )

    def _replay_of(self, change: Change) -> int:
        """Bytes that whoever replays a change has to go through: `copy` says little and does much."""
        copies = change.patch.count(_COPY) * self._graph.size
        return len(change.patch) + min(copies, self._limits.size)

    def _note_snapshot(self) -> None:
        self._snapshot_version = self.version
        self._unkept = 0

    async def _missed(self, since: int) -> list[str]:
        """What somebody is sent who has the version `since`."""
        changes = await self._store.changes_after(
            self.key, since, most=_MOST_MISSED, size=self._limits.size
        )
        if [change.version for change in changes] != list(range(since + 1, self.version + 1)):
            return [json.dumps({"type": "reset", "version": self.version})]
        return [message_of(change) for change in changes]

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
            self._note_snapshot()
        return kept


def message_of(change: Change) -> str:
    """What followers are told of a change."""
    author = json.dumps(change.author)
    return (
        f'{{"type":"change","version":{change.version},"patch":{change.patch},"author":{author}}}'
    )
