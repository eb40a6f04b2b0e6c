"""What a database holds, in figures that a restored one must have too."""

from typing import Annotated, Final

import asyncpg
from pydantic import BaseModel, ConfigDict, Field

# A row as text depends on these.
_SESSION: Final = """
    SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET TimeZone = 'UTC';
    SET extra_float_digits = 1; SET bytea_output = 'hex'; SET row_security = off;
    SET search_path = pg_catalog
"""
_TABLES: Final = """
    SELECT format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    ORDER BY 1
"""
_SEQUENCES: Final = """
    SELECT format('%I.%I', schemaname, sequencename) AS name, coalesce(last_value, 0) AS value
    FROM pg_sequences
"""
# A sum does not depend on the order of the rows, and counts one that is there twice.
_SUMMED: Final = """
    SELECT count(*) AS rows,
        coalesce(sum(('x' || substr(hash, 1, 16))::bit(64)::bigint), 0)
        || '/' || coalesce(sum(('x' || substr(hash, 17, 16))::bit(64)::bigint), 0) AS checksum
    FROM (SELECT md5(t::text) AS hash FROM {} t) hashes
"""
_VERSION_TABLE: Final = "public.alembic_version"
_VERSION: Final = "SELECT version_num FROM public.alembic_version"


class Table(BaseModel):
    """The rows of one table.

    Attributes:
        rows: how many.
        checksum: of all of them, in whatever order.
    """

    model_config = ConfigDict(frozen=True)

    rows: Annotated[int, Field(ge=0)]
    checksum: str


class Contents(BaseModel):
    """What a database holds.

    Attributes:
        schema_version: of the last migration; "" where there was none.
        tables: by their qualified names.
        sequences: how far each has counted.
    """

    model_config = ConfigDict(frozen=True)

    schema_version: str
    tables: dict[str, Table]
    sequences: dict[str, int]

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.tables.values())

    def differences(self, other: "Contents") -> list[str]:
        """What another database does not have as this one has it, in words."""
        found = []
        if self.schema_version != other.schema_version:
            found.append(
                f"schema version is {other.schema_version or 'none'},"
                f" not {self.schema_version or 'none'}"
            )
        for name in sorted(self.tables.keys() | other.tables.keys()):
            ours, theirs = self.tables.get(name), other.tables.get(name)
            if ours is None or theirs is None:
                found.append(f"table {name} is {'missing' if theirs is None else 'too many'}")
            elif ours.rows != theirs.rows:
                found.append(f"table {name} has {theirs.rows} rows, not {ours.rows}")
            elif ours.checksum != theirs.checksum:
                found.append(f"table {name} has other content")
        if self.sequences != other.sequences:
            found.append("sequences have counted differently")
        return found


async def names_of_tables(connection: asyncpg.Connection) -> list[str]:
    """The tables that a database has, by their qualified names."""
    return [row["name"] for row in await connection.fetch(_TABLES)]


async def contents(connection: asyncpg.Connection) -> Contents:
    """What a database holds, as a connection's transaction sees it.

    Raises:
        asyncpg.PostgresError: the user may not read all of it.
    """
    await connection.execute(_SESSION)
    tables = {}
    for name in await names_of_tables(connection):
        row = await connection.fetchrow(_SUMMED.format(name))
        tables[name] = Table(rows=row["rows"], checksum=row["checksum"])
    version = ""
    if _VERSION_TABLE in tables:
        version = await connection.fetchval(_VERSION) or ""
    return Contents(
        schema_version=version,
        tables=tables,
        sequences={row["name"]: row["value"] for row in await connection.fetch(_SEQUENCES)},
    )
