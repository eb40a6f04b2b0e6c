"""Logs of several pods as one, and a port of this machine that leads into a pod."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import pytest

from tests.e2e.conftest import FirstSync, Platform
from tests.e2e.controlplane import nodes
from tests.e2e.patience import until


@pytest.fixture
def live(first_sync: Callable[[str], FirstSync]) -> Platform:
    found = first_sync("dev").platform
    if not found.cluster.is_simulated:
        pytest.skip("needs simulated pods")
    return found


def write(live: Platform, service: str, file: Path, *lines: str) -> None:
    """Have a pod of a service write lines, each of its seconds and its text."""
    (pod, *_) = live.pods(service).values()
    file.write_text("".join(f"2026-01-01T00:00:{line}\n" for line in lines))
    nodes.inside(live.kube, pod, "Logs", {"logs": [{"logsFile": str(file), "follow": True}]})


KERNEL = (
    '01.5Z stdout F {"level":"info","message":"started"}',
    '03Z stdout F {"level":"error","message":"lost","workspaceId":"ws-1"}',
)


def test_lines_are_chosen_and_shown(live: Platform, tmp_path: Path) -> None:
    write(live, "workspace-kernel", tmp_path / "log", *KERNEL)

    def messages(*flags: str) -> list[str]:
        done = live.machine.run("logs", "workspace-kernel", "--env", "dev", *flags)
        assert done.code == 0, done.err
        return [" ".join(line.split()[3:]) for line in done.out.splitlines()]

    assert messages() == ["started", "lost workspaceId=ws-1"]
    assert messages("--level", "warn") == ["lost workspaceId=ws-1"]
    assert messages("--workspace", "ws-1") == ["lost workspaceId=ws-1"]
    assert messages("--tail", "1") == ["lost workspaceId=ws-1"]
    raw = live.machine.run("logs", "workspace-kernel", "--env", "dev", "--raw")
    assert raw.out.splitlines()[0] == '{"level":"info","message":"started"}'


def test_new_lines_are_followed(live: Platform, tmp_path: Path) -> None:
    file = tmp_path / "log"
    write(live, "nexus-os", file, '01Z stdout F {"level":"info","message":"first"}')
    with live.machine.running("logs", "nexus-os", "--env", "dev", "--follow") as following:
        assert following.stdout is not None
        assert "first" in following.stdout.readline()
        with file.open("a") as log:
            log.write('2026-01-01T00:00:02Z stdout F {"level":"info","message":"second"}\n')
        assert "second" in following.stdout.readline()


def test_a_service_that_is_not_there_is_told_with_the_nearest(live: Platform) -> None:
    done = live.machine.run("logs", "workspace-kernal", "--env", "dev")
    assert done.code == 2
    assert "did you mean workspace-kernel?" in done.complaint


@pytest.fixture
def page() -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = b"x" * 300_000
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_a_port_of_this_machine_leads_into_a_pod(live: Platform, page: int) -> None:
    (pod, *_) = live.pods("graphstudio-frontend").values()
    target = {"port": page, "address": "127.0.0.1"}
    nodes.inside(live.kube, pod, "PortForward", {"forwards": [{"target": target}]})
    with live.machine.running(
        "port-forward", "graphstudio-frontend", "0:80", "-e", "dev"
    ) as command:
        assert command.stdout is not None
        told = command.stdout.readline()
        assert "leads to graphstudio-frontend:80 in nexus" in told
        url = f"http://{told.split()[0]}/"
        for _ in range(3):
            until(lambda: len(urlopen(url, timeout=10).read()) == 300_000, "an answer")


def test_a_port_that_a_service_lacks_is_told(live: Platform) -> None:
    done = live.machine.run("port-forward", "redis", "1:2", "--env", "dev")
    assert (done.code, done.complaint) == (2, "Service redis has no port 2; there are: 6379")
