"""The SQL. Each statement names the tenant, though row-level security would do."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from workspace_kernel.store.commits import Commits
from workspace_kernel.store.connection import Database, application
from workspace_kernel.workspace import Change, Claim, Key, Workspace

_COLUMNS = "id, name, version, created_at, updated_at"


class QuotaError(Exception):
    """The tenant has as many workspaces as it may have."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some workspaces, newest first; `after` is where the next page begins, if there is one."""

    items: tuple[Workspace, ...]
    after: tuple[datetime, UUID] | None


class Workspaces:
    """The workspaces of all tenants. Each method raises StoreError where PostgreSQL fails.

    Args:
        database: where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._commits = Commits(database)

    async def create(self, key: Key, name: str, graph: bytes, *, quota: int) -> Workspace:
        """Add a workspace.

        Raises:
            QuotaError: the tenant has `quota` workspaces already.
        """
        async with self._database.transaction(key.tenant) as db:
            # One at a time for each tenant, so that two cannot both be the last one.
            await db.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", key.tenant)
            row = await db.fetchrow(
                f"""
                INSERT INTO workspace (id, tenant, name, snapshot)
                SELECT $1, $2, $3, $4::json
                WHERE (SELECT count(*) FROM workspace WHERE tenant = $2) < $5
                RETURNING {_COLUMNS}
                """,  # noqa: S608 -- a constant
                key.id,
                key.tenant,
                name,
                graph.decode(),
                quota,
            )
            if row is None:
                raise QuotaError
            return _workspace(row)

    async def get(self, key: Key) -> Workspace | None:
        """A workspace; None where the tenant has none of this id."""
        async with self._database.transaction(key.tenant) as db:
            row = await db.fetchrow(
                f"SELECT {_COLUMNS} FROM workspace WHERE id = $1 AND tenant = $2",  # noqa: S608 -- a constant
                key.id,
                key.tenant,
            )
            return None if row is None else _workspace(row)

    async def rename(self, key: Key, name: str) -> Workspace | None:
        """Give a workspace another name; None where the tenant has none of this id."""
        async with self._database.transaction(key.tenant) as db:
            row = await db.fetchrow(
                f"""
                UPDATE workspace SET name = $3, updated_at = now()
                WHERE id = $1 AND tenant = $2 RETURNING {_COLUMNS}
                """,  # noqa: S608 -- a constant
                key.id,
                key.tenant,
                name,
            )
            return None if row is None else _workspace(row)

    async def page(
        self, tenant: str, limit: int, after: tuple[datetime, UUID] | None, name: str = ""
    ) -> Page:
        """The tenant's workspaces whose name has `name`, in any case; newest first."""
        rows = await self._database.rows(
            "workspace_page", tenant, limit + 1, *(after or (None, None)), name
        )
        items = tuple(_workspace(row) for row in rows[:limit])
        more = len(rows) > limit
        return Page(items, (items[-1].created_at, items[-1].id) if more else None)

    async def delete(self, key: Key) -> bool:
        """Remove a workspace; whether there was one."""
        async with self._database.transaction(key.tenant) as db:
            done: str = await db.execute(
                "DELETE FROM workspace WHERE id = $1 AND tenant = $2", key.id, key.tenant
            )
            return done == "DELETE 1"

    async def claim(self, key: Key) -> Claim | None:
        """Take a workspace from whoever owns it; None where there is none.

        Waits for a write that is under way, so that what is read is what stays.
        """
        async with self._database.transaction(key.tenant) as db:
            row = await db.fetchrow(
                """
                UPDATE workspace SET fence = fence + 1 WHERE id = $1 AND tenant = $2
                RETURNING fence, version, snapshot::text, snapshot_version
                """,
                key.id,
                key.tenant,
            )
            if row is None:
                return None
            changes = await db.fetch(
                """
                SELECT version, patch::text, author FROM workspace_change
                WHERE workspace_id = $1 AND tenant = $2 AND version > $3 ORDER BY version
                """,
                key.id,
                key.tenant,
                row["snapshot_version"],
            )
            return Claim(
                row["fence"],
                row["version"],
                row["snapshot"],
                row["snapshot_version"],
                tuple(_change(change) for change in changes),
            )

    async def append(
        self, key: Key, *, fence: int, change: Change, snapshot: bytes | None = None
    ) -> bool:
        """Make a change, durably; False where another owner or version is there by now.

        Args:
            fence: the number of the ownership.
            change: makes the version after the one that is there.
            snapshot: the graph before the change, to be kept with it.
        """
        if snapshot is None:
            return await self._commits.append(key, fence=fence, change=change)
        return await self._commits.append_alone(key, fence=fence, change=change, snapshot=snapshot)

    async def snapshot(self, key: Key, *, fence: int, version: int, graph: bytes) -> bool:
        """Keep the graph as it is at `version`; False where another owner is there by now."""
        kept: bool = await self._database.call(
            "workspace_snapshot",
            key.tenant,
            key.id,
            fence,
            version,
            graph.decode(),
            application=application(),
        )
        return kept

    async def changes_after(
        self, key: Key, version: int, *, most: int, size: int
    ) -> tuple[Change, ...]:
        """The changes after a version that are still known, in order.

        Args:
            version: see there.
            most: how many at most.
            size: bytes of their patches at most, taken together; what is over it is left out.
        """
        async with self._database.transaction(key.tenant) as db:
            rows = await db.fetch(
                """
                SELECT version, patch::text, author FROM (
                  SELECT version, patch, author, sum(bytes) OVER (ORDER BY version) AS total
                  FROM workspace_change
                  WHERE workspace_id = $1 AND tenant = $2 AND version > $3
                  ORDER BY version LIMIT $4
                ) AS missed WHERE total <= $5 ORDER BY version
                """,
                key.id,
                key.tenant,
                version,
                most,
                size,
            )
        return tuple(_change(row) for row in rows)


def _change(row: asyncpg.Record) -> Change:
    return Change(row["version"], row["patch"], row["author"])


def _workspace(row: asyncpg.Record) -> Workspace:
    return Workspace(**dict(row))
