"""Locking digests, as a user asks for it; `tests/registry` has what registries do."""

import socket
from collections.abc import Callable
from typing import Any

import pytest

LOCK = "nexus_gitops/environments/dev.images.json"
IMAGE = '"localhost:5001/nexus/graphstudio"'


@pytest.fixture
def digest(registry: Any) -> str:
    """What the registry has of the image."""
    return str(registry.push("nexus/graphstudio", "0.1.0"))


@pytest.fixture
def using(edited: Any) -> Callable[[str], Any]:
    """A machine whose dev takes its frontend from the registry of that host and port."""
    return lambda host: edited({LOCK: (IMAGE, IMAGE.replace("localhost:5001", host))})


def _pin(machine: Any, *more: str) -> Any:
    return machine.run("images", "pin", "--env", "dev", "graphstudio-frontend", *more)


def test_a_digest_is_locked_once(registry: Any, digest: str, using: Any) -> None:
    machine = using(registry.host)
    reference = f"{registry.host}/nexus/graphstudio:0.1.0@{digest}"

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
    assert again.json["images"] == [{**pinned, "before": digest, "change": "same"}]
    assert again.json["written"] == []
    assert digest in (machine.source / LOCK).read_text()


def test_a_dry_run_asks_and_writes_nothing(registry: Any, digest: str, using: Any) -> None:
    machine = using(registry.host)
    before = (machine.source / LOCK).read_bytes()

    done = _pin(machine, "--dry-run")

    assert done.code == 0
    assert f"dev graphstudio-frontend: new {registry.host}/nexus/graphstudio" in done.out
    assert "wrote" not in done.out
    assert (machine.source / LOCK).read_bytes() == before


def test_a_registry_that_does_not_answer_is_named(using: Any) -> None:
    with socket.socket() as bound:  # but not listening
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        machine = using(f"localhost:{port}")
        before = (machine.source / LOCK).read_bytes()

        done = _pin(machine, "--dry-run")

    assert (done.code, done.out) == (6, "")
    assert f"localhost:{port} does not answer" in done.complaint
    assert (machine.source / LOCK).read_bytes() == before
