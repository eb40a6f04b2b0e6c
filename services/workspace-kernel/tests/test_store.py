"""PostgreSQL holds the wall between tenants and the fence between owners."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

import asyncpg
import pytest

from nexus_runtime.graph import EMPTY
from nexus_testbed.postgres import PostgresServer
from workspace_kernel.migrate import migrate
from workspace_kernel.store import Database, QuotaError, StoreError, Workspaces
from workspace_kernel.store.connection import ROLE
from workspace_kernel.workspace import Change, Key

Body = Callable[[Workspaces], Awaitable[None]]
PATCH = '[{"op": "add", "path": "/panels/a", "value": {"title": "A", "x": 0, "y": 0}}]'


def with_store(url: str, body: Body) -> None:
    async def run() -> None:
        database = Database(url, 10)
        database.open()
        try:
            while not database.was_reached:
                await asyncio.sleep(0.01)
            await body(Workspaces(database))
        finally:
            await database.close()

    asyncio.run(run())


async def claimed(store: Workspaces, key: Key) -> int:
    claim = await store.claim(key)
    assert claim is not None
    return claim.fence


@pytest.fixture
def database(postgres_server: PostgresServer, migrated: str) -> str:
    """The URL of an empty, migrated database of the test's own."""
    return postgres_server.url(postgres_server.create_database(template=migrated))


def test_an_earlier_owner_cannot_write(database: str) -> None:
    async def body(store: Workspaces) -> None:
        key = Key("acme", uuid4())
        await store.create(key, "plan", EMPTY, quota=9)
        first, second = await claimed(store, key), await claimed(store, key)
        change = Change(1, PATCH, "ann")
        assert not await store.append(key, fence=first, change=change)
        assert not await store.snapshot(key, fence=first, version=0, graph=EMPTY)
        assert await store.append(key, fence=second, change=change)
        assert not await store.append(key, fence=second, change=change)
        again = await store.claim(key)
        assert again is not None
        assert (again.version, [one.version for one in again.changes]) == (1, [1])

    with_store(database, body)


def test_changes_of_many_tenants_are_made_together_and_each_is_fenced_by_itself(
    database: str,
) -> None:
    async def body(store: Workspaces) -> None:
        keys = [Key(f"tenant-{number % 3}", uuid4()) for number in range(100)]
        fences = {}
        for key in keys:
            await store.create(key, "plan", EMPTY, quota=99)
            fences[key] = await claimed(store, key)
        lost, absent = set(keys[::10]), set(keys[5::10])
        for key in lost:
            await claimed(store, key)  # by another pod
        for key in absent:
            await store.delete(key)
        change = Change(1, PATCH, "ann")
        made = await asyncio.gather(
            *(store.append(key, fence=fences[key], change=change) for key in keys)
        )
        assert {key for key, one in zip(keys, made, strict=True) if not one} == lost | absent
        for key in set(keys) - absent:
            claim = await store.claim(key)
            assert claim is not None
            assert claim.version == len(claim.changes) == (key not in lost)
        db = await asyncpg.connect(database)
        transactions = await db.fetchval("SELECT count(DISTINCT xmin::text) FROM workspace_change")
        await db.close()
        assert transactions < 80 / 4  # together, and not one by one

    with_store(database, body)


def test_nobody_waits_for_a_workspace_that_another_pod_is_claiming(database: str) -> None:
    async def body(store: Workspaces) -> None:
        free, held = Key("acme", uuid4()), Key("evil", uuid4())
        fences = {}
        for key in (free, held):
            await store.create(key, "plan", EMPTY, quota=9)
            fences[key] = await claimed(store, key)
        db = await asyncpg.connect(database)
        async with db.transaction():
            await db.execute("UPDATE workspace SET fence = fence + 1 WHERE id = $1", held.id)
            both = {
                key: asyncio.create_task(
                    store.append(key, fence=fences[key], change=Change(1, PATCH, "ann"))
                )
                for key in (held, free)
            }
            assert await both[free]
            assert not both[held].done()
        assert not await both[held]
        await db.close()

    with_store(database, body)


