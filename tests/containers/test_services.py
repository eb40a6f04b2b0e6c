"""The services, started from their images with a read-only root and no privileges."""

import json
import secrets
import socket
from collections.abc import Callable, Mapping
from typing import Any

import pytest

Start = Callable[..., Any]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def stores(redis_server: Any, postgres_server: Any) -> Mapping[str, str]:
    """Variables that lead a service to its stores."""
    return {
        "JWT_SECRET": secrets.token_hex(32),
        "DATABASE_URL": postgres_server.url("postgres"),
        "REDIS_HOST": "127.0.0.1",
        "REDIS_PORT": str(redis_server.port),
        "REDIS_PASSWORD": redis_server.password,
    }


def read_only_user(user: int) -> str:
    return f"--user={user}:{user}"


def check_logs(out: str, service: str) -> list[str]:
    """The messages, where each line has the contract's keys and none is an error."""
    lines = [json.loads(line) for line in out.splitlines()]
    for line in lines:
        assert {"timestamp", "level", "service", "message"} <= line.keys(), line
        assert line["service"] == service
        assert line["level"] != "error", line
    return [line["message"] for line in lines]


def test_the_kernel_migrates_starts_and_stops(
    stores: Mapping[str, str], start: Start, podman: Any, build: Callable[[str], Any]
) -> None:
    variables = [f"--env={name}={value}" for name, value in stores.items()]
    migrate = ("python", "-m", "workspace_kernel.migrate")
    rules = ("--read-only", "--read-only-tmpfs=false", "--tmpfs=/tmp", "--cap-drop=ALL")
    image = build("workspace-kernel").tagged
    migrated = podman.run("run", "--rm", *rules, read_only_user(10001), *variables, image, *migrate)
    check_logs(migrated.stdout, "workspace-kernel-migrate")

    kernel = start("workspace-kernel", free_port(), stores, read_only_user(10001))
    kernel.wait_for("/health")
    kernel.wait_for("/ready")
    podman.run("healthcheck", "run", kernel.name)

    assert kernel.stop() == 0
    out, err = kernel.logs()
    assert err == ""
    assert {"service start", "database connected", "listening"} <= set(
        check_logs(out, "workspace-kernel")
    )


def test_nexus_os_starts_and_stops(stores: Mapping[str, str], start: Start, podman: Any) -> None:
    nexus_os = start("nexus-os", free_port(), stores, read_only_user(10001))
    nexus_os.wait_for("/health")
    podman.run("healthcheck", "run", nexus_os.name)

    assert nexus_os.stop() == 0
    out, err = nexus_os.logs()
    assert err == ""
    assert "listening" in check_logs(out, "nexus-os")


def test_graphstudio_starts_and_stops(start: Start, podman: Any) -> None:
    kernel = f"http://127.0.0.1:{free_port()}"  # not needed for a start
    frontend = start(
        "graphstudio-frontend",
        8080,
        {"WORKSPACE_KERNEL_URL": kernel},
        read_only_user(101),
        "--tmpfs=/var/cache/nginx:rw,mode=1777",
    )
    frontend.wait_for("/health")
    page = frontend.wait_for("/")
    assert "text/html" in page.headers["Content-Type"]
    assert "Content-Security-Policy" in page.headers
    podman.run("healthcheck", "run", frontend.name)

    assert frontend.stop() == 0
    check_logs(frontend.logs()[0], "graphstudio-frontend")
