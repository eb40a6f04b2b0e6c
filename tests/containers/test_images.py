"""What holds of every image."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

MEGABYTE = 1_000_000
# Service: its user, and what it may add to its base image.
IMAGES = {
    "workspace-kernel": ("10001:10001", 130 * MEGABYTE),
    "nexus-os": ("10001:10001", 130 * MEGABYTE),
    "graphstudio-frontend": ("101:101", 15 * MEGABYTE),
    "backup": ("10001:10001", 280 * MEGABYTE),
}

JOBS = frozenset({"backup"})
"""What runs to its end, and is judged by how it ends."""

ON_POSTGRES = frozenset({"backup"})
"""What begins as PostgreSQL's own image."""

Build = Callable[[str], Any]
pytestmark = pytest.mark.parametrize("service", IMAGES)


@pytest.fixture
def built(service: str, build: Build) -> Any:
    """The image of the service."""
    return build(service)


@pytest.fixture
def described(built: Any, podman: Any) -> Any:
    """What podman knows of the image."""
    (image,) = podman.ask("image", "inspect", built.tagged)
    return image


def test_the_registry_serves_what_the_lock_file_says(built: Any) -> None:
    name, _, digest = built.reference.partition("@")
    registry, _, path = name.rpartition(":")[0].partition("/")
    tag = name.rpartition(":")[2]
    answer = httpx.head(
        f"http://{registry}/v2/{path}/manifests/{tag}",
        headers={"Accept": "application/vnd.docker.distribution.manifest.v2+json"},
        trust_env=False,
    )
    assert answer.status_code == 200
    locked = {"repository": f"{registry}/{path}", "tag": tag, "digest": digest}
    assert answer.headers["Docker-Content-Digest"] == digest
    assert built.lock[built.service] == locked


def test_it_runs_as_a_number_that_is_not_root(described: Any, service: str) -> None:
    assert described["Config"]["User"] == IMAGES[service][0]


def test_its_labels_say_what_it_is_and_where_it_is_from(described: Any, built: Any) -> None:
    prefix = "org.opencontainers.image."
    labels = {
        name.removeprefix(prefix): value
        for name, value in described["Labels"].items()
        if name.startswith(prefix)
    }
    assert built.service.startswith(labels["title"])
    assert labels["version"] == built.lock[built.service]["tag"]
    assert labels["revision"] == built.revision
    assert labels["licenses"] == "Apache-2.0"


def test_what_serves_can_be_asked_for_its_health(service: str, described: Any) -> None:
    if service in JOBS:
        assert "Healthcheck" not in described
        return
    assert described["Healthcheck"]["Test"][0] == "CMD"
    assert described["Config"]["StopSignal"] in ("SIGTERM", "SIGQUIT")


def test_it_adds_little_to_its_base_image(
    described: Any, service: str, base: Any, podman: Any
) -> None:
    history = podman.ask("history", "--format=json", described["Id"])
    if base.stand_in:
        stand_in = base.stores if service in ON_POSTGRES else base.stand_in
        (below,) = podman.ask("image", "inspect", stand_in)
        added = described["Size"] - below["Size"]
    else:
        added = sum(layer["size"] for layer in history if "COPY" in layer["CreatedBy"])
    print(f"\n{service} adds {added / MEGABYTE:.1f} MB to its base image")
    assert 0 < added < IMAGES[service][1]


def test_nothing_that_the_build_needed_is_left(built: Any, podman: Any) -> None:
    leftovers = (
        "find / -xdev '(' -path '/root/.cache/*' -o -path '/root/.npm*' -o -path /run/secrets/ca.pem"
        " -o -path /etc/pip.conf -o -path /build -o -path '/opt/*/pip' ')' -print"
    )
    found = podman.run("run", "--rm", "--user=0", "--entrypoint=sh", built.tagged, "-c", leftovers)
    assert found.stdout == ""


def test_sleep_is_there_for_a_pod_that_drains(built: Any, podman: Any) -> None:
    podman.run("run", "--rm", "--entrypoint=sleep", built.tagged, "0")
