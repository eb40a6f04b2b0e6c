"""A far end that speaks OpenAI's chat completions on loopback, and the service as a process."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from nexus_os.settings import Settings
from nexus_runtime.tokens import Identity, mint

KEY = "k" * 32
Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Endpoint:
    """Answers each request as the next behaviour of `script` does, and then as the last one."""

    script: list[Behaviour] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers["content-length"])
        self.requests.append(json.loads(handler.rfile.read(length)))
        self.headers.append(dict(handler.headers))
        behaviour = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        behaviour(handler)

    def says(
        self, text: str, *, usage: tuple[int, int] | None = (7, 5), size: int = 9
    ) -> Behaviour:
        """Stream `text` in pieces, and then what it used."""

        def behave(handler: BaseHTTPRequestHandler) -> None:
            start_stream(handler)
            for at in range(0, len(text), size):
                send(handler, {"choices": [{"delta": {"content": text[at : at + size]}}]})
            send(handler, {"choices": [{"delta": {}, "finish_reason": "stop"}]})
            if usage:
                counts = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
                send(handler, {"choices": [], "usage": counts})
            handler.wfile.write(b"data: [DONE]\n\n")

        return behave

    def says_at_once(self, text: str) -> Behaviour:
        """Answer without a stream, though one was asked for."""

        def behave(handler: BaseHTTPRequestHandler) -> None:
            body = json.dumps({"choices": [{"message": {"content": text}}]}).encode()
            handler.send_response(200)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        return behave

    def fails(self, status: int, **headers: str) -> Behaviour:
        """Answer a status; its body holds a secret."""

        def behave(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", "6")
            handler.end_headers()
            handler.wfile.write(b"secret")

        return behave

    def sends(self, *events: str) -> Behaviour:
        """Stream these events as they are, and close the connection."""

        def behave(handler: BaseHTTPRequestHandler) -> None:
            start_stream(handler)
            for event in events:
                handler.wfile.write(f"data: {event}\n\n".encode())

        return behave

    def hangs(self, text: str = "") -> Behaviour:
        """Stream `text`, and then nothing until the client leaves."""

        def behave(handler: BaseHTTPRequestHandler) -> None:
            if text:
                start_stream(handler)
                send(handler, {"choices": [{"delta": {"content": text}}]})
            while not self.closing.is_set():
                readable, _, _ = select.select([handler.connection], [], [], 0.02)
                if readable and not handler.connection.recv(1, socket.MSG_PEEK):
                    self.left.set()
                    return

        return behave


def start_stream(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.end_headers()


def send(handler: BaseHTTPRequestHandler, chunk: dict[str, Any]) -> None:
    handler.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
    handler.wfile.flush()


def serve() -> Iterator[Endpoint]:
    endpoint = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/chat/completions"
            try:
                endpoint.answer(self)
            except ConnectionError:
                endpoint.left.set()

        def log_message(self, *arguments: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    endpoint.url = f"http://127.0.0.1:{server.server_port}/v1"
    yield endpoint
    endpoint.closing.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """A far end of this test's own."""
    yield from serve()


@pytest.fixture
def configured(endpoint: Endpoint, unused_port: int) -> Callable[..., Settings]:
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
def shared_endpoint() -> Iterator[Endpoint]:
    """A far end for a whole module."""
    yield from serve()


@pytest.fixture(scope="module")
def service(shared_endpoint: Endpoint) -> Iterator[Service]:
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