def test_a_change_that_postgresql_refuses_fails_alone(database: str) -> None:
    async def body(store: Workspaces) -> None:
        keys = [Key("acme", uuid4()) for _ in range(9)]
        for key in keys:
            await store.create(key, "plan", EMPTY, quota=9)
            await claimed(store, key)
        made = await asyncio.gather(
            *(
                store.append(key, fence=1, change=Change(1, patch, "ann"))
                for key, patch in zip(keys, [*[PATCH] * 4, "no JSON", *[PATCH] * 4], strict=True)
            ),
            return_exceptions=True,
        )
        assert [one for one in made if one is not True] == [made[4]]
        assert isinstance(made[4], asyncpg.PostgresError)

    with_store(database, body)


def test_a_quota_holds_though_all_come_at_once(database: str) -> None:
    async def body(store: Workspaces) -> None:
        made = await asyncio.gather(
            *(store.create(Key("acme", uuid4()), "plan", EMPTY, quota=3) for _ in range(9)),
            return_exceptions=True,
        )
        assert sum(isinstance(one, QuotaError) for one in made) == 6
        assert len((await store.page("acme", 99, None)).items) == 3

    with_store(database, body)


def test_the_role_sees_one_tenant_and_cannot_look_over_the_wall(database: str) -> None:
    async def body(store: Workspaces) -> None:
        key = Key("acme", uuid4())
        await store.create(key, "plan", EMPTY, quota=9)
        fence = await claimed(store, key)
        await store.append(key, fence=fence, change=Change(1, PATCH, "ann"))
        db = await asyncpg.connect(database, server_settings={"role": ROLE})
        try:
            for table in ("workspace", "workspace_change"):
                count = f"SELECT count(*) FROM {table}"
                assert await db.fetchval(count) == 0
                async with db.transaction():
                    await db.execute("SELECT set_config('nexus.tenant', 'evil', true)")
                    assert await db.fetchval(count) == 0
                    assert await db.execute(f"UPDATE {table} SET tenant = 'evil'") == "UPDATE 0"
                    assert await db.execute(f"DELETE FROM {table}") == "DELETE 0"
                async with db.transaction():
                    await db.execute("SELECT set_config('nexus.tenant', 'acme', true)")
                    assert await db.fetchval(count) == 1
                    with pytest.raises(asyncpg.InsufficientPrivilegeError):
                        async with db.transaction():
                            await db.execute(f"UPDATE {table} SET tenant = 'evil'")
                await db.execute("SET row_security = off")
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await db.fetchval(count)
                await db.execute("SET row_security = on")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await db.execute("ALTER TABLE workspace DISABLE ROW LEVEL SECURITY")
        finally:
            await db.close()

    with_store(database, body)


def test_a_key_of_another_tenant_names_nothing(database: str) -> None:
    async def body(store: Workspaces) -> None:
        key = Key("acme", uuid4())
        await store.create(key, "plan", EMPTY, quota=9)
        guess = Key("evil", key.id)
        assert await store.get(guess) is None
        assert await store.claim(guess) is None
        assert not await store.delete(guess)
        assert await store.changes_after(guess, 0, most=9, size=9_999) == ()
        assert await store.get(key) is not None

    with_store(database, body)


def test_many_migrate_at_once_and_again(postgres_server: PostgresServer) -> None:
    url = postgres_server.url(postgres_server.create_database())

    async def run() -> None:
        await asyncio.gather(*(migrate(url) for _ in range(5)))
        await migrate(url)
        db = await asyncpg.connect(url)
        assert await db.fetchval("SELECT count(*) FROM alembic_version") == 1
        await db.close()

    asyncio.run(run())


def test_before_the_first_migration_it_waits(postgres_server: PostgresServer) -> None:
    url = postgres_server.url(postgres_server.create_database())

    async def run() -> None:
        database = Database(url, 10)
        database.open()
        await asyncio.sleep(0.5)
        assert not database.was_reached
        with pytest.raises(StoreError):
            await Workspaces(database).get(Key("acme", uuid4()))
        await migrate(url)
        deadline = asyncio.get_running_loop().time() + 20
        while not database.was_reached:
            assert asyncio.get_running_loop().time() < deadline
            await asyncio.sleep(0.05)
        await database.close()

    asyncio.run(run())
