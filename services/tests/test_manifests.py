"""The second wall, with the very variables that the manifests of an environment give."""

import asyncio
import base64
import os
import re
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import yaml

from nexus_testbed.loopback import HOST
from nexus_testbed.postgres import USER, PostgresServer, in_one_session
from nexus_testbed.redis import RedisServer
from nexus_testbed.service import Service, wait_until
from workspace_kernel.settings import DatabaseSettings

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ("dev", "staging", "prod")
AS_APPLICATION = ("SET ROLE nexus_app", "SET nexus.tenant = 'acme'")


def secret_from_before(server: PostgresServer) -> dict[str, str]:
    """The Secret of an installation whose kernels connect as the superuser."""
    return {
        "JWT_SECRET": secrets.token_hex(32),
        "REDIS_PASSWORD": secrets.token_hex(32),
        "DATABASE_PASSWORD": server.password,
        "DATABASE_URL": f"postgresql://{USER}:{server.password}@postgres:5432/nexus",
    }


def brought_up_to_date(secret: Mapping[str, str]) -> dict[str, str]:
    """That Secret once somebody did what docs/publishing.md says, with a `kubectl` that tells."""
    text = (ROOT / "docs" / "publishing.md").read_text()
    (recipe,) = (
        block
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        if "patch secret nexus-secrets" in block
    )
    kubectl = 'kubectl() { case $1 in get) printf %s "$THERE" ;; patch) cat ;; esac; }\n'
    there = base64.b64encode(secret["DATABASE_PASSWORD"].encode()).decode()
    said = subprocess.run(
        ["sh", "-euc", kubectl + recipe],
        env={"PATH": os.environ["PATH"], "THERE": there},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    patch = yaml.safe_load(said)
    encoded = {key: base64.b64decode(value).decode() for key, value in patch["data"].items()}
    return {**secret, **encoded, **patch["stringData"]}


def told_to_postgres() -> list[str]:
    """The settings that dev gives its server, as `name=value`; those of all are derived alike."""
    manifest = ROOT / "dist" / "dev" / "core" / "apps_statefulset_postgres.yaml"
    container = yaml.safe_load(manifest.read_text())["spec"]["template"]["spec"]["containers"][0]
    flags, settings = container["args"][::2], container["args"][1::2]
    assert set(flags) == {"-c"}
    return list(settings)


@dataclass(frozen=True)
class Installation:
    """An environment's manifests, and its Secret."""

    objects: Mapping[str, dict[str, Any]]
    settings: Mapping[str, str]
    secret: Mapping[str, str]
    server: PostgresServer

    @classmethod
    def of(cls, name: str, server: PostgresServer) -> "Installation":
        objects = {}
        for path in (ROOT / "dist" / name / "core").iterdir():
            one = yaml.safe_load(path.read_text())
            objects[f"{one['kind']}/{one['metadata']['name']}"] = one
        (settings,) = (one["data"] for one in objects.values() if one["kind"] == "ConfigMap")
        secret = brought_up_to_date(secret_from_before(server))
        return cls(objects, settings, secret, server)

    def containers(self, title: str) -> list[dict[str, Any]]:
        """The containers of a workload's pods, the one that it is there for first."""
        spec = self.objects[title].get("spec", {}).get("template", {}).get("spec", {})
        return [*spec.get("containers", ()), *spec.get("initContainers", ())]

    def variables(self, title: str, **stores: str) -> dict[str, str]:
        """What a pod's first container gets, where the stores are on this machine."""
        return self.given(self.containers(title)[0]) | {
            "DATABASE_HOST": HOST,
            "DATABASE_PORT": str(self.server.port),
            **stores,
        }

    def given(self, container: Mapping[str, Any]) -> dict[str, str]:
        """What a container gets, where the database is on this machine."""
        found = dict(self.settings) if container.get("envFrom") else {}
        for variable in container.get("env", ()):
            reference = variable.get("valueFrom", {}).get("secretKeyRef")
            if reference is None:
                found[variable["name"]] = variable["value"]
            elif not reference.get("optional") or reference["key"] in self.secret:
                found[variable["name"]] = self.secret[reference["key"]]
        there = f"@{self.settings['DATABASE_HOST']}:{self.settings['DATABASE_PORT']}/"
        here = f"@{HOST}:{self.server.port}/"
        return {name: value.replace(there, here) for name, value in found.items()}

    def migrate(self) -> subprocess.CompletedProcess[str]:
        """Run what the Job runs."""
        title = "Job/workspace-kernel-migrate"
        container = self.containers(title)[0]
        with tempfile.TemporaryDirectory() as folder:
            return subprocess.run(
                container["command"],
                env={"PATH": str(Path(sys.executable).parent), **self.variables(title)},
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
            )


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server of its own, because the roles are the same for all databases of one."""
    with tempfile.TemporaryDirectory(prefix="nexus-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = PostgresServer(folder, ["fsync=off", *told_to_postgres()])
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="module", params=ENVIRONMENTS)
def installation(request: pytest.FixtureRequest, server: PostgresServer) -> Installation:
    """A database made as the manifests say, with a workspace of each of two tenants."""
    installation = Installation.of(request.param, server)
    made = installation.variables("StatefulSet/postgres")
    assert (made["POSTGRES_USER"], made["POSTGRES_PASSWORD"]) == (USER, server.password)
    database = made["POSTGRES_DB"]
    server.run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    server.run(f'CREATE DATABASE "{database}"')
    done = installation.migrate()
    assert done.returncode == 0, done.stdout + done.stderr
    for tenant in ("acme", "globex"):
        server.run(
            "INSERT INTO workspace (id, tenant, name, snapshot)"
            f" VALUES (gen_random_uuid(), '{tenant}', 'plan', '{{}}')",
            database=database,
        )
    return installation


@pytest.fixture
def url(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where a kernel connects to, as it reads it itself."""
    for name, value in installation.variables("Deployment/workspace-kernel").items():
        monkeypatch.setenv(name, value)
    return DatabaseSettings().dsn


def test_a_kernel_serves_with_them_and_has_no_more_power_than_it_needs(
    installation: Installation, redis_server: RedisServer
) -> None:
    variables = installation.variables(
        "Deployment/workspace-kernel",
        REDIS_HOST=HOST,
        REDIS_PORT=str(redis_server.port),
        REDIS_PASSWORD=redis_server.password,
        PORT="0",
        POD_IP=HOST,
    )
    kernel = Service("workspace_kernel", variables)
    try:
        kernel.wait_for_record("database connected")
        ready = f"{kernel.url}/ready"
        wait_until(lambda: httpx.get(ready, trust_env=False).status_code == 200, "a ready kernel")
        users = installation.server.run(
            "SELECT DISTINCT usename AS name FROM pg_stat_activity"
            f" WHERE datname = '{installation.settings['DATABASE_NAME']}'"
        )
    finally:
        kernel.kill()
    assert users == [{"name": "nexus_kernel"}]
    assert [one["message"] for one in kernel.records if one["level"] not in ("debug", "info")] == []


@pytest.mark.parametrize(
    "way",
    [
        ("SET ROLE NONE", "SELECT count(*) FROM public.workspace"),
        (*AS_APPLICATION, "SET ROLE NONE", "SELECT count(*) FROM public.workspace"),
        (*AS_APPLICATION, "RESET ROLE", "SELECT count(*) FROM public.workspace_change"),
        ("COPY (SELECT 1) TO PROGRAM 'true'",),
        (*AS_APPLICATION, "COPY workspace TO PROGRAM 'true'"),
        (f"SET ROLE {USER}",),
        ("SET ROLE nexus_owner",),
        ("SET ROLE nexus_backup",),
        (f"SET SESSION AUTHORIZATION {USER}",),
        (*AS_APPLICATION, "ALTER TABLE workspace NO FORCE ROW LEVEL SECURITY"),
        (*AS_APPLICATION, "SET row_security = off", "SELECT count(*) FROM workspace"),
        (*AS_APPLICATION, "UPDATE workspace SET tenant = 'globex'"),
    ],
    ids=" ; ".join,
)
def test_what_leads_out_of_a_tenant_is_refused(url: str, way: tuple[str, ...]) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        in_one_session(url, *way)


def test_other_tenants_rows_are_not_there(url: str) -> None:
    count = "SELECT count(*) FROM workspace"
    assert in_one_session(url, *AS_APPLICATION, count) == 1
    assert in_one_session(url, *AS_APPLICATION, f"{count} WHERE tenant <> 'acme'") == 0
    assert in_one_session(url, "SET ROLE nexus_app", count) == 0


def test_row_level_security_is_forced_on_whatever_has_a_tenant(
    installation: Installation, server: PostgresServer
) -> None:
    tables = server.run(
        """
        SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
          AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant')
        """,
        database=installation.settings["DATABASE_NAME"],
    )
    assert {"workspace", "workspace_change"} <= {table["name"] for table in tables}
    assert [table["name"] for table in tables if not table["forced"]] == []


def test_the_superusers_password_is_given_to_the_database_and_to_what_migrates_it_alone(
    installation: Installation,
) -> None:
    """Also to what backs it up before, when the role that reads for backups may not be there yet."""
    knowing = {
        (title, container["name"])
        for title in installation.objects
        for container in installation.containers(title)
        if installation.secret["DATABASE_ADMIN_PASSWORD"] in installation.given(container).values()
    }
    before = "backup-before-migration"
    assert knowing - {(f"Job/{before}", before)} == {
        ("StatefulSet/postgres", "postgres"),
        ("Job/workspace-kernel-migrate", "workspace-kernel-migrate"),
    }


def test_every_connection_that_may_be_fits_and_one_kernel_too_many_is_refused(
    installation: Installation, server: PostgresServer, url: str
) -> None:
    """As many kernels as a rollout has, each with a full pool; who owns, watches and backs up; and
    still somebody who looks after it."""
    kernels = int(installation.settings["DATABASE_KERNEL_CONNECTIONS"])
    pool = int(installation.settings["DATABASE_POOL_SIZE"])
    scaler = installation.objects["HorizontalPodAutoscaler/workspace-kernel"]
    most = int(scaler["spec"]["maxReplicas"])
    user, password = "nexus_kernel", installation.secret["DATABASE_PASSWORD"]
    others = {
        url.replace(
            f"{user}:{password}",
            f"nexus_{role}:{installation.secret[f'DATABASE_{role.upper()}_PASSWORD']}",
        ): 5
        for role in ("owner", "monitor", "backup")
    }
    administrator = server.url(installation.settings["DATABASE_NAME"])

    async def connect() -> None:
        open_ones = []
        try:
            for where, count in {url: kernels, **others, administrator: 2}.items():
                open_ones += [await asyncpg.connect(where) for _ in range(count)]
            with pytest.raises(asyncpg.TooManyConnectionsError):
                await asyncpg.connect(url)
            # What the server keeps for superusers.
            open_ones.append(await asyncpg.connect(administrator))
        finally:
            for one in open_ones:
                one.terminate()

    assert kernels >= (2 * most + 1) * pool
    asyncio.run(connect())
    wait_until(
        lambda: (
            server.run("SELECT count(*) AS n FROM pg_stat_activity WHERE usename LIKE 'nexus_%'")
            == [{"n": 0}]
        ),
        "the sessions' end",
    )


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_a_secret_from_before_there_were_roles_fails_the_migration_which_says_what_it_needs(
    name: str, server: PostgresServer
) -> None:
    now = Installation.of(name, server)
    before = Installation(now.objects, now.settings, secret_from_before(server), server)

    done = before.migrate()

    assert done.returncode == 1
    assert "DATABASE_ADMIN_PASSWORD is missing" in done.stderr
    assert server.password not in done.stdout + done.stderr
    # A server that has its data starts without it.
    assert "POSTGRES_PASSWORD" not in before.variables("StatefulSet/postgres")
