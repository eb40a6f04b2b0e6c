"""Building images and locking digests, as a user asks for it.

`tests/images/registry` has what registries do, `tests/containers` what a real engine does.
"""

import json
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LOCK = "nexus_platform/environments/dev.images.json"
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
        "failed": [],
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


DIGEST = f"sha256:{'0123456789abcdef' * 4}"
KERNEL = "localhost:5001/nexus/workspace-kernel:0.1.0"
# Says what docker says of a build and of a push.
DOCKER = f"""
case $1 in
version) echo 28.2.2 ;;
build) echo '#4 [packages 1/6] FROM python' >&2 ;;
push) echo '0.1.0: digest: {DIGEST} size: 1782' ;;
esac"""


@pytest.fixture
def with_docker(machine: Any, tmp_path: Path) -> Callable[..., Any]:
    """A machine, or the one given, whose docker is a shell script."""

    def install(script: str, on: Any = machine) -> Any:
        folder = tmp_path / "engines"
        folder.mkdir()
        program = folder / "docker"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return on.with_(PATH=f"{folder}:{on.variables['PATH']}", NEXUS_GITOPS_ENGINE="docker")

    return install


def test_building_pushes_nothing_unless_asked(with_docker: Callable[..., Any]) -> None:
    machine = with_docker(DOCKER)
    before = (machine.source / LOCK).read_bytes()

    done = machine.run("images", "build", "workspace-kernel")

    assert (done.code, done.out) == (0, f"dev workspace-kernel: built {KERNEL}\n")
    assert done.err.splitlines() == [
        "nexus-gitops: building workspace-kernel with docker (1 of 1)",
        "nexus-gitops: workspace-kernel: #4 [packages 1/6] FROM python",
    ]
    assert (machine.source / LOCK).read_bytes() == before


def test_what_is_pushed_is_locked(
    with_docker: Callable[..., Any], edited: Callable[..., Any]
) -> None:
    machine = with_docker(DOCKER, edited({}))

    done = machine.run("images", "build", "workspace-kernel", "--push", "--output", "json")

    assert done.code == 0
    assert done.json == {
        "apiVersion": "nexus-gitops/v1",
        "kind": "ImagesBuildResult",
        "environment": "dev",
        "engine": "docker",
        "images": [
            {
                "service": "workspace-kernel",
                "reference": f"{KERNEL}@{DIGEST}",
                "pushed": True,
                "before": "",
                "change": "new",
            }
        ],
        "written": [str(machine.source / LOCK)],
    }
    assert DIGEST in (machine.source / LOCK).read_text()


def test_a_failed_build_shows_its_last_lines_without_credentials(
    with_docker: Callable[..., Any],
) -> None:
    machine = with_docker(
        "[ $1 = version ] && exit; echo 'no answer from https://ada:secret@index.example/'; exit 1"
    )

    done = machine.run("images", "build", "nexus-os", "--push")

    assert (done.code, done.out) == (8, "")
    assert "no answer from https://" in done.err
    assert "secret" not in done.err
    assert "docker cannot build nexus-os.Dockerfile: it ended with exit code 1" in done.complaint


def test_a_machine_without_an_engine_is_told(machine: Any, tmp_path: Path) -> None:
    (tmp_path / "only-git").mkdir()
    (tmp_path / "only-git" / "git").symlink_to(shutil.which("git") or "")

    done = machine.with_(PATH=str(tmp_path / "only-git")).run("images", "build", "nexus-os")

    assert (done.code, done.out) == (8, "")
    assert "none of docker, podman is installed" in done.complaint


def test_what_is_released_is_told_from_what_is_locked(machine: Any, published: Any) -> None:
    where = ("--repo", str(published.path))
    same = machine.run("images", "list", "--env", "dev", "--released", *where)
    locked = machine.run("images", "list", "--env", "dev", "-o", "json").json["images"]
    record = json.loads(published.text(".nexus/dev.lock.json"))
    record["images"]["redis"] = "docker.io/library/redis:7.4.1-alpine"
    published.write(".nexus/dev.lock.json", json.dumps(record) + "\n")

    other = machine.run("images", "list", "--env", "dev", "--released", *where)
    told = machine.run("images", "list", "--env", "dev", "--released", *where, "-o", "json")

    assert "released" not in same.out
    assert {image["released"] for image in locked} == {""}
    assert "~ released is docker.io/library/redis:7.4.1-alpine" in other.out
    assert other.out.count("released is") == 1
    (redis,) = [one for one in told.json["images"] if one["service"] == "redis"]
    assert redis["released"] == "docker.io/library/redis:7.4.1-alpine"
