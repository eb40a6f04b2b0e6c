"""The workspaces that this pod owns: claiming them, holding them, letting them go.

Safety comes from PostgreSQL, whose fence lets the last claimant alone write. The lease in Redis
keeps pods from claiming from each other, and its end, by this pod's own clock, is when it stops
to answer: a pod that was frozen or cut off does not show what others have changed since.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import Context
from typing import Any, Final, TypeVar

import structlog

from nexus_runtime.parts import PartedGraph
from workspace_kernel import metrics
from workspace_kernel.coordination import CoordinationError, Leases, Owner, Pods
from workspace_kernel.hosting.active import ActiveWorkspace
from workspace_kernel.hosting.placing import FullError, HostSettings, Neighbours, least_missed
from workspace_kernel.hosting.subscribers import Close
from workspace_kernel.hosting.workbench import Workbench
from workspace_kernel.store import StoreError, Workspaces
from workspace_kernel.workspace import Claim, Key, Pod

_LOG = structlog.get_logger(__name__)
# Part of a lease that is not used, for clocks that run at different speeds.
_MARGIN: Final = 0.1
_RELEASES_AT_ONCE: Final = 16
_TAKES: Final = 3
_ENDS: Final = {
    "deleted": "workspace deleted",
    "drained": "workspace moved",
    "lease": "workspace moved",
}


_Found = TypeVar("_Found")


class AbsentError(Exception):
    """The tenant has no such workspace."""


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
        self.neighbours = Neighbours(owner, pods, settings.renewal_seconds)
        self._active: dict[Key, ActiveWorkspace] = {}
        self._deadlines: dict[Key, float] = {}
        # None comes of a deletion.
        self._claims: dict[Key, asyncio.Task[Any]] = {}
        self._leaving: set[Key] = set()
        self._reserved = 0
        self._draining = False
        self._tasks: list[asyncio.Task[None]] = []
        metrics.CAPACITY.set(settings.capacity)
        metrics.ACTIVE.set_function(lambda: len(self._active))

    @property
    def is_draining(self) -> bool:
        """Whether it takes no workspace any more."""
        return self._draining

    def pod(self) -> Pod:
        """This pod, as full as it is now."""
        return Pod(
            self._owner.pod,
            self._owner.address,
            len(self._active) + self._reserved,
            self._settings.capacity,
            self._draining,
        )

    async def pods(self) -> tuple[Pod, ...]:
        """All pods that take workspaces: the others as they said lately, this one as it is now.

        Raises:
            CoordinationError: Redis is not there.
        """
        return (*await self.neighbours.all(), *([] if self._draining else [self.pod()]))

    def start(self) -> None:
        """Begin to renew leases, to announce this pod, and to release what is idle."""
        self._tasks = [
            asyncio.create_task(self._every(self._settings.renewal_seconds, self._renew)),
            asyncio.create_task(self._every(self._settings.look_seconds, self._release_idle)),
        ]

    async def find(self, key: Key) -> ActiveWorkspace | Owner:
        """A workspace in this pod's memory, or the pod that owns it.

        Raises:
            AbsentError: there is no such workspace.
            FullError: nobody owns it, and this pod has no room; a neighbour may have some.
            CoordinationError: Redis is not there, and this pod does not own it.
            StoreError: PostgreSQL is not there.
            WorkError: the workspace could not be opened; another try may do.
        """
        return await self._found(key, self._take_free_place)

    async def find_or_displace(self, key: Key) -> ActiveWorkspace | Owner:
        """As `find`, but where this pod is full another workspace makes room.

        That is one which nobody has used for a while, or, for a tenant that has less than its
        share of this pod, one that another tenant has beyond its own.
        """
        return await self._found(key, self._take_place_of_another)

    async def delete(self, key: Key) -> Owner | None:
        """Delete a workspace, for which it needs no place; the pod that owns it, if another does.

        Raises:
            AbsentError: there is no such workspace.
            CoordinationError: Redis is not there, and this pod does not own it.
            StoreError: PostgreSQL is not there.
        """
        while (claim := self._claims.get(key)) is not None:
            await asyncio.wait([claim])
        mine = self._mine(key)
        if mine is None:
            return await asyncio.shield(self._begin(key, self._delete(key)))
        deleted = await self._store.delete(key)
        self._forget(mine, "deleted", Close.GONE)
        await self._give_back(key)
        if not deleted:
            raise AbsentError
        return None

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

    def _begin(self, key: Key, claim: Coroutine[Any, Any, _Found]) -> asyncio.Task[_Found]:
        """Let others who want the workspace meanwhile wait for what comes of this."""
        task = asyncio.create_task(claim)
        self._claims[key] = task
        task.add_done_callback(lambda done: self._note_end(key, done))
        return task

    def _note_end(self, key: Key, claim: asyncio.Task[Any]) -> None:
        del self._claims[key]
        if not claim.cancelled():
            claim.exception()  # seen, though maybe nobody waits any more

    async def _found(
        self, key: Key, take_place: Callable[[str], Awaitable[bool]]
    ) -> ActiveWorkspace | Owner:
        mine = self._mine(key)
        if mine is not None:
            return mine
        claim = self._claims.get(key)
        if claim is None:
            claim = self._begin(key, self._claim_or_find(key, take_place))
        # A request that goes away must not take the claim of others with it.
        found: ActiveWorkspace | Owner | None = await asyncio.shield(claim)
        if found is None:
            raise AbsentError
        return found

    async def _claim_or_find(
        self, key: Key, take_place: Callable[[str], Awaitable[bool]]
    ) -> ActiveWorkspace | Owner:
        owner = await self._leases.owner(key)
        if owner is not None and owner != self._owner:
            return owner
        if self._draining or not await take_place(key.tenant):
            raise FullError
        try:
            return await self._claim(key)
        finally:
            self._reserved -= 1

    async def _delete(self, key: Key) -> Owner | None:
        other = await self._take(key)
        if other is not None:
            return other
        try:
            deleted = await self._store.delete(key)
        finally:
            await self._give_back(key)
        if not deleted:
            raise AbsentError
        _LOG.info("workspace deleted", workspaceId=str(key.id), tenantId=key.tenant)
        return None

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

    async def _take_free_place(self, _tenant: str) -> bool:
        """Take a place before anything is awaited, so that two claims never share it."""
        if len(self._active) + self._reserved >= self._settings.capacity:
            return False
        self._reserved += 1
        return True

    async def _take_place_of_another(self, tenant: str) -> bool:
        """Take a free place, or that of a workspace which is released for it."""
        if await self._take_free_place(tenant):
            return True
        staying = [one for one in self._active.values() if one.key not in self._leaving]
        found = least_missed(staying, self._claims, tenant, self._settings)
        if found is None:
            return False
        workspace = found.workspace
        self._leaving.add(workspace.key)
        try:
            if workspace.is_safe:
                await workspace.release(found.code)
        finally:
            self._leaving.discard(workspace.key)
        if self._active.get(workspace.key) is not workspace:
            return await self._take_free_place(tenant)
        # Whoever needs the place is nobody to this workspace, and may be of another tenant.
        Context().run(self._forget, workspace, found.reason, found.code)
        self._reserved += 1  # at once, so that nobody else gets the place
        await self._give_back(workspace.key)
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
                _ENDS.get(reason, "workspace released"),
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
            await self._pods.announce(self.pod())

    async def _release_idle(self) -> None:
        since = time.monotonic() - self._settings.idle_seconds
        for workspace in [one for one in self._active.values() if one.used < since]:
            await self._release(workspace, "idle", Close.IDLE)

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
