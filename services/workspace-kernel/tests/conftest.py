"""Kernels as processes of their own, on real PostgreSQL and Redis."""

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from nexus_testbed.platform import Platform
from nexus_testbed.postgres import PostgresServer
from nexus_testbed.redis import RedisServer
from nexus_testbed.service import Service, wait_until

_NUMBERS = itertools.count(1)
_SETTINGS = {"lease_seconds": "2", "tenant_requests_per_second": "10000"}


class Client(httpx.Client):
    """A user of one tenant, at one kernel."""

    def __init__(self, url: str, token: str) -> None:
        self.token = token
        super().__init__(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
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
            subprotocols=[Subprotocol("nexus.v1"), Subprotocol(f"bearer.{self.token}")],
            proxy=None,
        )


@dataclass
class Kernel:
    """One pod, and its clients.

    Attributes:
        platform: what has started it.
        service: its process.
        own: what the names of its clients' tenants end with.
        clients: all that were made.
    """

    platform: Platform
    service: Service
    own: str = ""
    clients: list[Client] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.service.url

    def client(self, tenant: str = "acme", user: str = "ann", role: str = "admin") -> Client:
        token = self.platform.token(self.tenant(tenant), user, role=role)
        self.clients.append(Client(self.url, token))
        return self.clients[-1]

    def tenant(self, name: str) -> str:
        """A tenant as the pod knows it."""
        return name + self.own

    def close(self) -> None:
        """End the connections of its clients."""
        for client in self.clients:
            client.close()

    def is_ready(self) -> bool:
        return httpx.get(self.url + "/ready", trust_env=False).status_code == 200

    def metric(self, name: str) -> float:
        for line in httpx.get(self.url + "/metrics", trust_env=False).text.splitlines():
            if line.startswith(name + " "):
                return float(line.split()[1])
        return 0.0


@pytest.fixture
def start_kernel(platform: Platform) -> Iterator[Callable[..., Kernel]]:
    """Starts a kernel; settings are its variables in lower case."""
    running: list[Kernel] = []

    def start(**settings: object) -> Kernel:
        given = {name: str(value) for name, value in settings.items()}
        kernel = Kernel(platform, platform.kernel(**{**_SETTINGS, **given}))
        running.append(kernel)
        wait_until(kernel.is_ready, "readiness")
        return kernel

    yield start
    for kernel in running:
        kernel.close()


@pytest.fixture(scope="session")
def running(
    postgres_server: PostgresServer, migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kernel]:
    """A pod for the whole run, on a database and a Redis of its own."""
    redis = RedisServer(tmp_path_factory.mktemp("redis"))
    redis.start()
    platform = Platform(postgres_server, redis, postgres_server.create_database(template=migrated))
    yield Kernel(platform, platform.kernel(**_SETTINGS))
    platform.stop()
    redis.stop()
    assert [line for service in platform.services for line in service.other_lines] == []


@pytest.fixture
def kernel(running: Kernel) -> Iterator[Kernel]:
    """A pod that other tests have used before, and tenants whom nobody has met."""
    kernel = Kernel(running.platform, running.service, f"-{next(_NUMBERS)}")
    ann = kernel.client()
    # Others may have taken the database from it a moment ago.
    wait_until(lambda: ann.get("/api/workspaces").status_code == 200, "an answer")
    yield kernel
    kernel.close()
