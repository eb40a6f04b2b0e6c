"""How many requests a tenant may make, to all pods together."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final

from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

from nexus_runtime.breaker import RestingError
from workspace_kernel.coordination import PatientRedis

_LIFE_SECONDS: Final = 0.5
"""How long what was taken may be spent."""

_PARTS: Final = 10
"""Of what a tenant may ask in a second, a pod takes one part at once, at most."""

_REST_SECONDS: Final = 0.05
"""How long a tenant that is over its limit is refused without counting."""

_MOST_TENANTS: Final = 10_000


@dataclass(slots=True)
class _Account:
    """What this pod has taken for a tenant.

    Attributes:
        turn: held by the one who takes more.
        left: requests that may be let through, until `until`.
        taken: how many were taken at once the last time.
        until: the end of what is left.
        refused_until: the end of a refusal.
    """

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    left: int = 0
    taken: int = 0
    until: float = 0.0
    refused_until: float = 0.0

    def spend(self) -> bool:
        """Let one through, if there is one left."""
        if not self.left or time.monotonic() >= self.until:
            return False
        self.left -= 1
        return True

    def wants(self, most: int) -> int:
        """How many to take next: more where all were spent in time, one where none were."""
        was_spent = not self.left and time.monotonic() < self.until
        return min(most, self.taken * 2) if was_spent else 1


class RequestQuota:
    """Counts in Redis; while it is away each pod counts for itself.

    A pod takes several requests at once for a tenant that makes many, and one for a tenant that
    makes few. So most are counted here, and little is taken that another pod might have used.

    Args:
        per_second: requests of one tenant.
        redis: where it counts.
    """

    def __init__(self, per_second: int, redis: PatientRedis) -> None:
        self._breaker = redis.breaker
        self._item = RateLimitItemPerSecond(per_second)
        self._most = max(1, per_second // _PARTS)
        # The URL only names the kind; the pool has the address and the password.
        options: dict[str, Any] = {"connection_pool": redis.connection_pool}
        shared = RedisStorage("async+redis://", implementation="redispy", **options)
        self._shared = SlidingWindowCounterRateLimiter(shared)
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._accounts: OrderedDict[str, _Account] = OrderedDict()

    async def allows(self, tenant: str) -> bool:
        """Whether the tenant may make one more request now."""
        account = self._account(tenant)
        if account.spend():
            return True
        async with account.turn:
            # Whoever had the turn before may have taken enough for this one, or been refused.
            if account.spend():
                return True
            if time.monotonic() < account.refused_until:
                return False
            await self._take(tenant, account)
            return account.spend()

    def _account(self, tenant: str) -> _Account:
        account = self._accounts.setdefault(tenant, _Account())
        self._accounts.move_to_end(tenant)
        if len(self._accounts) > _MOST_TENANTS:
            self._accounts.popitem(last=False)
        return account

    async def _take(self, tenant: str, account: _Account) -> None:
        asked = time.monotonic()
        # Where many are too many, one may still be had.
        for many in dict.fromkeys((account.wants(self._most), 1)):
            if await self._hit(tenant, many):
                account.left = account.taken = many
                account.until = time.monotonic() + _LIFE_SECONDS
                return
        account.left = account.taken = 0
        account.refused_until = asked + _REST_SECONDS

    async def _hit(self, tenant: str, many: int) -> bool:
        try:
            with self._breaker.guard():
                return await self._shared.hit(self._item, tenant, cost=many)
        except (RedisError, OSError, RestingError):
            return await self._own.hit(self._item, tenant, cost=many)
