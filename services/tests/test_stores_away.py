"""While a store is away nobody waits for it: a refusal comes soon, and recovery by itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from nexus_testbed.platform import Platform
from nexus_testbed.postgres import PostgresServer
from nexus_testbed.redis import RedisServer
from nexus_testbed.service import wait_until


@contextmanager
def frozen(store: PostgresServer | RedisServer) -> Iterator[None]:
    store.freeze()
    try:
        yield
    finally:
        store.thaw()


@contextmanager
def stopped(store: PostgresServer | RedisServer) -> Iterator[None]:
    store.stop()
    try:
        yield
    finally:
        store.start()


@pytest.mark.parametrize("kind", ["postgres", "redis"])
@pytest.mark.parametrize("away", [frozen, stopped])
def test_requests_are_refused_at_once_after_the_first_and_served_again_after(
    platform: Platform, kind: str, away: Callable[[PostgresServer | RedisServer], object]
) -> None:
    kernel = platform.kernel(log_level="info", lease_seconds="2")
    kernel.wait_for_record("database connected")
    with platform.client(kernel, "acme") as ann:
        plan = ann.post("/api/workspaces", json={"name": "plan"}).json()["id"]
        other = ann.post("/api/workspaces", json={"name": "other"}).json()["id"]
        assert ann.get(f"/api/workspaces/{plan}/graph").status_code == 200

        def unknown() -> httpx.Response:
            """A workspace that no pod has, for which both stores are needed."""
            return ann.get(f"/api/workspaces/{other}/graph")

        with away(getattr(platform, kind)):  # type: ignore[attr-defined] # one of the two above
            answers = [unknown() for _ in range(20)]
            assert {answer.status_code for answer in answers} == {503}
            assert {answer.json()["code"] for answer in answers} == {"unavailable"}
            assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers)
            if away is frozen:
                # Most were not waited for as long as the first one, which learnt that it is away.
                seconds = [answer.elapsed.total_seconds() for answer in answers]
                assert sum(seconds) < max(seconds) * len(seconds) / 2
            assert ann.get("/health").status_code == ann.get("/ready").status_code == 200
        wait_until(lambda: unknown().status_code == 200, "recovery")
        wait_until(
            lambda: ann.get(f"/api/workspaces/{plan}/graph").status_code == 200, "the other one"
        )
