"""The workspaces that this pod owns: claiming them, holding them, letting them go.

Safety comes from PostgreSQL, whose fence lets the last claimant alone write. The lease in Redis
keeps pods from claiming from each other, and its end, by this pod's own clock, is when it stops
to answer: a pod that was frozen or cut off does not show what others have changed since.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import structlog

from nexus_runtime.graph import GraphLimits
from nexus_runtime.parts import PartedGraph
from workspace_kernel import metrics
from workspace_kernel.coordination import CoordinationError, Leases, Owner, Pods
from workspace_kernel.hosting.active import ActiveWorkspace
from workspace_kernel.hosting.subscribers import Close
from workspace_kernel.hosting.workbench import Workbench
from workspace_kernel.store import StoreError, Workspaces
from workspace_kernel.workspace import Claim, Key, Pod

_LOG = structlog.get_logger(__name__)
# Part of a lease that is not used, for clocks that run at different speeds.
_MARGIN: Final = 0.1
_RENEWALS_PER_LEASE: Final = 4
_RELEASES_AT_ONCE: Final = 16
_TAKES: Final = 3
_LOOKS_PER_IDLE_TIME: Final = 10
_LONGEST_LOOK_SECONDS: Final = 15.0


class AbsentError(Exception):
    """The tenant has no such workspace."""


class FullError(Exception):
    """There is no room for another workspace."""


@dataclass(frozen=True, slots=True)
class HostSettings:
    """How a host works.

    Attributes:
        capacity: workspaces it may own at once.
        idle_seconds: time without use until one is released.
        lease_seconds: how long a lease lasts.
        limits: how large a graph may get.
    """

    capacity: int
    idle_seconds: float
    lease_seconds: float
    limits: GraphLimits


class Host:
    """See the module.

    Args:
        owner: this pod.
        settings: how it works.
        store: the workspaces.
        leases: who owns what.
        pods: which pods there are.
    """

    def __init__(
        self, owner: Owner, settings: HostSettings, store: Workspaces, leases: Leases, pods: Pods
    ) -> None:
        self._workbench = Workbench(settings.limits)
        self._owner = owner
        self._settings = settings
        self._store = store
        self._leases = leases
        self._pods = pods
        self._active: dict[Key, ActiveWorkspace] = {}
        self._deadlines: dict[Key, float] = {}
        self._claims: dict[Key, asyncio.Task[ActiveWorkspace | Owner]] = {}
        self._reserved = 0
        self._full: dict[str, float] = {}
        self._draining = False
        self._tasks: list[asyncio.Task[None]] = []
        metrics.CAPACITY.set(settings.capacity)
        metrics.ACTIVE.set_function(lambda: len(self._active))

    @property
    def is_draining(self) -> bool:
        """Whether it takes no workspace any more."""
        return self._draining

    def start(self) -> None:
        """Begin to renew leases, to announce this pod, and to release what is idle."""
        self._tasks = [
            asyncio.create_task(self._every(self._renewal_seconds, self._renew)),
            asyncio.create_task(self._every(self._look_seconds, self._release_idle)),
        ]

    async def find(self, key: Key) -> ActiveWorkspace | Owner:
        """A workspace in this pod's memory, or the pod that owns it.

        Raises:
            AbsentError: there is no such workspace.
            FullError: nobody owns it, and this pod has no room; `with_room` may know another.
            CoordinationError: Redis is not there, and this pod does not own it.
            StoreError: PostgreSQL is not there.
            WorkError: the workspace could not be opened; another try may do.
        """
        mine = self._mine(key)
        if mine is not None:
            return mine
        claim = self._claims.get(key)
        if claim is None:
            claim = asyncio.create_task(self._claim_or_find(key))
            self._claims[key] = claim
            claim.add_done_callback(lambda done: self._note_end(key, done))
        # A request that goes away must not take the claim of others with it.
        return await asyncio.shield(claim)

    async def with_room(self) -> Owner:
        """Another pod that can take a workspace.

        Raises:
            FullError: there is none.
            CoordinationError: Redis is not there.
        """
        now = time.monotonic()
        for pod in await self._pods.with_room():
            if pod.id != self._owner.pod and self._full.get(pod.id, 0.0) < now:
                return Owner(pod.id, pod.address)
        metrics.REJECTED.inc()
        raise FullError

    def note_full(self, pod: Owner) -> None:
        """A pod had no room after all; ask it again when it has said so anew."""
        self._full[pod.pod] = time.monotonic() + self._renewal_seconds

    async def remove(self, workspace: ActiveWorkspace) -> bool:
        """Delete a workspace that this pod owns; whether it was there.

        Raises:
            StoreError: PostgreSQL is not there.
        """
        deleted = await self._store.delete(workspace.key)
        self._forget(workspace, "deleted", Close.GONE)
        await self._give_back(workspace.key)
        return deleted

    async def close(self) -> None:
        """End what `start` and the workspaces have begun."""
        for task in self._tasks:
            task.cancel()
        await self._workbench.close()

    async def drain(self) -> None:
        """Take no more, and release all in order, so that others can claim them."""
        self._draining = True
        await self._say(self._pods.withdraw(self._owner.pod))
        started = time.monotonic()
        await asyncio.gather(*self._claims.values(), return_exceptions=True)
        workspaces = list(self._active.values())
        at_once = asyncio.Semaphore(_RELEASES_AT_ONCE)

        async def release(workspace: ActiveWorkspace) -> None:
            async with at_once:
                await self._release(workspace, "drained", Close.GOING_AWAY)

        await asyncio.gather(*(release(workspace) for workspace in workspaces))
        for task in self._tasks:
            task.cancel()
        _LOG.info(
            "drained",
            workspaces=len(workspaces),
            milliseconds=round((time.monotonic() - started) * 1000),
        )

    def _mine(self, key: Key) -> ActiveWorkspace | None:
        workspace = self._active.get(key)
        if workspace is None:
            return None
        if not workspace.is_safe:
            self._lose(workspace)
            return None
        workspace.touch()
        return workspace

    def _lose(self, workspace: ActiveWorkspace) -> None:
        reason = "doubt" if workspace.is_abandoned else "lease"
        if reason == "lease":
            metrics.LEASE_LOSSES.inc()
        self._forget(workspace, reason, Close.GOING_AWAY)

    def _note_end(self, key: Key, claim: asyncio.Task[ActiveWorkspace | Owner]) -> None:
        del self._claims[key]
        if not claim.cancelled():
            claim.exception()  # seen, though maybe nobody waits any more

    async def _claim_or_find(self, key: Key) -> ActiveWorkspace | Owner:
        owner = await self._leases.owner(key)
        if owner is not None and owner != self._owner:
            return owner
        if self._draining or not self._reserve():
            raise FullError
        try:
            return await self._claim(key)
        finally:
            self._reserved -= 1

    async def _claim(self, key: Key) -> ActiveWorkspace | Owner:
        started = time.monotonic()
        other = await self._take(key)
        if other is not None:
            return other
        self._deadlines[key] = self._deadline(started)
        claimed = False
        try:
            claim = await self._store.claim(key)
            if claim is None:
                raise AbsentError
            workspace = await self._opened(key, claim)
            self._active[key] = workspace
            claimed = True
        finally:
            if not claimed:
                await self._give_back(key)
        seconds = time.monotonic() - started
        metrics.ACTIVATIONS.inc()
        metrics.ACTIVATION_SECONDS.observe(seconds)
        _LOG.info(
            "workspace activated",
            workspaceId=str(key.id),
            tenantId=key.tenant,
            fence=claim.fence,
            milliseconds=round(seconds * 1000, 1),
        )
        return workspace

    async def _opened(self, key: Key, claim: Claim) -> ActiveWorkspace:
        parts = await self._workbench.open(
            key.tenant,
            claim.snapshot.encode(),
            [change.patch.encode() for change in claim.changes],
        )
        return ActiveWorkspace(
            key,
            claim,
            PartedGraph(parts),
            self._store,
            self._workbench,
            self._settings.limits,
            lambda: self._holds(key),
        )

    async def _take(self, key: Key) -> Owner | None:
        """Take the lease; the pod that has it already, if there is one."""
        for _ in range(_TAKES):
            if await self._leases.take(key):
                return None
            owner = await self._leases.owner(key)
            if owner is not None and owner != self._owner:
                return owner
            # Ours still, where this pod gave the workspace up in doubt.
            if owner is not None and all(await self._leases.renew([key])):
                return None
        raise CoordinationError("the lease changes hands")

    def _reserve(self) -> bool:
        """Take a place before anything is awaited, so that two claims never share it."""
        if len(self._active) + self._reserved >= self._settings.capacity:
            return False
        self._reserved += 1
        return True

    def _holds(self, key: Key) -> bool:
        return time.monotonic() < self._deadlines.get(key, 0.0)

    def _deadline(self, asked: float) -> float:
        return asked + self._settings.lease_seconds * (1 - _MARGIN)

    def _forget(self, workspace: ActiveWorkspace, reason: str, code: Close) -> None:
        workspace.abandon(code)
        if self._active.get(workspace.key) is workspace:
            del self._active[workspace.key]
            self._deadlines.pop(workspace.key, None)
            metrics.EVICTIONS.labels(reason).inc()
            _LOG.info(
                "workspace released",
                workspaceId=str(workspace.key.id),
                tenantId=workspace.key.tenant,
                reason=reason,
            )

    async def _release(self, workspace: ActiveWorkspace, reason: str, code: Close) -> None:
        if workspace.is_safe:
            await workspace.release(code)
        self._forget(workspace, reason, code)
        await self._give_back(workspace.key)

    async def _give_back(self, key: Key) -> None:
        await self._say(self._leases.release(key))

    @staticmethod
    async def _say(telling: Awaitable[None]) -> None:
        """What Redis does not hear, it forgets by itself when the time is over."""
        try:
            await telling
        except CoordinationError:
            _LOG.warning("Redis does not answer")

    async def _renew(self) -> None:
        asked = time.monotonic()
        workspaces = list(self._active.values())
        for workspace, kept in zip(
            workspaces, await self._leases.renew([one.key for one in workspaces]), strict=True
        ):
            if self._active.get(workspace.key) is not workspace:
                continue
            if kept and workspace.is_safe:
                self._deadlines[workspace.key] = self._deadline(asked)
            else:
                self._lose(workspace)
        if not self._draining:
            await self._pods.announce(
                Pod(
                    self._owner.pod,
                    self._owner.address,
                    len(self._active) + self._reserved,
                    self._settings.capacity,
                )
            )

    async def _release_idle(self) -> None:
        since = time.monotonic() - self._settings.idle_seconds
        for workspace in [one for one in self._active.values() if one.used < since]:
            await self._release(workspace, "idle", Close.IDLE)

    @property
    def _renewal_seconds(self) -> float:
        return self._settings.lease_seconds / _RENEWALS_PER_LEASE

    @property
    def _look_seconds(self) -> float:
        return min(self._settings.idle_seconds / _LOOKS_PER_IDLE_TIME, _LONGEST_LOOK_SECONDS)

    @staticmethod
    async def _every(seconds: float, act: Callable[[], Awaitable[None]]) -> None:
        silent = False
        while True:
            try:
                await act()
                silent = False
            except (CoordinationError, StoreError) as error:
                if not silent:
                    _LOG.warning("waiting for a store", reason=str(error))
                silent = True
            await asyncio.sleep(seconds)
