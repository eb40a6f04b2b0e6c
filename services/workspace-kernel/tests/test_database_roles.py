"""The second wall: what the database's roles can do with the very connections that they have."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from nexus_testbed.platform import KERNEL, migrate, migration_settings
from nexus_testbed.postgres import USER, PostgresServer, in_one_session
from nexus_testbed.service import wait_until
from workspace_kernel.database_roles import BACKUP, MONITOR, OWNER
from workspace_kernel.scram import verifier
from workspace_kernel.store.connection import ROLE

ROLES = (KERNEL, OWNER, MONITOR, BACKUP)
# What lets a PostgreSQL user out of its database, or up to another's rights.
FORBIDDEN = [
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY alembic_version FROM PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/nexus'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT pg_ls_dir('.')",
    "SELECT rolpassword FROM pg_authid",
    "ALTER SYSTEM SET log_statement = 'all'",
    "CREATE ROLE another",
    "CREATE DATABASE another",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER ROLE CURRENT_USER BYPASSRLS",
    f"SET SESSION AUTHORIZATION {USER}",
    f"SET ROLE {USER}",
    "SET ROLE pg_execute_server_program",
    "SET session_replication_role = replica",
]


def denied(url: str, *statements: str) -> bool:
    """Whether PostgreSQL refuses the last statement for want of rights."""
    try:
        in_one_session(url, *statements)
    except asyncpg.InsufficientPrivilegeError:
        return True
    return False


@pytest.fixture(scope="module")
def database(postgres_server: PostgresServer) -> str:
    """A migrated database with a workspace of one tenant and a change of it."""
    name = postgres_server.create_database()
    migrate(postgres_server, name)
    postgres_server.run(
        """
        WITH made AS (
          INSERT INTO workspace (id, tenant, name, snapshot)
          VALUES (gen_random_uuid(), 'acme', 'plan', '{}') RETURNING id, tenant
        )
        INSERT INTO workspace_change (workspace_id, tenant, version, patch, author)
        SELECT id, tenant, 1, '[]', 'ann' FROM made
        """,
        database=name,
    )
    return name


@pytest.fixture
def urls(postgres_server: PostgresServer, database: str) -> dict[str, str]:
    """Where each role connects to it."""
    return {role: postgres_server.url(database, role) for role in ROLES}


def test_the_kernels_have_the_connection_that_is_tested_here(
    start_kernel: Callable[..., Any], postgres_server: PostgresServer
) -> None:
    kernel = start_kernel()
    assert kernel.client().get("/api/workspaces").status_code == 200
    users = postgres_server.run(
        "SELECT DISTINCT usename AS name FROM pg_stat_activity"
        f" WHERE datname = '{kernel.platform.database}' AND pid <> pg_backend_pid()"
    )
    assert users == [{"name": KERNEL}]


@pytest.mark.parametrize("role", ROLES)
def test_no_role_gets_out_of_its_database_or_up(urls: dict[str, str], role: str) -> None:
    others = [f"SET ROLE {other}" for other in (*ROLES, ROLE) if other != role]
    allowed = [f"SET ROLE {ROLE}"] if role == KERNEL else []
    may_write = "SET default_transaction_read_only = off"
    for statement in (*FORBIDDEN, *others):
        assert denied(urls[role], may_write, statement) == (statement not in allowed), statement


def test_the_kernels_user_is_nothing_but_the_applications_role(urls: dict[str, str]) -> None:
    url = urls[KERNEL]
    for table in ("workspace", "workspace_change", "alembic_version"):
        for way in ((), (f"SET ROLE {ROLE}", "SET ROLE NONE"), (f"SET ROLE {ROLE}", "RESET ROLE")):
            assert denied(url, *way, f"SELECT count(*) FROM public.{table}")
    as_application = f"SET ROLE {ROLE}"
    assert in_one_session(url, as_application, "SELECT count(*) FROM workspace") == 0
    tenant = "SET nexus.tenant = 'acme'"
    assert in_one_session(url, as_application, tenant, "SELECT count(*) FROM workspace") == 1
    for statement in (
        "SELECT count(*) FROM alembic_version",
        "CREATE TABLE public.more (id int)",
        "CREATE TEMPORARY TABLE more (id int)",
        "ALTER TABLE workspace DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant ON workspace",
        "TRUNCATE workspace CASCADE",
    ):
        assert denied(url, as_application, statement), statement


def test_who_owns_the_tables_sees_no_row(urls: dict[str, str]) -> None:
    for table in ("workspace", "workspace_change"):
        assert in_one_session(urls[OWNER], f"SELECT count(*) FROM public.{table}") == 0
    assert (
        in_one_session(urls[OWNER], "CREATE TABLE more (id int)", "SELECT count(*) FROM more") == 0
    )


def test_who_watches_sees_statistics_and_no_table(urls: dict[str, str]) -> None:
    assert (
        in_one_session(urls[MONITOR], "SELECT count(*) FROM pg_stat_activity WHERE query <> ''") > 0
    )
    assert in_one_session(urls[MONITOR], "SELECT pg_database_size(current_database())") > 0
    for table in ("workspace", "workspace_change"):
        assert denied(urls[MONITOR], f"SELECT count(*) FROM public.{table}")


def test_who_backs_up_reads_all_and_writes_nothing(
    urls: dict[str, str], postgres_server: PostgresServer, database: str
) -> None:
    dumped = subprocess.run(
        [postgres_server.programs / "pg_dump", "--dbname", urls[BACKUP]],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "acme" in dumped
    assert "ENABLE ROW LEVEL SECURITY" in dumped
    may_write = "SET default_transaction_read_only = off"
    for statement in ("DELETE FROM workspace", "UPDATE workspace SET tenant = 'evil'"):
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            in_one_session(urls[BACKUP], statement)
        assert denied(urls[BACKUP], may_write, statement)


def test_each_password_opens_one_role_and_a_new_one_takes_its_place(
    urls: dict[str, str], postgres_server: PostgresServer, database: str
) -> None:
    for role, url in urls.items():
        for other in ROLES:
            theirs = url.replace(f"//{role}:", f"//{other}:")
            if other != role:
                with pytest.raises(asyncpg.InvalidPasswordError):
                    in_one_session(theirs, "SELECT 1")
    settings = migration_settings(postgres_server, database)
    run_migration(
        {**settings, "DATABASE_MONITOR_PASSWORD": "another", "DATABASE_BACKUP_PASSWORD": ""}
    )
    try:
        for role in (MONITOR, BACKUP):
            with pytest.raises(asyncpg.InvalidPasswordError):
                in_one_session(urls[role], "SELECT 1")
        renewed = urls[MONITOR].replace(postgres_server.password_of(MONITOR), "another")
        assert in_one_session(renewed, "SELECT 1") == 1
    finally:
        run_migration(settings)
    assert in_one_session(urls[BACKUP], "SELECT 1") == 1


def test_a_membership_that_somebody_added_is_taken_back(
    urls: dict[str, str], postgres_server: PostgresServer, database: str
) -> None:
    postgres_server.run(f"GRANT {BACKUP} TO {KERNEL}")
    postgres_server.run(f"ALTER ROLE {KERNEL} CREATEROLE BYPASSRLS")
    migrate(postgres_server, database)
    assert denied(urls[KERNEL], f"SET ROLE {BACKUP}")
    (role,) = postgres_server.run(
        f"SELECT rolbypassrls OR rolcreaterole AS powerful FROM pg_roles WHERE rolname = '{KERNEL}'"
    )
    assert role == {"powerful": False}


def test_a_database_from_before_the_roles_is_given_to_its_owner(
    postgres_server: PostgresServer,
) -> None:
    database = postgres_server.create_database()
    before = migration_settings(postgres_server, database)
    run_migration(
        {name: value for name, value in before.items() if "ADMIN" not in name}
        | {"DATABASE_USER": USER, "DATABASE_PASSWORD": postgres_server.password}
    )
    run_migration(before)
    owners = postgres_server.run(
        """
        SELECT DISTINCT pg_get_userbyid(relowner) AS owner FROM pg_class
        WHERE relnamespace = 'public'::regnamespace
        UNION SELECT pg_get_userbyid(proowner) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
        """,
        database=database,
    )
    assert owners == [{"owner": OWNER}]


def test_an_owner_gives_roles_that_somebody_else_makes_the_same_rights(
    postgres_server: PostgresServer,
) -> None:
    """As where an operator makes them, and nobody has a superuser's password."""
    ours, managed = (postgres_server.create_database() for _ in range(2))
    migrate(postgres_server, ours)
    postgres_server.run(f'ALTER DATABASE "{managed}" OWNER TO {OWNER}')

    run_migration(managed_settings(postgres_server, managed))

    of_both = [rights(postgres_server, name) for name in (ours, managed)]
    assert of_both[0] == of_both[1]
    assert of_both[0]


