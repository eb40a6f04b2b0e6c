"""How many requests a tenant may make, to all pods together."""

from typing import Any

from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError


class RequestQuota:
    """Counts in Redis; while it is away each pod counts for itself.

    Args:
        per_second: requests of one tenant.
        pool: connections to Redis.
    """

    def __init__(self, per_second: int, pool: ConnectionPool) -> None:
        self._item = RateLimitItemPerSecond(per_second)
        # The URL only names the kind; the pool has the address and the password.
        options: dict[str, Any] = {"connection_pool": pool}
        shared = RedisStorage("async+redis://", implementation="redispy", **options)
        self._shared = SlidingWindowCounterRateLimiter(shared)
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def allows(self, tenant: str) -> bool:
        """Whether the tenant may make one more request now."""
        try:
            return await self._shared.hit(self._item, tenant)
        except (RedisError, OSError):
            return await self._own.hit(self._item, tenant)
