"""Kernels and nexus-os on one PostgreSQL and one Redis, as an environment wires them."""

import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from nexus_runtime.roles import Role
from nexus_runtime.tokens import Identity, mint
from nexus_testbed.loopback import HOST
from nexus_testbed.postgres import USER, PostgresServer
from nexus_testbed.redis import RedisServer
from nexus_testbed.service import Service

KERNEL = "nexus_kernel"
"""The database user that the kernels connect as; the migration makes it."""

_TOKEN_SECONDS = 3600


@dataclass
class Platform:
    """What is started here ends at `stop`.

    Attributes:
        postgres: a running server.
        redis: a running server.
        database: a database of it that is migrated.
        services: all that were started, those that ended too.
        jwt_secret: key of the tokens.
    """

    postgres: PostgresServer
    redis: RedisServer
    database: str
    services: list[Service] = field(default_factory=list)
    jwt_secret: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)

    def kernel(self, *, user: str = KERNEL, **settings: str) -> Service:
        """Start a kernel; settings are its variables in lower case."""
        return self._start(
            "workspace_kernel",
            database_settings(self.postgres, self.database, user)
            | {"POD_IP": HOST}
            | {name.upper(): value for name, value in settings.items()},
        )

    def nexus_os(self, **settings: str) -> Service:
        """Start nexus-os; settings are its variables in lower case."""
        return self._start("nexus_os", {name.upper(): value for name, value in settings.items()})

    def client(self, service: Service, tenant: str, user: str = "ann") -> httpx.Client:
        """A client of a service that speaks for a user."""
        return httpx.Client(
            base_url=service.url,
            headers={"Authorization": f"Bearer {self.token(tenant, user)}"},
            timeout=30,
        )

    def token(
        self,
        tenant: str,
        user: str = "ann",
        *,
        lifetime: int = _TOKEN_SECONDS,
        role: str = Role.ADMIN,
    ) -> str:
        """A token that holds for `lifetime` seconds."""
        return mint(Identity(user, tenant, Role(role)), self.jwt_secret, lifetime=lifetime)

    def stop(self) -> None:
        """Kill what still runs."""
        for service in self.services:
            if service.is_running:
                service.kill()

    def _start(self, module: str, settings: dict[str, str]) -> Service:
        service = Service(
            module,
            {
                "LOG_LEVEL": "debug",
                "DRAIN_SECONDS": "0.5",
                "JWT_SECRET": self.jwt_secret,
                "REDIS_HOST": HOST,
                "REDIS_PORT": str(self.redis.port),
                "REDIS_PASSWORD": self.redis.password,
                **settings,
            },
        )
        self.services.append(service)
        return service


@contextmanager
def migrated_platform(options: Sequence[str]) -> Iterator[Platform]:
    """A platform with stores of its own and a migrated database, until the end of the block.

    Args:
        options: PostgreSQL's settings as `name=value`.

    Raises:
        RuntimeError: the migration failed.
    """
    with tempfile.TemporaryDirectory(prefix="nexus-platform-") as name:
        # PostgreSQL's user, who is not root, goes through it.
        folder = Path(name)
        folder.chmod(0o755)
        for store in ("postgres", "redis"):
            (folder / store).mkdir(mode=0o755)
        postgres, redis = (
            PostgresServer(folder / "postgres", options),
            RedisServer(folder / "redis"),
        )
        postgres.start()
        redis.start()
        platform = Platform(postgres, redis, postgres.create_database())
        try:
            migrate(postgres, platform.database)
            yield platform
        finally:
            platform.stop()
            redis.stop()
            postgres.stop()


def database_settings(
    postgres: PostgresServer, database: str, user: str = KERNEL
) -> dict[str, str]:
    """The contract's variables that lead to a database."""
    return {
        "DATABASE_HOST": HOST,
        "DATABASE_PORT": str(postgres.port),
        "DATABASE_NAME": database,
        "DATABASE_USER": user,
        "DATABASE_PASSWORD": postgres.password_of(user),
    }


def migration_settings(postgres: PostgresServer, database: str) -> dict[str, str]:
    """The same with those of the migration, which makes the roles of the database."""
    return {
        **database_settings(postgres, database),
        "DATABASE_ADMIN_USER": USER,
        "DATABASE_ADMIN_PASSWORD": postgres.password,
        **{
            f"DATABASE_{role.upper()}_PASSWORD": postgres.password_of(f"nexus_{role}")
            for role in ("owner", "monitor", "backup")
        },
    }


def migrate(postgres: PostgresServer, database: str) -> None:
    """Bring a database up to date as a pod does.

    Raises:
        RuntimeError: the migration failed.
    """
    done = subprocess.run(
        [sys.executable, "-m", "workspace_kernel.migrate"],
        env=migration_settings(postgres, database),
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the migration failed:\n{done.stdout}{done.stderr}")
