"""What Redis refuses is an answer, and no sign that it is away."""

import asyncio

import pytest
from redis.exceptions import NoScriptError

from nexus_testbed.loopback import HOST
from nexus_testbed.redis import RedisServer
from workspace_kernel.coordination import PatientRedis


def test_scripts_that_it_does_not_know_open_no_breaker(redis_server: RedisServer) -> None:
    """As the first renewals of a pod that has just started, many at once."""

    async def run() -> None:
        client = PatientRedis(host=HOST, port=redis_server.port, password=redis_server.password)
        try:
            for _ in range(5):
                with pytest.raises(NoScriptError):
                    await client.evalsha("0" * 40, 0)

            assert await client.ping()
        finally:
            await client.aclose()

    asyncio.run(run())
