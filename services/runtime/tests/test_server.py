"""A real process: what it logs, answers, and does at SIGTERM."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from nexus_testbed.loopback import HOST
from nexus_testbed.raw import Raw, read_to_end, request, send_on
from nexus_testbed.service import wait_until

PROGRAM = """
import asyncio, sys, uvloop
from fastapi import FastAPI, Request
from nexus_runtime import logs, metrics, problems
from nexus_runtime.bodies import Bodies
from nexus_runtime.gate import Gate
from nexus_runtime.metrics import Observation
from nexus_runtime.server import Server
from nexus_runtime.settings import Settings
from nexus_runtime.shares import Shares
from nexus_runtime.tokens import Doorkeeper

logs.configure("example", "debug")
app = FastAPI(openapi_url=None)
problems.install(app)
settings = Settings(port=0, auth_enabled=False, drain_seconds=0.5)
app.add_middleware(
    Bodies, limit=lambda _: 1000, seconds=5, bytes_held=Shares(settings.bodies_share)
)
app.add_middleware(
    Gate,
    identify=Doorkeeper(settings).identify_connection,
    public=(),
    requests=Shares(settings.requests_share),
)
app.add_middleware(Observation)
app.add_route("/metrics", metrics.endpoint, include_in_schema=False)
drained = asyncio.Event()

@app.get("/slow/{seconds}")
async def slow(seconds: float) -> str:
    await asyncio.sleep(seconds)
    return "done"

@app.post("/echo")
async def echo(request: Request) -> int:
    return len(await request.body())

@app.get("/broken")
async def broken() -> None:
    raise RuntimeError("something private")

@app.get("/ready")
async def ready() -> bool:
    return draining

draining = False

async def drain() -> None:
    global draining
    draining = True
    await asyncio.sleep(0.5)

uvloop.run(Server(app, 0, settings, drain).serve())
"""


class Example:
    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True
        )
        self.lines: list[dict[str, object]] = []
        while not self.lines or self.lines[-1]["message"] != "listening":
            self.lines.append(json.loads(self._stdout.readline()))
        self.port = int(str(self.lines[-1]["port"]))
        self.url = f"http://{HOST}:{self.port}"

    @property
    def _stdout(self):
        assert self.process.stdout is not None
        return self.process.stdout

    def stop(self) -> list[dict[str, object]]:
        if self.process.poll() is None:
            self.process.terminate()
        rest = [json.loads(line) for line in self._stdout]
        assert self.process.wait(timeout=30) == 0
        self._stdout.close()
        return self.lines + rest


@pytest.fixture
def example() -> Iterator[Example]:
    running = Example()
    yield running
    if running.process.poll() is None:
        running.process.kill()
    running.process.wait()
    running._stdout.close()


def test_every_line_of_its_log_has_the_four_keys_first(example: Example) -> None:
    httpx.get(example.url + "/slow/0")
    lines = example.stop()
    assert len(lines) > 3
    for line in lines:
        assert list(line)[:4] == ["timestamp", "level", "service", "message"]
        assert line["service"] == "example"
        assert line["level"] in {"debug", "info"}


def test_a_request_is_measured_by_its_route(example: Example) -> None:
    httpx.get(example.url + "/slow/0.01")
    metrics = httpx.get(example.url + "/metrics").text
    assert 'nexus_request_seconds_count{method="GET",route="/slow/{seconds}",status="200"} 1.0' in (
        metrics
    )


def test_a_body_over_the_limit_is_refused_whether_declared_or_not(example: Example) -> None:
    def stream() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * 100

    declared = httpx.post(example.url + "/echo", content=b"x" * 1001)
    undeclared = httpx.post(example.url + "/echo", content=stream())
    fits = httpx.post(example.url + "/echo", content=b"x" * 1000)
    assert (declared.status_code, undeclared.status_code, fits.status_code) == (413, 413, 200)
    assert declared.json() == undeclared.json()
    assert declared.json()["code"] == "too-large"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("/nowhere", 404, "not-found"), ("/slow/x", 422, "invalid"), ("/broken", 500, "defect")],
)
def test_every_error_is_a_problem(example: Example, path: str, status: int, code: str) -> None:
    answer = httpx.get(example.url + path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert "private" not in answer.text


def test_a_defect_is_logged_with_its_traceback(example: Example) -> None:
    httpx.get(example.url + "/broken")
    errors = [line for line in example.stop() if line["level"] == "error"]
    assert len(errors) == 1
    assert "RuntimeError: something private" in str(errors[0]["exception"])


def test_at_sigterm_it_drains_while_it_still_serves(example: Example) -> None:
    example.process.send_signal(signal.SIGTERM)
    while httpx.get(example.url + "/ready").json() is False:
        pass
    messages = [line["message"] for line in example.stop()]
    assert messages.index("draining") > messages.index("listening")


def test_an_answer_under_way_at_sigterm_is_finished(example: Example) -> None:
    with httpx.Client() as client, client.stream("GET", example.url + "/slow/1") as answer:
        example.process.send_signal(signal.SIGTERM)
        assert answer.read() == b'"done"'


def test_who_has_connected_before_it_stops_to_listen_is_answered(example: Example) -> None:
    head = request("GET", "/slow/0")
    with Raw(example.port) as raw:
        silent, in_part = raw.send(), raw.send(head[:10])
        example.process.send_signal(signal.SIGTERM)
        wait_until(lambda: not _listens(example.port))
        send_on(silent, [head])
        send_on(in_part, [head[10:]])
        for connection in (silent, in_part):
            answer = read_to_end(connection)
            assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
            assert b"\r\nconnection: close\r\n" in answer


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
