"""The database's roles: who owns it, who serves, who watches and who backs up.

None of them is a superuser, each has a password of its own, and none may take on another, but for
the kernel's, which may be the application's and is nothing without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import asyncpg

from workspace_kernel.scram import verifier
from workspace_kernel.store.connection import ROLE

OWNER: Final = "nexus_owner"
"""Owns the schema and migrates it; sees no row, because row-level security is forced."""

MONITOR: Final = "nexus_monitor"
"""Reads PostgreSQL's statistics and no table."""

BACKUP: Final = "nexus_backup"
"""Reads all tables of all tenants, and writes none."""

_OTHERS_CONNECTIONS: Final = 5
_ORDINARY: Final = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
_READ_ONLY: Final = "default_transaction_read_only"


@dataclass(frozen=True, slots=True)
class Login:
    """A role that connects; it cannot where its password is empty."""

    name: str
    password: str = field(repr=False)
    connections: int = _OTHERS_CONNECTIONS


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles that connect.

    Attributes:
        owner: migrates.
        kernel: serves.
        monitor: watches.
        backup: backs up.
    """

    owner: Login
    kernel: Login
    monitor: Login
    backup: Login


async def prepare(administrator: asyncpg.Connection, roles: Roles) -> None:
    """Make the roles what they are to be, and give the database to its owner; all, or nothing.

    Args:
        administrator: a superuser's connection to the database.
        roles: see there.
    """
    async with administrator.transaction():
        await _make(administrator, ROLE, "NOLOGIN NOBYPASSRLS")
        await _make_login(administrator, roles.owner, "INHERIT NOBYPASSRLS")
        await _make_login(administrator, roles.kernel, "NOINHERIT NOBYPASSRLS")
        await _make_login(administrator, roles.monitor, "INHERIT NOBYPASSRLS")
        await _make_login(administrator, roles.backup, "INHERIT BYPASSRLS")
        await _make_members(administrator, roles.owner.name, ())
        await _make_members(administrator, roles.kernel.name, (ROLE,))
        await _make_members(administrator, roles.monitor.name, ("pg_monitor",))
        await _make_members(administrator, roles.backup.name, ())
        for reader in (roles.monitor, roles.backup):
            await administrator.execute(f"ALTER ROLE {_quoted(reader.name)} SET {_READ_ONLY} = on")
        await _give_database(administrator, roles.owner.name)
        await _let_in(administrator, roles)
        await _give_objects(administrator, roles.owner.name)
        await _let_read(administrator, roles.owner.name, roles.backup.name)


async def missing(owner: asyncpg.Connection, roles: Roles) -> Sequence[str]:
    """The roles that whoever makes them has not made yet."""
    rows = await owner.fetch("SELECT rolname AS name FROM pg_roles")
    known = {row["name"] for row in rows}
    return [name for name in (ROLE, *_names(roles)) if name not in known]


async def let_in(owner: asyncpg.Connection, roles: Roles) -> None:
    """Give the roles that somebody else has made their rights; all, or nothing.

    Args:
        owner: a connection of who owns the database.
        roles: see there; their passwords do not matter.
    """
    async with owner.transaction():
        await _let_in(owner, roles)
        await _let_read(owner, roles.owner.name, roles.backup.name)


def _names(roles: Roles) -> tuple[str, ...]:
    return (roles.owner.name, roles.kernel.name, roles.monitor.name, roles.backup.name)


async def _make(db: asyncpg.Connection, name: str, attributes: str) -> None:
    if not await db.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name):
        await db.execute(f"CREATE ROLE {_quoted(name)}")
    await db.execute(f"ALTER ROLE {_quoted(name)} {_ORDINARY} {attributes}")


async def _make_login(db: asyncpg.Connection, login: Login, attributes: str) -> None:
    password = f"'{verifier(login.password)}'" if login.password else "NULL"
    await _make(
        db,
        login.name,
        f"LOGIN {attributes} CONNECTION LIMIT {login.connections} PASSWORD {password}",
    )


async def _make_members(db: asyncpg.Connection, member: str, wanted: Sequence[str]) -> None:
    """Make a role a member of the wanted ones and of no other."""
    rows = await db.fetch(
        """
        SELECT r.rolname AS name FROM pg_auth_members m
        JOIN pg_roles r ON r.oid = m.roleid JOIN pg_roles u ON u.oid = m.member
        WHERE u.rolname = $1
        """,
        member,
    )
    for row in rows:
        if row["name"] not in wanted:
            await db.execute(f"REVOKE {_quoted(row['name'])} FROM {_quoted(member)}")
    for role in wanted:
        await db.execute(f"GRANT {_quoted(role)} TO {_quoted(member)}")


async def _give_database(db: asyncpg.Connection, owner: str) -> None:
    database = _quoted(await db.fetchval("SELECT current_database()"))
    await db.execute(f"ALTER DATABASE {database} OWNER TO {_quoted(owner)}")


async def _let_in(db: asyncpg.Connection, roles: Roles) -> None:
    database = _quoted(await db.fetchval("SELECT current_database()"))
    await db.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
    await db.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for name in (ROLE, roles.kernel.name, roles.monitor.name, roles.backup.name):
        await db.execute(f"GRANT CONNECT ON DATABASE {database} TO {_quoted(name)}")
    for name in (ROLE, roles.backup.name):
        await db.execute(f"GRANT USAGE ON SCHEMA public TO {_quoted(name)}")
    # Said once more than the ownership does, because a copy of the database has another owner.
    await db.execute(f"GRANT USAGE, CREATE ON SCHEMA public TO {_quoted(roles.owner.name)}")


async def _give_objects(db: asyncpg.Connection, owner: str) -> None:
    """Give what was made before there was an owner; indexes and sequences go with their tables."""
    rows = await db.fetch(
        """
        SELECT 'TABLE ' || oid::regclass AS object FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
          AND pg_get_userbyid(relowner) <> $1
        UNION ALL
        SELECT 'FUNCTION ' || oid::regprocedure FROM pg_proc p
        WHERE pronamespace = 'public'::regnamespace AND pg_get_userbyid(proowner) <> $1
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
        """,
        owner,
    )
    for row in rows:
        await db.execute(f"ALTER {row['object']} OWNER TO {_quoted(owner)}")


async def _let_read(db: asyncpg.Connection, owner: str, reader: str) -> None:
    """Let a role read all tables, and those to come; `pg_read_all_data` would show passwords too."""
    for kind in ("TABLES", "SEQUENCES"):
        grant = f"GRANT SELECT ON {{}} TO {_quoted(reader)}"
        await db.execute(grant.format(f"ALL {kind} IN SCHEMA public"))
        await db.execute(
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {_quoted(owner)} IN SCHEMA public "
            + grant.format(kind)
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
