"""The service as a process, and the model that it asks."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from nexus_os.settings import Settings
from nexus_runtime.tokens import Identity, mint
from nexus_testbed.model import ModelEndpoint, serve_model

KEY = "k" * 32


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    """A far end of this test's own."""
    with serve_model() as model:
        yield model


@pytest.fixture
def configured(endpoint: ModelEndpoint, unused_port: int) -> Callable[..., Settings]:
    """Settings whose model is `endpoint`, and whose Redis is not there unless told."""

    def make(**changes: Any) -> Settings:
        return Settings(
            **{
                "jwt_secret": KEY,
                "llm_base_url": endpoint.url,
                "llm_model": "small",
                "redis_port": unused_port,
                "redis_host": "127.0.0.1",
            }
            | changes
        )

    return make


@pytest.fixture
def unused_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Service:
    """`python -m nexus_os` as a process."""

    process: subprocess.Popen[str]
    url: str
    lines: list[dict[str, Any]]
    reader: threading.Thread

    def post(self, path: str, body: object, tenant: str = "acme") -> httpx.Response:
        return httpx.post(
            self.url + path, json=body, headers=self.headers(tenant), timeout=30, trust_env=False
        )

    def headers(self, tenant: str = "acme") -> dict[str, str]:
        return {"Authorization": "Bearer " + mint(Identity("ann", tenant), KEY, lifetime=60)}

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.reader.join()
        return code


def start(**variables: str) -> Service:
    environment = {"PATH": os.environ["PATH"], "PORT": "0", "JWT_SECRET": KEY} | variables
    environment.setdefault("DRAIN_SECONDS", "0.5")
    process = subprocess.Popen(
        [sys.executable, "-m", "nexus_os"], stdout=subprocess.PIPE, env=environment, text=True
    )
    lines: list[dict[str, Any]] = []
    listening = threading.Event()

    def read() -> None:
        assert process.stdout is not None
        with process.stdout as stdout:
            for line in stdout:
                lines.append(json.loads(line))
                if lines[-1]["message"] == "listening":
                    listening.set()
        listening.set()

    reader = threading.Thread(target=read)
    reader.start()
    assert listening.wait(30)
    url = f"http://127.0.0.1:{lines[-1].get('port')}"
    return Service(process, url, lines, reader)


@pytest.fixture
def started() -> Iterator[Callable[..., Service]]:
    """Starts the service with environment variables; stops it at the end."""
    running: list[Service] = []

    def begin(**variables: str) -> Service:
        running.append(start(**variables))
        return running[-1]

    yield begin
    for service in running:
        if service.process.poll() is None:
            service.process.kill()
        service.stop()


@pytest.fixture(scope="module")
def shared_endpoint() -> Iterator[ModelEndpoint]:
    """A far end for a whole module."""
    with serve_model() as model:
        yield model


@pytest.fixture(scope="module")
def service(shared_endpoint: ModelEndpoint) -> Iterator[Service]:
    """The service for a whole module: a model, no Redis."""
    running = start(
        LLM_BASE_URL=shared_endpoint.url, LLM_MODEL="small", REDIS_PORT="1", HEARTBEAT_SECONDS="0.1"
    )
    yield running
    running.stop()


@pytest.fixture
def graph() -> dict[str, Any]:
    """Three panels in a row."""
    return {
        "panels": {
            "orders": {"title": "Orders", "x": 0, "y": 0, "data": {"rows": [1, 2]}},
            "invoices": {"title": "Invoices", "x": 240, "y": 0, "data": {}},
            "stock": {"title": "库存管理", "x": 480, "y": 0, "data": {"note": "仓库 inventory"}},
        },
        "links": {
            "billing": {"source": "orders", "target": "invoices", "data": {}},
            "picking": {"source": "orders", "target": "stock", "data": {"label": "reserve"}},
        },
    }