def test_a_migration_waits_for_the_roles_that_somebody_else_makes(
    postgres_server: PostgresServer, database: str
) -> None:
    managed = postgres_server.create_database()
    postgres_server.run(f'ALTER DATABASE "{managed}" OWNER TO {OWNER}')
    settings = managed_settings(postgres_server, managed)
    settings |= {"DATABASE_URL": postgres_server.url(managed, "nexus_late")}
    with subprocess.Popen(
        [sys.executable, "-m", "workspace_kernel.migrate"],
        env={"PATH": os.environ["PATH"], **settings},
        stdout=subprocess.PIPE,
        text=True,
    ) as migrating:
        assert migrating.stdout is not None
        waiting = next(line for line in migrating.stdout if "waiting for the database" in line)
        assert "nexus_late" in waiting
        postgres_server.run(f"CREATE ROLE nexus_late LOGIN NOINHERIT IN ROLE {ROLE}")
        migrating.communicate()
    assert migrating.returncode == 0


def rights(postgres_server: PostgresServer, database: str) -> list[dict[str, Any]]:
    """Who may do what with a database and all that is in it, and whose it is."""
    return postgres_server.run(
        """
        SELECT 'database' AS what, array_agg(a::text ORDER BY a::text)::text AS may,
          pg_get_userbyid(datdba) AS owner
        FROM pg_database, unnest(datacl) a WHERE datname = current_database() GROUP BY datdba
        UNION SELECT nspname, array_agg(a::text ORDER BY a::text)::text, pg_get_userbyid(nspowner)
        FROM pg_namespace, unnest(nspacl) a WHERE nspname = 'public' GROUP BY nspname, nspowner
        UNION SELECT relname, relacl::text, pg_get_userbyid(relowner)
        FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION SELECT proname, proacl::text, pg_get_userbyid(proowner)
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION SELECT 'what is to come: ' || defaclobjtype::text, defaclacl::text,
          pg_get_userbyid(defaclrole)
        FROM pg_default_acl
        ORDER BY 1, 2
        """,
        database=database,
    )


