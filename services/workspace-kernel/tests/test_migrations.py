"""What was kept before a migration is there after it, and whoever has not been replaced goes on."""

import asyncio
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import orjson
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

import workspace_kernel
from nexus_runtime.parts import PartedGraph, opened
from nexus_testbed.postgres import PostgresServer
from workspace_kernel.migrate import migrate
from workspace_kernel.store import Database, Workspaces
from workspace_kernel.workspace import Key

SNAPSHOT = '{"panels": {"a": {"title": "A", "x": 1.50, "y": 1e20}}, "links": {}}'
PATCH = '[{"op": "replace", "path": "/panels/a/title", "value": "B"}]'
# As kernels of the first version write a change.
FIRST_APPEND = """
WITH moved AS (
  UPDATE workspace SET version = version + 1, updated_at = now() WHERE id = $1 RETURNING id, version
)
INSERT INTO workspace_change (workspace_id, tenant, version, patch, author)
SELECT id, 'acme', version, $2::jsonb, 'ann' FROM moved
"""


async def migrate_to(url: str, revision: str) -> None:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))

    def upgrade(connection: Connection) -> None:
        config = Config()
        folder = Path(workspace_kernel.__file__).parent / "migrations"
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    async with engine.connect() as connection:
        await connection.run_sync(upgrade)
    await engine.dispose()


def test_graphs_and_changes_of_the_first_version_are_opened_by_the_second(
    postgres_server: PostgresServer,
) -> None:
    url = postgres_server.url(postgres_server.create_database())

    async def fill(workspace: UUID) -> None:
        await migrate_to(url, "0001")
        db = await asyncpg.connect(url)
        await db.execute(
            "INSERT INTO workspace (id, tenant, name, snapshot) VALUES ($1, 'acme', 'plan', $2)",
            workspace,
            SNAPSHOT,
        )
        await db.execute(FIRST_APPEND, workspace, PATCH)
        await migrate(url)
        await db.close()
        late = await asyncpg.connect(url)
        await late.execute(FIRST_APPEND, workspace, PATCH.replace("B", "C"))
        await late.close()

    async def run() -> None:
        key = Key("acme", uuid4())
        await fill(key.id)
        database = Database(url, 2)
        database.open()
        while not database.was_reached:
            await asyncio.sleep(0.01)
        claim = await Workspaces(database).claim(key)
        assert claim is not None
        patches = [change.patch.encode() for change in claim.changes]
        graph = PartedGraph(opened(claim.snapshot.encode(), patches))
        (panel,) = orjson.loads(graph.text)["panels"].values()
        assert panel == {"title": "C", "x": 1.5, "y": 1e20}
        assert claim.version == 2
        missed = await Workspaces(database).changes_after(key, 0, most=9, size=9_999)
        assert [change.version for change in missed] == [1, 2]
        await database.close()

    asyncio.run(run())
