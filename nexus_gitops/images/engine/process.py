"""Runs a program and follows what it prints."""

import os
import re
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nexus_gitops.errors import LocalError

_LINES_KEPT: Final = 30
_CONTROL: Final = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended.

    Attributes:
        status: exit code; 0 is success.
        output: the last lines that it printed on stdout and stderr, without empty ones.
    """

    status: int
    output: tuple[str, ...]

    @property
    def last_words(self) -> str:
        """The last line, which is where engines say what went wrong."""
        return self.output[-1] if self.output else f"it ended with exit code {self.status}"


def follow(
    command: Sequence[str],
    on_line: Callable[[str], None],
    variables: Mapping[str, str] | None = None,
) -> Ended:
    """Run `command` to its end; it ends with us where we are interrupted.

    Args:
        command: program and arguments.
        on_line: called with each line, without control characters, when it is printed.
        variables: of its environment, besides our own.

    Raises:
        LocalError: the program does not start.
    """
    kept: deque[str] = deque(maxlen=_LINES_KEPT)
    try:
        process = subprocess.Popen(  # noqa: S603 -- an engine, with arguments made by `engines`
            command,
            env={**os.environ, **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise LocalError(f"{command[0]} does not start: {error.strerror}") from error
    with process:
        try:
            for raw in process.stdout or ():
                if line := _CONTROL.sub("", raw).rstrip():
                    kept.append(line)
                    on_line(line)
        except BaseException:
            process.terminate()
            raise
    return Ended(process.returncode, tuple(kept))


def ask(command: Sequence[str]) -> Ended:
    """Run `command` and keep what it says to itself.

    Raises:
        LocalError: see `follow`.
    """
    return follow(command, lambda _line: None)
