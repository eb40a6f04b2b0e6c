"""Lists of workspaces, kept for a second as the bytes that are sent.

A workspace that was created, renamed or deleted is told to all pods through Redis before who asked
for it is answered, and a change of a graph is known to the pods that it came through. What another
pod has done beside that, a version or an activation, may be seen a second late; so may what a
message that was lost should have told. No list is older than that, whatever Redis does.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from redis.exceptions import RedisError

from workspace_kernel.coordination import PatientRedis

_SECONDS: Final = 1.0
"""How long a list is kept."""

_CHANNEL: Final = "nexus:lists"
_WAIT_SECONDS: Final = 30.0
_RETRY_SECONDS: Final = 1.0
# At most some 26 MB.
_MOST_TENANTS: Final = 200
_MOST_OF_A_TENANT: Final = 4
_LARGEST: Final = 32_768
_LONGEST_QUERY: Final = 1_000


@dataclass(frozen=True, slots=True)
class KeptList:
    """A page of a tenant's workspaces.

    Attributes:
        body: it, as JSON.
        digest: tells it from others.
        since: when it was asked for.
    """

    body: bytes
    digest: str
    since: float


class Lists:
    """See the module.

    Args:
        redis: through which pods tell each other whose lists have changed.
        clock: seconds, monotonic.
    """

    def __init__(self, redis: PatientRedis, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._redis = redis
        self._clock = clock
        self._kept: OrderedDict[str, dict[bytes, KeptList]] = OrderedDict()
        self._hearing: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to hear what other pods tell."""
        self._hearing = asyncio.create_task(self._hear())

    def close(self) -> None:
        """Hear no more."""
        if self._hearing is not None:
            self._hearing.cancel()

    async def get(
        self, tenant: str, query: bytes, read: Callable[[], Awaitable[bytes]]
    ) -> KeptList:
        """The list that a tenant asks for by a query, as `read` gives it or gave it just now."""
        lists = self._lists(tenant)
        now = self._clock()
        found = lists.get(query)
        if found is not None and now - found.since < _SECONDS:
            return found
        body = await read()
        made = KeptList(body, hashlib.blake2b(body, digest_size=12).hexdigest(), now)
        if len(body) <= _LARGEST and len(query) <= _LONGEST_QUERY:
            # Where the tenant's were forgotten meanwhile, these are nobody's any more.
            lists.pop(query, None)
            lists[query] = made
            if len(lists) > _MOST_OF_A_TENANT:
                del lists[next(iter(lists))]
        return made

    def forget(self, tenant: str) -> None:
        """Read a tenant's lists anew when they are asked for."""
        self._kept.pop(tenant, None)

    async def tell(self, tenant: str) -> None:
        """Have all pods forget a tenant's lists; they do so by themselves where Redis is away."""
        self.forget(tenant)
        try:
            await self._redis.publish(_CHANNEL, tenant)
        except (RedisError, OSError):
            return

    def _lists(self, tenant: str) -> dict[bytes, KeptList]:
        lists = self._kept.setdefault(tenant, {})
        self._kept.move_to_end(tenant)
        if len(self._kept) > _MOST_TENANTS:
            self._kept.popitem(last=False)
        return lists

    async def _hear(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as told:
                    await told.subscribe(_CHANNEL)
                    while True:
                        message = await told.get_message(
                            ignore_subscribe_messages=True, timeout=_WAIT_SECONDS
                        )
                        if message is not None:
                            self.forget(message["data"])
            except (RedisError, OSError):
                await asyncio.sleep(_RETRY_SECONDS)
