"""Who gets a place where there are too few, and at which other pod there may be one."""

import time
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from nexus_runtime.graph import GraphLimits
from workspace_kernel import metrics
from workspace_kernel.coordination import Owner, Pods
from workspace_kernel.hosting.active import ActiveWorkspace
from workspace_kernel.hosting.subscribers import Close
from workspace_kernel.workspace import Key, Pod

_RENEWALS_PER_LEASE: Final = 4
_LOOKS_PER_IDLE_TIME: Final = 10
_LONGEST_LOOK_SECONDS: Final = 15.0


class FullError(Exception):
    """There is no room for another workspace."""


@dataclass(frozen=True, slots=True)
class HostSettings:
    """How a host works.

    Attributes:
        capacity: workspaces it may own at once.
        idle_seconds: time without use until one is released.
        pressure_seconds: the same, where another workspace wants the place.
        tenant_share: places that a tenant keeps, though others want them; what it has beyond is
            lent.
        lease_seconds: how long a lease lasts.
        limits: how large a graph may get.
    """

    capacity: int
    idle_seconds: float
    pressure_seconds: float
    tenant_share: int
    lease_seconds: float
    limits: GraphLimits

    @property
    def renewal_seconds(self) -> float:
        """How often leases are renewed, and how full the pod is is said."""
        return self.lease_seconds / _RENEWALS_PER_LEASE

    @property
    def look_seconds(self) -> float:
        """How often it is looked for what is idle."""
        return min(self.idle_seconds / _LOOKS_PER_IDLE_TIME, _LONGEST_LOOK_SECONDS)


@dataclass(frozen=True, slots=True)
class Displaced:
    """A workspace that has to make room, and why."""

    workspace: ActiveWorkspace
    reason: str
    code: Close


def least_missed(
    staying: Collection[ActiveWorkspace],
    claimed: Iterable[Key],
    tenant: str,
    settings: HostSettings,
) -> Displaced | None:
    """Which workspace has to make room for one of `tenant`, if any has.

    Args:
        staying: workspaces that have a place, and are not about to leave it.
        claimed: those that are to have one.
        tenant: who wants a place.
        settings: of the host.
    """
    since = time.monotonic() - settings.pressure_seconds
    idle = [one for one in staying if one.used < since]
    if idle:
        return Displaced(min(idle, key=_last_use), "pressure", Close.IDLE)
    has = Counter(one.key.tenant for one in staying)
    wants = has[tenant] + sum(key.tenant == tenant for key in claimed)
    if wants > settings.tenant_share or not has:
        return None
    greediest, most = max(has.items(), key=lambda one: one[1])
    if most <= settings.tenant_share:
        return None
    lent = [one for one in staying if one.key.tenant == greediest]
    return Displaced(min(lent, key=_last_use), "displaced", Close.TRY_LATER)


class Neighbours:
    """The other pods, as they said lately how full they are.

    Args:
        owner: this pod.
        pods: where they say it.
        seconds: how often they do.
    """

    def __init__(self, owner: Owner, pods: Pods, seconds: float) -> None:
        self._owner = owner
        self._pods = pods
        self._seconds = seconds
        self._full: dict[str, float] = {}

    async def all(self) -> list[Pod]:
        """All that take workspaces, the emptiest first.

        Raises:
            CoordinationError: Redis is not there.
        """
        return [pod for pod in await self._pods.known() if pod.id != self._owner.pod]

    async def with_room(self) -> Owner:
        """One that has room for a workspace.

        Raises:
            FullError: there is none.
            CoordinationError: Redis is not there.
        """
        return self._first(pod for pod in await self.all() if pod.has_room)

    async def another(self) -> Owner:
        """One that may make room; raises as `with_room`."""
        try:
            return self._first(await self.all())
        except FullError:
            metrics.REJECTED.inc()
            raise

    def note_full(self, pod: Owner) -> None:
        """A pod had no room after all; ask it again when it has said so anew."""
        self._full[pod.pod] = time.monotonic() + self._seconds

    def _first(self, pods: Iterable[Pod]) -> Owner:
        now = time.monotonic()
        for pod in pods:
            if self._full.get(pod.id, 0.0) < now:
                return Owner(pod.id, pod.address)
        raise FullError


def _last_use(workspace: ActiveWorkspace) -> float:
    return workspace.used
