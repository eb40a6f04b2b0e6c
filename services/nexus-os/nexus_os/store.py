"""Redis as something that may be gone: every call then answers None, soon.

After a failure nothing is asked for 5 s, so a request never waits twice for a dead server. The log
says once that Redis went away, and once that it is back.
"""

import time
from collections.abc import Awaitable
from typing import Any, cast

import redis.asyncio as redis
import structlog
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from nexus_runtime.settings import Settings

_LOG = structlog.get_logger(__name__)
_SECONDS = 0.5
_REST_SECONDS = 5.0


class Store:
    """A Redis client that does not fail.

    Args:
        settings: where Redis is.
    """

    def __init__(self, settings: Settings) -> None:
        password = settings.redis_password
        self._redis = redis.Redis(
            host=settings.redis_host,
            port=settings.redis_port,
            password=password.get_secret_value() if password else None,
            decode_responses=True,
            socket_connect_timeout=_SECONDS,
            socket_timeout=_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._quiet_until = 0.0
        self._gone = False

    async def get(self, key: str) -> str | None:
        """The text under `key`; None where there is none, or no Redis."""
        return cast("str | None", await self._ask(self._redis.get(key)))

    async def set(self, key: str, value: str, seconds: int) -> None:
        """Keep `value` under `key` for `seconds`."""
        await self._ask(self._redis.set(key, value, ex=seconds))

    async def add(self, key: str, amount: int, seconds: int) -> int | None:
        """Add to the number under `key`, which is kept for `seconds`; the sum, or None."""
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.incrby(key, amount)
        pipeline.expire(key, seconds)
        answer = await self._ask(pipeline.execute())
        return None if answer is None else int(answer[0])

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _ask(self, question: Awaitable[Any]) -> Any:
        if time.monotonic() < self._quiet_until:
            cast("Any", question).close()
            return None
        try:
            answer = await question
        except (redis.RedisError, OSError, TimeoutError, UnicodeDecodeError) as error:
            self._quiet_until = time.monotonic() + _REST_SECONDS
            if not self._gone:
                _LOG.warning("redis is gone; answers are not cached", error=type(error).__name__)
            self._gone = True
            return None
        if self._gone:
            _LOG.info("redis is back")
            self._gone = False
        return answer
