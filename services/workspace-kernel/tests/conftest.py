"""Kernels as processes of their own, on real PostgreSQL and Redis."""

import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from nexus_runtime.tokens import Identity, mint
from workspace_kernel.migrate import migrate

SECRET = "s" * 32
_START_SECONDS = 30
_TEMPLATE = "kernel_template"


def until(condition: Callable[[], Any], *, seconds: float = 20, what: str = "it") -> Any:
    """The first true value of `condition`; fails after `seconds`, which nothing should need."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not happen in {seconds} s")
        time.sleep(0.05)


class Client(httpx.Client):
    """A user of one tenant, at one kernel."""

    def __init__(self, url: str, tenant: str = "acme", user: str = "ann") -> None:
        self.token = mint(Identity(user, tenant), SECRET, lifetime=3600)
        super().__init__(
            base_url=url,
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=40,
            trust_env=False,
        )

    def create_workspace(self, name: str = "plan") -> str:
        answer = self.post("/api/workspaces", json={"name": name})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def graph(self, workspace: str) -> httpx.Response:
        return self.get(f"/api/workspaces/{workspace}/graph")

    def change(self, workspace: str, version: int, *operations: dict[str, Any]) -> httpx.Response:
        return self.patch(
            f"/api/workspaces/{workspace}/graph",
            content=json.dumps(operations),
            headers={
                "If-Match": f'"{version}"',
                "Content-Type": "application/json-patch+json",
            },
        )

    def add_panel(self, workspace: str, version: int, name: str = "p1") -> httpx.Response:
        panel = {"title": name, "x": 0, "y": 0, "data": {}}
        return self.change(
            workspace, version, {"op": "add", "path": f"/panels/{name}", "value": panel}
        )

    def live(self, workspace: str, query: str = "") -> ClientConnection:
        address = str(self.base_url).replace("http", "ws", 1).rstrip("/")
        return connect(
            f"{address}/api/workspaces/{workspace}/live{query}",
            subprotocols=["nexus.v1", f"bearer.{self.token}"],  # type: ignore[list-item]
            proxy=None,
        )


@dataclass
class KernelProcess:
    """One kernel, with what it logs."""

    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] = field(init=False)
    url: str = ""
    clients: list[Client] = field(default_factory=list)

    def __post_init__(self) -> None:
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "workspace_kernel"], env=self.environment, stdout=out
            )

    def wait_until_ready(self) -> None:
        until(
            lambda: self.process.poll() is not None or self._port(),
            seconds=_START_SECONDS,
            what="listening",
        )
        self.url = f"http://127.0.0.1:{self._port()}"
        until(
            lambda: httpx.get(self.url + "/ready", trust_env=False).status_code == 200,
            what="being ready",
        )

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def messages(self) -> list[str]:
        return [line["message"] for line in self.lines()]

    def metric(self, name: str) -> float:
        for line in httpx.get(self.url + "/metrics/", trust_env=False).text.splitlines():
            if line.startswith(name + " "):
                return float(line.split()[1])
        return 0.0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def terminate(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=60)

    def freeze(self) -> None:
        os.kill(self.process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self.process.pid, signal.SIGCONT)

    def client(self, tenant: str = "acme", user: str = "ann") -> Client:
        self.clients.append(Client(self.url, tenant, user))
        return self.clients[-1]

    def close(self) -> None:
        for client in self.clients:
            client.close()
        if self.process.poll() is None:
            self.thaw()
            self.kill()

    def _port(self) -> int:
        # The last line may be half written.
        for line in self.log.read_text().split("\n")[:-1]:
            document = json.loads(line)
            if document["message"] == "listening":
                return int(document["port"])
        return 0


@pytest.fixture(scope="session")
def _template(postgres_server: Any) -> str:
    """A migrated database that each test's own is copied from."""
    asyncio.run(_create(postgres_server.url("postgres"), f"CREATE DATABASE {_TEMPLATE}"))
    asyncio.run(migrate(postgres_server.url(_TEMPLATE)))
    return _TEMPLATE


@pytest.fixture
def database(postgres_server: Any, _template: str) -> str:
    """The URL of an empty, migrated database of the test's own."""
    name = f"test_{secrets.token_hex(4)}"
    asyncio.run(
        _create(postgres_server.url("postgres"), f"CREATE DATABASE {name} TEMPLATE {_template}")
    )
    return str(postgres_server.url(name))


async def _create(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


@pytest.fixture
def start_kernel(
    database: str, redis_server: Any, tmp_path: Path
) -> Iterator[Callable[..., KernelProcess]]:
    """Starts a kernel; settings are given as environment variables in lower case."""
    running: list[KernelProcess] = []

    def start(**settings: object) -> KernelProcess:
        kernel = KernelProcess(
            {
                "PATH": os.environ["PATH"],
                "PORT": "0",
                "POD_IP": "127.0.0.1",
                "LOG_LEVEL": "info",
                "JWT_SECRET": SECRET,
                "DATABASE_URL": database,
                "REDIS_HOST": "127.0.0.1",
                "REDIS_PORT": str(redis_server.port),
                "REDIS_PASSWORD": redis_server.password,
                "LEASE_SECONDS": "2",
                "TENANT_REQUESTS_PER_SECOND": "10000",
                **{name.upper(): str(value) for name, value in settings.items()},
            },
            tmp_path / f"kernel-{len(running)}.log",
        )
        running.append(kernel)
        kernel.wait_until_ready()
        return kernel

    yield start
    for kernel in running:
        kernel.close()


@pytest.fixture
def kernel(start_kernel: Callable[..., KernelProcess]) -> KernelProcess:
    """One kernel."""
    return start_kernel()
