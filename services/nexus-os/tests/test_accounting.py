"""What a tenant uses is counted, and a day's budget holds."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from nexus_os.accounting import Accounting
from nexus_os.meters import UNACCOUNTED
from nexus_os.settings import Settings
from nexus_os.store import Store
from nexus_runtime.problems import Problem


def run(settings: Settings, test: Callable[[Store], Awaitable[None]]) -> None:
    async def whole() -> None:
        store = Store(settings)
        await test(store)
        await store.close()

    asyncio.run(whole())


def test_a_budget_holds_for_its_tenant_alone(
    configured: Callable[..., Settings], redis_server: Any
) -> None:
    async def test(store: Store) -> None:
        accounting = Accounting(store, 100)
        await accounting.take("acme", 60)
        await accounting.settle("acme", 60, 50, 20)
        with pytest.raises(Problem) as caught:
            await accounting.take("acme", 31)
        assert (caught.value.status, caught.value.code) == (429, "over-budget")
        assert caught.value.retry_after is not None
        assert 0 < caught.value.retry_after <= 86400
        # What was refused was not counted.
        await accounting.take("acme", 30)
        with pytest.raises(Problem):
            await accounting.admit("acme")
        await accounting.admit("other")

    run(configured(redis_port=redis_server.port, redis_password=redis_server.password), test)


def test_without_redis_calls_are_let_through_and_counted(
    configured: Callable[..., Settings],
) -> None:
    async def test(store: Store) -> None:
        before = UNACCOUNTED._value.get()
        accounting = Accounting(store, 1)
        await accounting.admit("acme")
        await accounting.take("acme", 1000)
        assert UNACCOUNTED._value.get() == before + 1

    run(configured(), test)


def test_without_a_budget_nothing_is_refused(
    configured: Callable[..., Settings], redis_server: Any
) -> None:
    async def test(store: Store) -> None:
        await Accounting(store, 0).take("acme", 10**9)
        await Accounting(store, 0).admit("acme")

    run(configured(redis_port=redis_server.port, redis_password=redis_server.password), test)
