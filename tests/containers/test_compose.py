"""`make up`: the whole platform on one machine, used through its page as a browser does.

PostgreSQL and Redis come from their own images, or, where no registry is reached, from Debian's
packages.
"""

import json
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import kept_images
import pytest

from nexus_testbed.follower import Follower

ROOT = Path(__file__).parents[2]
PAGE = "http://localhost:8080"
PANEL = {"title": "Orders", "x": 0, "y": 0, "data": {}}
TAKE_OVER_SECONDS = 60


@dataclass(frozen=True)
class Composed:
    """The platform of one checkout."""

    checkout: Path
    options: tuple[str, ...]
    podman: Any

    def run(self, *arguments: str) -> str:
        """What scripts/compose.py prints."""
        done = subprocess.run(
            [str(ROOT / ".venv/bin/python"), "scripts/compose.py", *arguments],
            cwd=self.checkout,
            env={
                **self.podman.variables,
                "NEXUS_GITOPS_ENGINE": "podman",
                "PYTHONPATH": f"{self.checkout}:{self.checkout / 'constructs'}",
            },
            stdout=subprocess.PIPE,
            stderr=sys.stderr,
            text=True,
            check=True,
            timeout=600,
        )
        return done.stdout

    def up(self) -> None:
        """Start it."""
        self.run("up", *self.options)

    def token(self, tenant: str) -> str:
        """A token to sign in with; podman-compose may tell what it does before."""
        return self.run("token", tenant).split()[-1]

    def containers(self) -> list[Mapping[str, Any]]:
        """What podman knows of those that run."""
        running = self.podman.run("ps", "--quiet").stdout.split()
        found: list[Mapping[str, Any]] = self.podman.ask("inspect", *running)
        return found


@pytest.fixture(scope="module")
def composed(podman: Any, base: Any, checkout_for: Callable[[str], Path]) -> Iterator[Composed]:
    """The platform, up."""
    checkout = checkout_for("localhost:5001")
    if base.stand_in:
        for store in kept_images.STORES:
            kept_images.keep(podman, base.stores, store)
        network = podman.run("run", "--rm", "--network=bridge", base.stand_in, "true", check=False)
        if network.returncode:
            pytest.skip(f"this machine makes no network for containers: {network.stderr}")
    platform = Composed(checkout, base.options, podman)
    try:
        platform.up()
        yield platform
    finally:
        platform.run("down")
        podman.run("volume", "rm", "--all", "--force")
        podman.run("network", "prune", "--force")


class AsksAgain(httpx.HTTPTransport):
    """Asks again what was answered "unavailable", as that answer says.

    Before netavark 1.9 the bridge between the containers takes the lowest address of those that
    are there (https://github.com/containers/netavark/pull/833). A container that started earlier
    may send what it asks of DNS to the address of before, until its kernel looks for the new one:
    for 45 s at most, and 8 s to find out.
    """

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The first answer that is another, or the last one."""
        deadline = time.monotonic() + TAKE_OVER_SECONDS
        request.read()
        while True:
            answer = super().handle_request(request)
            if not _says_unavailable(answer) or time.monotonic() > deadline:
                return answer
            time.sleep(0.5)


def _says_unavailable(answer: httpx.Response) -> bool:
    if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
        return False
    code: object = json.loads(answer.read())["code"]
    return code == "unavailable"


@pytest.fixture
def ann(composed: Composed) -> Iterator[httpx.Client]:
    """Somebody who signed in to the page."""
    headers = {"Authorization": f"Bearer {composed.token('acme')}"}
    with httpx.Client(
        base_url=PAGE, headers=headers, transport=AsksAgain(trust_env=False), timeout=30
    ) as client:
        yield client


def create(ann: httpx.Client) -> str:
    """A new workspace's path."""
    answer = ann.post("/api/workspaces", json={"name": secrets.token_hex(4)})
    assert answer.status_code == 201, answer.text
    return f"/api/workspaces/{answer.json()['id']}"


def add(ann: httpx.Client, path: str, panel: str, version: int) -> httpx.Response:
    """What the kernel says to a new panel."""
    change = [{"op": "add", "path": f"/panels/{panel}", "value": PANEL}]
    return ann.patch(
        f"{path}/graph", content=json.dumps(change), headers={"If-Match": f'"{version}"'}
    )


def test_the_page_is_served_and_others_see_a_change_live(
    composed: Composed, ann: httpx.Client
) -> None:
    page = ann.get("/")
    assert page.status_code == 200
    assert "text/html" in page.headers["Content-Type"]

    path = create(ann)
    follower = Follower(lambda: PAGE, path.rpartition("/")[2], composed.token("acme"))
    try:
        until(lambda: follower.version == 0, "the follower is there")
        assert add(ann, path, "orders", 0).json() == {"version": 1}
        until(lambda: follower.version == 1, "the change arrives")
    finally:
        follower.stop()
    assert follower.faults == []
    assert ann.get(f"{path}/graph").json()["panels"] == {"orders": PANEL}


def test_the_ai_tells_what_to_set_where_no_model_is_configured(ann: httpx.Client) -> None:
    answer = ann.post(f"{create(ann)}/proposals", json={"request": "a panel for orders"})
    assert (answer.status_code, answer.json()["code"]) == (503, "no-model"), answer.text
    assert "LLM_BASE_URL" in answer.json()["detail"]


def test_a_kernel_that_is_killed_is_replaced_and_nothing_is_lost(
    composed: Composed, ann: httpx.Client
) -> None:
    path = create(ann)
    assert add(ann, path, "before", 0).status_code == 200
    kernels = [one for one in composed.containers() if "workspace-kernel" in one["Name"]]
    assert len(kernels) == 2
    for kernel in kernels:
        composed.podman.run("kill", "--signal=KILL", kernel["Id"])
        composed.podman.run("start", kernel["Id"])
    until(lambda: add(ann, path, "after", 1).status_code in (200, 412), "another owner")
    assert ann.get(f"{path}/graph").json()["panels"].keys() == {"before", "after"}


def test_no_container_may_more_than_it_needs_or_shows_a_secret(composed: Composed) -> None:
    described = composed.containers()
    shown = json.dumps(described)
    assert len(described) == 6
    for container in described:
        assert container["HostConfig"]["ReadonlyRootfs"], container["Name"]
        assert not container["EffectiveCaps"], container["Name"]
        assert container["Config"]["User"].split(":")[0] not in ("", "0"), container["Name"]
    for file in (composed.checkout / ".nexus" / "compose").iterdir():
        value = file.read_text().partition("=")[2].strip() or file.read_text()
        assert value not in shown, file.name


def test_what_was_acknowledged_outlasts_a_stop(composed: Composed, ann: httpx.Client) -> None:
    path = create(ann)
    assert add(ann, path, "orders", 0).status_code == 200
    composed.run("down")
    composed.up()
    assert ann.get(f"{path}/graph").json()["panels"].keys() == {"orders"}


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + TAKE_OVER_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"not within {TAKE_OVER_SECONDS} s: {what}"
        time.sleep(0.5)
