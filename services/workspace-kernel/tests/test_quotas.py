"""A tenant's requests are counted for all pods together, and most of them without asking Redis."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from nexus_testbed.loopback import HOST
from nexus_testbed.redis import RedisServer
from workspace_kernel.coordination import PatientRedis
from workspace_kernel.quotas import RequestQuota

PER_SECOND = 200


def with_pods(
    server: RedisServer, pods: int, body: Callable[[list[RequestQuota]], Awaitable[None]]
) -> None:
    async def run() -> None:
        clients = [
            PatientRedis(
                host=HOST, port=server.port, password=server.password, decode_responses=True
            )
            for _ in range(pods)
        ]
        try:
            await body([RequestQuota(PER_SECOND, client) for client in clients])
        finally:
            for client in clients:
                await client.aclose()

    asyncio.run(run())


async def asked_at_redis(server: RedisServer) -> int:
    client: Any = PatientRedis(
        host=HOST, port=server.port, password=server.password, decode_responses=True
    )
    stats = await client.info("commandstats")
    await client.aclose()
    return sum(stats.get(f"cmdstat_{name}", {"calls": 0})["calls"] for name in ("evalsha", "eval"))


def test_pods_together_let_through_what_a_tenant_may_and_no_more(
    redis_server: RedisServer,
) -> None:
    async def body(pods: list[RequestQuota]) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        let_through = 0
        for turn in range(3 * PER_SECOND):
            let_through += await pods[turn % len(pods)].allows("greedy")
        # Of each second that has begun the whole, and what each pod had taken before.
        most = PER_SECOND * (1 + loop.time() - began) + len(pods) * PER_SECOND // 10
        assert PER_SECOND * 0.7 < let_through <= most
        assert await pods[0].allows("modest")

    with_pods(redis_server, 3, body)


def test_many_requests_of_a_tenant_cost_few_questions(redis_server: RedisServer) -> None:
    async def body(pods: list[RequestQuota]) -> None:
        (pod,) = pods
        allowed = [await pod.allows("acme") for _ in range(PER_SECOND // 2)]
        assert all(allowed)
        assert await asked_at_redis(redis_server) < len(allowed) / 4

    with_pods(redis_server, 1, body)


def test_those_who_ask_at_once_do_not_ask_redis_each(redis_server: RedisServer) -> None:
    async def body(pods: list[RequestQuota]) -> None:
        (pod,) = pods
        allowed = await asyncio.gather(*(pod.allows("acme") for _ in range(PER_SECOND // 2)))
        assert all(allowed)
        assert await asked_at_redis(redis_server) < len(allowed) / 4

    with_pods(redis_server, 1, body)


def test_while_redis_is_away_a_pod_counts_for_itself(redis_server: RedisServer) -> None:
    async def body(pods: list[RequestQuota]) -> None:
        redis_server.stop()
        allowed = [await pods[0].allows("acme") for _ in range(3 * PER_SECOND)]
        assert allowed[0]
        assert not all(allowed)

    with_pods(redis_server, 1, body)
