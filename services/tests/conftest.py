"""The platform's services together, on real stores."""

from collections.abc import Iterator

import pytest

from nexus_testbed.platform import Platform, migrate
from nexus_testbed.postgres import PostgresServer
from nexus_testbed.redis import RedisServer


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
