"""A PostgreSQL server of its own that nothing outlives."""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from nexus_backup import programs
from nexus_backup.errors import StepError
from nexus_backup.login import Login

_PORT: Final = 5432
_START_SECONDS: Final = 60.0
_LOOK_SECONDS: Final = 0.1


@asynccontextmanager
async def server(folder: Path, superuser: str) -> AsyncIterator[Login]:
    """A server with nothing in it, that only this process' user reaches, by a socket.

    Args:
        folder: for its data; what was in it before goes.
        superuser: whom it is made with.

    Raises:
        StepError: it does not start.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    data = folder / "data"
    await programs.run(
        [
            *("initdb", f"--pgdata={data}", f"--username={superuser}", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C", "--no-sync"),
        ]
    )
    command = [
        *("postgres", "-D", str(data), "-k", str(folder), "-p", str(_PORT)),
        *("-c", "listen_addresses=", "-c", "fsync=off", "-c", "unix_socket_permissions=0777"),
    ]
    async with programs.started(command) as process:
        login = Login(str(folder), _PORT, superuser, "")
        assert process.stderr is not None  # noqa: S101 -- it is a pipe
        log = asyncio.create_task(process.stderr.read())
        try:
            async with asyncio.timeout(_START_SECONDS):
                while not await _answers(login):
                    if process.returncode is not None:
                        raise StepError("throwaway server", programs.words(await log))
                    await asyncio.sleep(_LOOK_SECONDS)
        except TimeoutError as error:
            raise StepError(
                "throwaway server", f"does not answer after {_START_SECONDS:.0f} s"
            ) from error
        yield login
        process.send_signal(signal.SIGINT)
        await process.wait()
    shutil.rmtree(folder, ignore_errors=True)


async def _answers(login: Login) -> bool:
    try:
        await programs.run(["pg_isready", "--quiet"], variables=login.variables("postgres"))
    except StepError:
        return False
    return True
