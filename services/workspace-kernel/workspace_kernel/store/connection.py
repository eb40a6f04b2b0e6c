"""Connections to PostgreSQL that cannot see beyond one tenant."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
import structlog
from asyncpg.pool import PoolConnectionProxy

from nexus_runtime import tracing
from nexus_runtime.breaker import Breaker, RestingError

ROLE = "nexus_app"
"""Owns nothing and cannot bypass row-level security; migrations create it."""

_LOG = structlog.get_logger(__name__)
_APPLICATION = "workspace-kernel"
_LONGEST_NAME = 63  # NAMEDATALEN - 1
_CONNECT_SECONDS = 5.0
# A server that has not answered by then is taken for away.
_ANSWER_SECONDS = 2.0
_STATEMENT_SECONDS = 5.0
_RETRY_SECONDS = 1.0
_IS_POWERFUL = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user"

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

# Of these, what tells that nobody answers.
_AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    OSError,
    TimeoutError,
)


class StoreError(Exception):
    """PostgreSQL did not answer, or did not say whether a change was made."""


class Database:
    """A pool of connections; it may be used before PostgreSQL is there, and answers then.

    Args:
        dsn: where PostgreSQL is, with the password.
        connections: how many it may have.
    """

    def __init__(self, dsn: str, connections: int) -> None:
        self._dsn = dsn
        self._connections = connections
        self._pool: asyncpg.Pool | None = None
        self._kept: list[PoolConnectionProxy] = []
        self._waiting = 0
        self._breaker = Breaker(_AWAY)
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

    @property
    def was_reached(self) -> bool:
        """Whether PostgreSQL has ever answered, with its schema."""
        return self._pool is not None

    @asynccontextmanager
    async def transaction(self, tenant: str) -> AsyncIterator[PoolConnectionProxy]:
        """A transaction that sees the rows of `tenant` alone.

        Raises:
            StoreError: PostgreSQL is not there, or went away meanwhile.
        """
        async with self._connection() as (connection, deadline):
            transaction = connection.transaction()
            await transaction.start()
            try:
                await connection.execute(
                    "SELECT set_config('nexus.tenant', $1, true),"
                    " set_config('application_name', $2, true)",
                    tenant,
                    application(),
                )
                # It answers; what is asked now may take its time.
                deadline.reschedule(asyncio.get_running_loop().time() + _STATEMENT_SECONDS)
                yield connection
            except asyncio.CancelledError:
                raise  # The connection ends, and the transaction with it.
            except BaseException:
                await transaction.rollback()
                raise
            else:
                await transaction.commit()

    async def call(self, function: str, *arguments: object, application: str = _APPLICATION) -> Any:
        """What a function of the schema gives: a transaction of its own, in one round trip.

        Args:
            function: its name.
            arguments: what it is given.
            application: see the function of this name.

        Raises:
            StoreError: PostgreSQL is not there, or went away meanwhile.
        """
        places = ", ".join(f"${number}" for number in range(2, len(arguments) + 2))
        statement = f"SELECT set_config('application_name', $1, true), {function}({places})"
        async with self._connection() as (connection, _):
            return await connection.fetchval(statement, application, *arguments, column=1)

    async def rows(self, function: str, *arguments: object) -> list[asyncpg.Record]:
        """The rows of a function that takes the application's name first; raises as `call`."""
        places = ", ".join(f"${number}" for number in range(1, len(arguments) + 2))
        async with self._connection() as (connection, _):
            found: list[asyncpg.Record] = await connection.fetch(
                f"SELECT * FROM {function}({places})",  # noqa: S608 -- a name of our own
                application(),
                *arguments,
            )
            return found

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[tuple[PoolConnectionProxy, asyncio.Timeout]]:
        """A connection, and until when it may be used.

        A server that does not answer is given up soon, and then not asked for a moment; one that
        answers may take longer over a large statement.
        """
        try:
            with self._breaker.guard():
                async with asyncio.timeout(_ANSWER_SECONDS) as deadline:
                    connection = await self._take()
                    try:
                        yield connection, deadline
                    except asyncio.CancelledError:
                        # Asked to cancel in order, a server that is away would be waited for.
                        connection.terminate()
                        raise
                    finally:
                        await self._give_back(connection)
        except RestingError as error:
            raise StoreError("PostgreSQL: away a moment ago") from error
        except FAILURES as error:
            raise StoreError(f"PostgreSQL: {type(error).__name__}") from error

    async def _take(self) -> PoolConnectionProxy:
        pool = self._ready()
        while self._kept:
            connection = self._kept.pop()
            if _is_sound(connection):
                return connection
            await pool.release(connection)
        self._waiting += 1
        try:
            return await pool.acquire()
        finally:
            self._waiting -= 1

    async def _give_back(self, connection: PoolConnectionProxy) -> None:
        """Keep it for the next one, since the pool's own ways cost as much as a statement.

        The pool gets it where somebody waits there, or where it has to make a new one of it.
        """
        if self._waiting or not _is_sound(connection):
            await self._ready().release(connection)
        else:
            self._kept.append(connection)

    def _ready(self) -> asyncpg.Pool:
        if self._pool is None:
            raise StoreError("PostgreSQL: not connected yet")
        return self._pool

    async def _open(self) -> None:
        waiting = False
        while True:
            try:
                pool = await asyncpg.create_pool(
                    self._dsn,
                    # All at the start, and for good: proving a password by SCRAM (RFC 5802) holds
                    # the event loop for more than ten milliseconds.
                    min_size=self._connections,
                    max_size=self._connections,
                    max_inactive_connection_lifetime=0,
                    timeout=_CONNECT_SECONDS,
                    # What a transaction sets ends with it, so that there is nothing to reset.
                    reset=_leave,
                    server_settings={
                        "role": ROLE,
                        "application_name": _APPLICATION,
                        # A pod that is frozen in a transaction must not keep others out.
                        "idle_in_transaction_session_timeout": "10s",
                        "lock_timeout": "4s",
                    },
                )
                await _see_schema(pool)
            except FAILURES as error:
                if not waiting:
                    _LOG.warning("waiting for the database", reason=type(error).__name__)
                waiting = True
                await asyncio.sleep(_RETRY_SECONDS)
            else:
                self._pool = pool
                _LOG.info("database connected")
                await self._warn_of_power()
                return

    async def _warn_of_power(self) -> None:
        """Row-level security is one wall; that the user could not climb it is the second."""
        with suppress(StoreError, *FAILURES):
            async with self._ready().acquire(timeout=_CONNECT_SECONDS) as connection:
                if await connection.fetchval(_IS_POWERFUL):
                    _LOG.warning(
                        "the database user can see all tenants; give it none of that"
                        " (DATABASE_ADMIN_PASSWORD of the migration)"
                    )


def application() -> str:
    """What pg_stat_activity and PostgreSQL's log call the statements of the request under way."""
    return f"{_APPLICATION} {tracing.request_id()}".strip()[:_LONGEST_NAME]


def _is_sound(connection: PoolConnectionProxy) -> bool:
    try:
        return not (connection.is_closed() or connection.is_in_transaction())
    except asyncpg.InterfaceError:
        return False  # It was closed, and the pool has it back.


async def _see_schema(pool: asyncpg.Pool) -> None:
    try:
        await pool.execute("SELECT 1 FROM workspace LIMIT 0", timeout=_CONNECT_SECONDS)
    except BaseException:
        pool.terminate()
        raise


async def _leave(_connection: asyncpg.Connection) -> None:
    """Leave a connection as it is."""
