"""Real stores and services for all tests, and Hypothesis's profiles."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from nexus_testbed.platform import Platform, migrate
from nexus_testbed.postgres import PostgresServer
from nexus_testbed.redis import RedisServer

settings.register_profile("default", deadline=None)
# `make test-services PYTEST_ARGS=--hypothesis-profile=long`
settings.register_profile("long", deadline=None, max_examples=1_000)
settings.load_profile("default")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for the whole run; whoever stops it starts it again."""
    # pytest's own folders can be entered by one user alone, who is not PostgreSQL's.
    with tempfile.TemporaryDirectory(prefix="nexus-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        # Each test copies a database, which is cheapest where the copy is not in the log, too.
        options = ("fsync=off", "wal_level=minimal", "max_wal_senders=0", "max_connections=300")
        server = PostgresServer(folder, options)
        server.start()
        yield server
        # In order it would write down what goes with the folder.
        server.crash()


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """An empty Redis server."""
    folder = tmp_path / "redis"
    folder.mkdir()
    server = RedisServer(folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated(postgres_server: PostgresServer) -> str:
    """A migrated database to copy; nothing may be connected to it."""
    database = postgres_server.create_database()
    migrate(postgres_server, database)
    return database


@pytest.fixture
def platform(
    postgres_server: PostgresServer, redis_server: RedisServer, migrated: str
) -> Iterator[Platform]:
    """What starts kernels and nexus-os; all that they write must have the contract's form."""
    database = postgres_server.create_database(template=migrated)
    platform = Platform(postgres_server, redis_server, database)
    yield platform
    platform.stop()
    assert [line for service in platform.services for line in service.other_lines] == []
