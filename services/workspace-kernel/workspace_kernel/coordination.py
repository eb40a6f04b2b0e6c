"""Redis: who owns which workspace now, and which pods there are.

It holds no truth. Whatever is lost here costs a new claim in PostgreSQL, whose fence decides.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from nexus_runtime.breaker import Breaker, RestingError
from nexus_runtime.settings import Settings
from workspace_kernel.workspace import Key, Pod

# Two calls in a row must fail within what a request may take (_ANSWER_SECONDS of the store).
_SECONDS = 0.9
_PODS = "nexus:pods"

# 1 for each lease that is still the owner's; one that Redis has lost is not taken again, since
# another pod may have had it meanwhile.
_RENEW = """
local kept = {}
for i, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[1] then
    redis.call('PEXPIRE', key, ARGV[2])
    kept[i] = 1
  else
    kept[i] = 0
  end
end
return kept
"""
_RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end"


class CoordinationError(Exception):
    """Redis did not answer."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The pod that owns a workspace, and where other pods reach it."""

    pod: str
    address: str


class PatientRedis(Redis):
    """A client that gives up soon, and then does not ask for a moment.

    A connection that was closed meanwhile is opened anew at once; a server that does not answer
    is not asked twice. What it refuses is an answer too: it asks each new pod for its scripts.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.breaker = Breaker((RedisConnectionError, RedisTimeoutError, OSError))

    async def execute_command(self, *arguments: Any, **options: Any) -> Any:
        """What Redis answers; raises RedisError while it is away."""
        try:
            with self.breaker.guard():
                return await super().execute_command(*arguments, **options)  # type: ignore[no-untyped-call] # redis types it not
        except RestingError as error:
            raise RedisConnectionError("away a moment ago") from error


def connect(settings: Settings) -> PatientRedis:
    """The client of a service's settings."""
    password = settings.redis_password
    return PatientRedis(
        host=settings.redis_host,
        port=settings.redis_port,
        password=password.get_secret_value() if password else None,
        socket_timeout=_SECONDS,
        socket_connect_timeout=_SECONDS,
        retry=Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
        decode_responses=True,
    )


class Leases:
    """Leases of workspaces. Each method raises CoordinationError where Redis fails.

    Args:
        redis: where they are.
        owner: in whose name they are taken.
        seconds: how long one lasts.
    """

    def __init__(self, redis: Redis, owner: Owner, seconds: float) -> None:
        self._redis = redis
        self._value = json.dumps([owner.pod, owner.address])
        self._milliseconds = int(seconds * 1000)
        self._renew = redis.register_script(_RENEW)
        self._release = redis.register_script(_RELEASE)

    async def owner(self, key: Key) -> Owner | None:
        """Who owns a workspace now."""
        return (await self.owners([key]))[0]

    async def owners(self, keys: Sequence[Key]) -> list[Owner | None]:
        """Who owns each workspace now."""
        if not keys:
            return []
        try:
            values = await self._redis.mget([_name(key) for key in keys])
        except (RedisError, OSError) as error:
            raise CoordinationError(str(error)) from error
        return [None if value is None else Owner(*json.loads(value)) for value in values]

    async def take(self, key: Key) -> bool:
        """Take a lease that nobody has; whether that worked."""
        try:
            taken = await self._redis.set(_name(key), self._value, nx=True, px=self._milliseconds)
        except (RedisError, OSError) as error:
            raise CoordinationError(str(error)) from error
        return bool(taken)

    async def renew(self, keys: Sequence[Key]) -> list[bool]:
        """Renew leases; False for each that is not ours any more."""
        if not keys:
            return []
        try:
            kept = await self._renew(
                keys=[_name(key) for key in keys], args=[self._value, self._milliseconds]
            )
        except (RedisError, OSError) as error:
            raise CoordinationError(str(error)) from error
        return [bool(one) for one in kept]

    async def release(self, key: Key) -> None:
        """Give a lease back, if it is still ours."""
        try:
            await self._release(keys=[_name(key)], args=[self._value])
        except (RedisError, OSError) as error:
            raise CoordinationError(str(error)) from error


class Pods:
    """The pods that said lately how full they are; raises CoordinationError where Redis fails.

    Args:
        redis: where they say it.
        seconds: how long their word holds.
    """

    def __init__(self, redis: Redis, seconds: float) -> None:
        self._redis = redis
        self._milliseconds = int(seconds * 1000)

    async def announce(self, pod: Pod) -> None:
        """Say how full a pod is."""
        value = json.dumps([pod.id, pod.address, pod.active, pod.capacity, pod.draining])
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.sadd(_PODS, pod.id)
                pipeline.set(f"{_PODS}:{pod.id}", value, px=self._milliseconds)
                await pipeline.execute()
        except (RedisError, OSError) as error:
            raise CoordinationError(str(error)) from error

    async def withdraw(self, pod: str) -> None:
        """Forget a pod."""
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.srem(_PODS, pod)
                pipeline.delete(f"{_PODS}:{pod}")
                await pipeline.execute()
        except (RedisError, OSError) as error:
            raise CoordinationError(str(error)) from error

    async def known(self) -> list[Pod]:
        """The pods that take workspaces, the emptiest first."""
        try:
            names = sorted(str(name) for name in await self._redis.smembers(_PODS))
            values = await self._redis.mget([f"{_PODS}:{name}" for name in names]) if names else []
            gone = [name for name, value in zip(names, values, strict=True) if value is None]
            if gone:
                await self._redis.srem(_PODS, *gone)
        except (RedisError, OSError) as error:
            raise CoordinationError(str(error)) from error
        pods = [Pod(*json.loads(value)) for value in values if value is not None]
        return sorted((pod for pod in pods if not pod.draining), key=lambda pod: pod.active)


def _name(key: Key) -> str:
    return f"nexus:lease:{key.tenant}:{key.id}"
