"""Runs PostgreSQL's programs and restic."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from nexus_backup.errors import StepError

_LAST_WORDS: Final = 1_000
# A password in the URL of a store, which restic repeats where it cannot reach it.
_IN_URL: Final = re.compile(r"(://[^:/@\s]+:)[^@/\s]+@")


async def run(
    command: Sequence[str],
    *,
    variables: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> bytes:
    """What a program writes, once it has ended with 0.

    Args:
        command: the program and its arguments.
        variables: beside those of this process.
        folder: where it runs.

    Raises:
        StepError: it could not be started, or ended otherwise; its last words are the reason.
    """
    async with started(command, variables=variables, folder=folder) as process:
        output, errors = await process.communicate()
    check(command, process, errors)
    return output


@asynccontextmanager
async def started(
    command: Sequence[str],
    *,
    variables: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program that runs, and is killed where whoever waits for it stops waiting.

    Raises:
        StepError: it could not be started.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "LC_ALL": "C", **(variables or {})},
            cwd=folder,
        )
    except OSError as error:
        raise StepError(command[0], str(error)) from error
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def check(command: Sequence[str], process: asyncio.subprocess.Process, errors: bytes) -> None:
    """See that a program that has ended did what it was to do.

    Raises:
        StepError: it did not.
    """
    if process.returncode:
        raise StepError(command[0], f"{_how_it_ended(process.returncode)}: {words(errors)}")


def words(errors: bytes) -> str:
    """The end of what a program complained of, without passwords, on one line."""
    text = errors.decode(errors="replace").strip()[-_LAST_WORDS:]
    return _IN_URL.sub(r"\1***@", "; ".join(text.splitlines()))


def _how_it_ended(code: int) -> str:
    if code < 0:
        return f"ended by {signal.Signals(-code).name}"
    return f"exit code {code}"
