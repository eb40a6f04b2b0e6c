"""The workspaces that no pod had room for lately: what more pods would be filled by at once."""

import json
import time
from typing import Final
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError

from workspace_kernel.coordination import CoordinationError, Leases
from workspace_kernel.store import Workspaces
from workspace_kernel.workspace import Key

_NAME: Final = "nexus:waiting"
_MOST: Final = 10_000
"""Workspaces that are remembered, the latest of them."""


class Waiting:
    """See the module.

    Args:
        redis: where all pods remember them.
        store: what there is.
        leases: who got in meanwhile.
        seconds: how long a workspace is waited for that is not asked for again.
    """

    def __init__(self, redis: Redis, store: Workspaces, leases: Leases, seconds: float) -> None:
        self._redis = redis
        self._store = store
        self._leases = leases
        self._seconds = seconds

    async def note(self, key: Key) -> None:
        """Remember a workspace that was turned away, if there is such a one.

        Raises:
            CoordinationError: Redis is not there.
            StoreError: PostgreSQL is not there.
        """
        if await self._store.get(key) is None:
            return
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.zadd(_NAME, {json.dumps([key.tenant, str(key.id)]): time.time()})
                pipeline.zremrangebyrank(_NAME, 0, -_MOST - 1)
                pipeline.pexpire(_NAME, int(self._seconds * 1000))
                await pipeline.execute()
        except (RedisError, OSError) as error:
            raise CoordinationError(str(error)) from error

    async def count(self) -> int:
        """How many wait and have not got in.

        Raises:
            CoordinationError: Redis is not there.
        """
        since = time.time() - self._seconds
        try:
            found = await self._redis.zrangebyscore(_NAME, since, "+inf")
        except (RedisError, OSError) as error:
            raise CoordinationError(str(error)) from error
        keys = [Key(tenant, UUID(id)) for tenant, id in (json.loads(str(one)) for one in found)]
        return sum(owner is None for owner in await self._leases.owners(keys))
