"""Redis may go away and come back; nobody waits for it, and the log says so once."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import structlog

from nexus_os import store as store_module
from nexus_os.settings import Settings
from nexus_os.store import Store


def connected(configured: Callable[..., Settings], redis_server: Any) -> Store:
    return Store(configured(redis_port=redis_server.port, redis_password=redis_server.password))


def test_it_keeps_texts_and_adds_numbers(
    configured: Callable[..., Settings], redis_server: Any
) -> None:
    async def run() -> None:
        store = connected(configured, redis_server)
        assert await store.get("text") is None
        await store.set("text", "库存", 60)
        assert await store.get("text") == "库存"
        assert [await store.add("sum", 2, 60), await store.add("sum", -1, 60)] == [2, 1]
        await store.close()

    asyncio.run(run())


def test_a_server_that_is_frozen_or_gone_costs_little_and_one_warning(
    configured: Callable[..., Settings], redis_server: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(store_module, "_REST_SECONDS", 0.2)

    async def run() -> None:
        store = connected(configured, redis_server)
        await store.set("text", "x", 60)
        with structlog.testing.capture_logs() as lines:
            redis_server.freeze()
            assert [await store.get("text") for _ in range(50)] == [None] * 50
            redis_server.thaw()
            redis_server.stop()
            await asyncio.sleep(0.3)
            assert await store.add("sum", 1, 60) is None
            redis_server.start()
            deadline = time.monotonic() + 10
            while await store.get("text") is None and time.monotonic() < deadline:
                await asyncio.sleep(0.05)
            assert await store.get("text") == "x"
        assert [line["event"].split(";")[0] for line in lines] == ["redis is gone", "redis is back"]
        await store.close()

    asyncio.run(run())
