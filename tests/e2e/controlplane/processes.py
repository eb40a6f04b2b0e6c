"""Programs that end with this process, whatever ends it."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

LOOPBACK: Final = "127.0.0.1"


class StartError(RuntimeError):
    """A program of the control plane ended, or did not get ready; its last words follow."""


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


class Processes:
    """Programs, each in a process group of its own, with its output in a file.

    The kernel kills them when the thread that started them is gone (PR_SET_PDEATHSIG, which
    setpriv of util-linux sets), so that not even `kill -9` of the tests leaves one behind.

    Args:
        folder: where each program's output goes, as `<name>.log`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(
        self, name: str, command: list[str], variables: Mapping[str, str] | None = None
    ) -> None:
        """Start a program under a name, with nothing of our environment but PATH and HOME."""
        with self._log(name).open("ab") as log:
            self._running[name] = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *command],
                cwd=self._folder,
                env={
                    "PATH": os.environ["PATH"],
                    "HOME": str(self._folder),
                    "TMPDIR": str(self._folder),
                    **(variables or {}),
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )

    def wait_for(self, name: str, ready: Callable[[], bool], seconds: float = 120) -> None:
        """Wait until a program is ready.

        Raises:
            StartError: it ended before, or took longer.
        """
        limit = time.monotonic() + seconds
        while not ready():
            code = self._running[name].poll()
            if code is not None:
                raise StartError(f"{name} ended with {code}\n{self.last_words(name)}")
            if time.monotonic() > limit:
                raise StartError(f"{name} is not ready\n{self.last_words(name)}")
            time.sleep(0.1)

    def last_words(self, name: str, lines: int = 30) -> str:
        """The end of a program's output."""
        return "\n".join(self._log(name).read_text(errors="replace").splitlines()[-lines:])

    def stop(self, *names: str) -> None:
        """Kill programs; all of them where none is named. Nothing that they hold is kept."""
        for name in names or list(self._running):
            process = self._running.pop(name)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _log(self, name: str) -> Path:
        return self._folder / f"{name}.log"


@contextlib.contextmanager
def processes(folder: Path) -> Iterator[Processes]:
    """Programs that are all ended at the end of the block."""
    running = Processes(folder)
    try:
        yield running
    finally:
        running.stop()


def listens(port: int) -> bool:
    """Whether something answers on a port of the loopback interface."""
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0