def managed_settings(postgres_server: PostgresServer, database: str) -> dict[str, str]:
    """Those of a migration that has no superuser's password, and makes no role."""
    told = migration_settings(postgres_server, database)
    given = {name: value for name, value in told.items() if "ADMIN" not in name}
    return {**given, "DATABASE_ROLES": "managed"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"DATABASE_OWNER_PASSWORD": ""}, "DATABASE_OWNER_PASSWORD is missing"),
        ({"DATABASE_USER": USER}, "as the administrator"),
        ({"DATABASE_MONITOR_PASSWORD": "same", "DATABASE_BACKUP_PASSWORD": "same"}, "the same"),
        ({"DATABASE_MONITOR_PASSWORD": "pässword"}, "not ASCII"),
    ],
)
def test_roles_that_would_be_no_wall_are_refused(
    postgres_server: PostgresServer, changes: dict[str, str], said: str
) -> None:
    settings = {**migration_settings(postgres_server, "postgres"), **changes}
    done = migration(settings)
    assert done.returncode == 1
    assert said in done.stderr
    assert postgres_server.password not in done.stdout + done.stderr


def test_the_user_of_a_url_is_the_kernels(postgres_server: PostgresServer) -> None:
    database = postgres_server.create_database()
    settings = migration_settings(postgres_server, database)
    url = postgres_server.url(database, "nexus_by_url")
    run_migration({**settings, "DATABASE_URL": url, "DATABASE_USER": "x", "DATABASE_PASSWORD": "y"})
    assert in_one_session(url, f"SET ROLE {ROLE}", "SELECT count(*) FROM workspace") == 0


def test_a_kernel_with_too_much_power_says_so(start_kernel: Callable[..., Any]) -> None:
    def warns(kernel: Any) -> bool:
        return any("can see all tenants" in one["message"] for one in kernel.service.records)

    safe = start_kernel()
    powerful = start_kernel(database_user=USER, database_password=safe.platform.postgres.password)
    wait_until(lambda: warns(powerful), "the warning")
    assert not warns(safe)


def test_a_verifier_is_of_the_password_and_does_not_show_it() -> None:
    first, second = verifier("secret"), verifier("secret")
    assert first != second
    assert first.startswith("SCRAM-SHA-256$4096:")
    assert "secret" not in first


def migration(settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workspace_kernel.migrate"],
        env={"PATH": os.environ["PATH"], **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def run_migration(settings: dict[str, str]) -> None:
    """Migrate as a Job does."""
    done = migration(settings)
    assert done.returncode == 0, done.stdout + done.stderr
