"""Connections to PostgreSQL that cannot see beyond one tenant."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import structlog
from asyncpg.pool import PoolConnectionProxy

ROLE = "nexus_app"
"""Owns nothing and cannot bypass row-level security; migrations create it."""

_LOG = structlog.get_logger(__name__)
_CONNECTIONS = 10
_CONNECT_SECONDS = 5.0
_STATEMENT_SECONDS = 5.0
_RETRY_SECONDS = 1.0

FAILURES = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InvalidParameterValueError,  # the role is not there before the first migration
    asyncpg.UndefinedTableError,  # nor are the tables
    asyncpg.UndefinedFunctionError,  # nor are the functions
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.QueryCanceledError,
    asyncpg.LockNotAvailableError,
    OSError,
    TimeoutError,
)


class StoreError(Exception):
    """PostgreSQL did not answer, or did not say whether a change was made."""


class Database:
    """A pool of connections; it may be used before PostgreSQL is there, and answers then.

    Args:
        dsn: where PostgreSQL is, with the password.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._pool: asyncpg.Pool | None = None
        self._opening: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Connect in the background, as often as it takes."""
        self._opening = asyncio.create_task(self._open())

    async def close(self) -> None:
        """Let go of all connections."""
        if self._opening is not None:
            self._opening.cancel()
        if self._pool is not None:
            self._pool.terminate()

    @asynccontextmanager
    async def transaction(self, tenant: str) -> AsyncIterator[PoolConnectionProxy]:
        """A transaction that sees the rows of `tenant` alone.

        Raises:
            StoreError: PostgreSQL is not there, or went away meanwhile.
        """
        try:
            async with (
                self._ready().acquire(timeout=_CONNECT_SECONDS) as connection,
                connection.transaction(),
            ):
                await connection.execute("SELECT set_config('nexus.tenant', $1, true)", tenant)
                yield connection
        except FAILURES as error:
            raise StoreError(f"PostgreSQL: {type(error).__name__}") from error

    async def call(self, function: str, *arguments: object) -> Any:
        """What a function of the schema gives: a transaction of its own, in one round trip.

        Raises:
            StoreError: PostgreSQL is not there, or went away meanwhile.
        """
        places = ", ".join(f"${number}" for number in range(1, len(arguments) + 1))
        try:
            async with self._ready().acquire(timeout=_CONNECT_SECONDS) as connection:
                return await connection.fetchval(f"SELECT {function}({places})", *arguments)
        except FAILURES as error:
            raise StoreError(f"PostgreSQL: {type(error).__name__}") from error

    async def answers(self) -> bool:
        """Whether PostgreSQL answers now."""
        try:
            async with self._ready().acquire(timeout=_CONNECT_SECONDS) as connection:
                await connection.execute("SELECT 1 FROM workspace LIMIT 0")
        except (*FAILURES, StoreError):
            return False
        return True

    def _ready(self) -> asyncpg.Pool:
        if self._pool is None:
            raise StoreError("PostgreSQL: not connected yet")
        return self._pool

    async def _open(self) -> None:
        waiting = False
        while True:
            try:
                self._pool = await asyncpg.create_pool(
                    self._dsn,
                    min_size=1,
                    max_size=_CONNECTIONS,
                    timeout=_CONNECT_SECONDS,
                    command_timeout=_STATEMENT_SECONDS,
                    # What a transaction sets ends with it, so that there is nothing to reset.
                    reset=_leave,
                    server_settings={
                        "role": ROLE,
                        "application_name": "workspace-kernel",
                        # A pod that is frozen in a transaction must not keep others out.
                        "idle_in_transaction_session_timeout": "10s",
                        "lock_timeout": "4s",
                    },
                )
            except FAILURES as error:
                if not waiting:
                    _LOG.warning("waiting for the database", reason=type(error).__name__)
                waiting = True
                await asyncio.sleep(_RETRY_SECONDS)
            else:
                _LOG.info("database connected")
                return


async def _leave(_connection: asyncpg.Connection) -> None:
    """Leave a connection as it is."""
