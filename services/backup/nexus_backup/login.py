"""How PostgreSQL is reached."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg

from nexus_backup.errors import NoAnswerError, StepError

_CONNECT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Login:
    """A user of a PostgreSQL server.

    Attributes:
        host: name or address.
        port: TCP port.
        user: who.
        password: its password; "" where the server asks for none.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)

    def variables(self, database: str) -> Mapping[str, str]:
        """What PostgreSQL's programs read: no password is in a list of processes.

        Source: https://www.postgresql.org/docs/16/libpq-envars.html
        """
        return {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGDATABASE": database,
            "PGCONNECT_TIMEOUT": str(int(_CONNECT_SECONDS)),
        }

    @asynccontextmanager
    async def connected(self, database: str) -> AsyncIterator[asyncpg.Connection]:
        """A connection to a database.

        Raises:
            NoAnswerError: the server does not answer, or is starting.
            StepError: it does not let the user in, or refuses a statement.
        """
        try:
            connection = await asyncpg.connect(
                host=self.host,
                port=self.port,
                user=self.user,
                password=self.password,
                database=database,
                timeout=_CONNECT_SECONDS,
            )
            try:
                yield connection
            finally:
                await connection.close(timeout=_CONNECT_SECONDS)
        except (TimeoutError, OSError, asyncpg.CannotConnectNowError) as error:
            raise NoAnswerError(self._place, str(error) or type(error).__name__) from error
        except asyncpg.PostgresError as error:
            raise StepError(self._place, str(error) or type(error).__name__) from error

    @property
    def _place(self) -> str:
        return f"PostgreSQL at {self.host}:{self.port}"
