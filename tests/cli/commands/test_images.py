"""Locking digests, as a user asks for it; `tests/registry` has what registries do."""

import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

LOCK = "nexus_gitops/environments/dev.images.json"
IMAGE = '"localhost:5001/nexus/graphstudio"'
DIGEST = f"sha256:{'0123456789abcdef' * 4}"


class OneImage(BaseHTTPRequestHandler):
    """A registry that has one image."""

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.send_header("Docker-Content-Digest", DIGEST)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def registry() -> Iterator[int]:
    """The port of a registry."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), OneImage)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def registry_at(edited: Any) -> Callable[[int], Any]:
    """A machine whose dev takes its frontend from a registry at that port."""
    return lambda port: edited({LOCK: (IMAGE, IMAGE.replace("5001", str(port)))})


def _pin(machine: Any, *more: str) -> Any:
    return machine.run("images", "pin", "--env", "dev", "graphstudio-frontend", *more)


def test_a_digest_is_locked_once(registry: int, registry_at: Any) -> None:
    machine = registry_at(registry)
    reference = f"localhost:{registry}/nexus/graphstudio:0.1.0@{DIGEST}"

    first = _pin(machine, "--output", "json")
    again = _pin(machine, "--output", "json")

    path = str(machine.source / LOCK)
    assert first.code == again.code == 0
    pinned = {
        "environment": "dev",
        "service": "graphstudio-frontend",
        "reference": reference,
        "before": "",
        "change": "new",
    }
    assert first.json == {
        "apiVersion": "nexus-gitops/v1",
        "kind": "ImagesPinResult",
        "images": [pinned],
        "written": [path],
    }
    assert again.json["images"] == [{**pinned, "before": DIGEST, "change": "same"}]
    assert again.json["written"] == []
    assert DIGEST in (machine.source / LOCK).read_text()


def test_a_dry_run_asks_and_writes_nothing(registry: int, registry_at: Any) -> None:
    machine = registry_at(registry)
    before = (machine.source / LOCK).read_bytes()

    done = _pin(machine, "--dry-run")

    assert done.code == 0
    assert f"dev graphstudio-frontend: new localhost:{registry}/nexus/graphstudio" in done.out
    assert "wrote" not in done.out
    assert (machine.source / LOCK).read_bytes() == before


def test_a_registry_that_does_not_answer_is_named(registry_at: Any) -> None:
    with socket.socket() as bound:  # but not listening
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        machine = registry_at(port)
        before = (machine.source / LOCK).read_bytes()

        done = _pin(machine, "--dry-run")

    assert (done.code, done.out) == (6, "")
    assert f"localhost:{port} does not answer" in done.complaint
    assert (machine.source / LOCK).read_bytes() == before
