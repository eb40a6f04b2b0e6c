"""A service as a process of its own, with everything that it wrote."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from nexus_testbed.loopback import HOST, START_SECONDS

_KEYS = ("timestamp", "level", "service", "message")
_LEVELS = {"debug", "info", "warn", "error", "critical"}


class Service:
    """A Python service, started as its image does, and stopped in every way there is.

    Args:
        module: what `python -m` runs.
        settings: its environment variables; it gets PORT=0 unless they say otherwise.

    Attributes:
        module: as given.
        records: what it has logged, up to now.
        other_lines: what it has written that is no record of the contract's form.
    """

    def __init__(self, module: str, settings: Mapping[str, str]) -> None:
        self.module = module
        self.process = subprocess.Popen(
            [sys.executable, "-m", module],
            env={"PATH": os.environ["PATH"], "PORT": "0", **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.records: list[dict[str, Any]] = []
        self.other_lines: list[str] = []
        self._port: int | None = None
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def is_listening(self) -> bool:
        """Whether it has said that it listens, and its process has not ended."""
        return self._port is not None and self.is_running

    @property
    def port(self) -> int:
        """The port that it says it listens on; waits for it."""
        if self._port is None:
            self._port = int(self.wait_for_record("listening")["port"])
        return self._port

    @property
    def url(self) -> str:
        """Its base URL; waits until it listens."""
        return f"http://{HOST}:{self.port}"

    @property
    def is_running(self) -> bool:
        """Whether the process has not ended."""
        return self.process.poll() is None

    def wait_for_record(self, message: str) -> dict[str, Any]:
        """The first record with a message; waits for it.

        Raises:
            TimeoutError: it did not come.
        """
        found: list[dict[str, Any]] = []

        def look() -> bool:
            found.extend(one for one in tuple(self.records) if one["message"] == message)
            return bool(found) or not (self.is_running or self._reader.is_alive())

        wait_until(look, f"the record {message!r}")
        if not found:
            raise TimeoutError(f"no record {message!r} in {self.records} {self.other_lines}")
        return found[0]

    def pause(self) -> None:
        """Stop its clock, as a frozen machine would."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on, as if no time had passed."""
        self.process.send_signal(signal.SIGCONT)

    def terminate(self) -> None:
        """Ask it to end."""
        self.process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float = START_SECONDS) -> int:
        """Its exit status, once it has ended and all it wrote is read."""
        status = self.process.wait(seconds)
        self._reader.join(seconds)
        return status

    def kill(self) -> None:
        """End it as a lack of memory would."""
        self.process.kill()
        self.wait()

    def _read(self) -> None:
        assert self.process.stdout is not None  # noqa: S101 -- it is a pipe
        with self.process.stdout as stream:
            for line in stream:
                record = _record(line)
                if record is None:
                    self.other_lines.append(line.decode(errors="replace"))
                    continue
                self.records.append(record)
                if record["message"] == "listening":
                    self._port = int(record["port"])


def wait_until(
    holds: Callable[[], object],
    what: str = "a yes",
    seconds: float = START_SECONDS,
    pause: float = 0.02,
) -> None:
    """Ask until the answer is yes.

    Raises:
        TimeoutError: it stays no.
    """
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come within {seconds} s")
        time.sleep(pause)


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    if not isinstance(record, dict) or not line.endswith(b"\n"):
        return None
    whole = all(isinstance(record.get(key), str) for key in _KEYS)
    return record if whole and record["level"] in _LEVELS else None
