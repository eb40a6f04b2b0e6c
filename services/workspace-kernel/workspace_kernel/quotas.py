"""How many requests a tenant may make, to all pods together."""

from typing import Any

from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

from nexus_runtime.breaker import RestingError
from workspace_kernel.coordination import PatientRedis


class RequestQuota:
    """Counts in Redis; while it is away each pod counts for itself.

    Args:
        per_second: requests of one tenant.
        redis: where it counts.
    """

    def __init__(self, per_second: int, redis: PatientRedis) -> None:
        self._breaker = redis.breaker
        self._item = RateLimitItemPerSecond(per_second)
        # The URL only names the kind; the pool has the address and the password.
        options: dict[str, Any] = {"connection_pool": redis.connection_pool}
        shared = RedisStorage("async+redis://", implementation="redispy", **options)
        self._shared = SlidingWindowCounterRateLimiter(shared)
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def allows(self, tenant: str) -> bool:
        """Whether the tenant may make one more request now."""
        try:
            with self._breaker.guard():
                return await self._shared.hit(self._item, tenant)
        except (RedisError, OSError, RestingError):
            return await self._own.hit(self._item, tenant)
