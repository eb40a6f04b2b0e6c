"""A release and its rollback while people work, who notice neither."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import kept_images
import pytest

from tests.cli.conftest import Machine, git
from tests.e2e.conftest import Platform
from tests.e2e.patience import until
from tests.e2e_node import figures, pods
from tests.e2e_node.load import Work, working
from tests.e2e_node.node import Node

ROUNDS = int(os.environ.get("NEXUS_NODE_ROLLOUTS", "1"))
"""Each is a release and a rollback."""
LED_TO_NOBODY = "504 of the entry"
"""What led to a Service found nobody: no pod of it is what answers so."""

LOCK = "nexus_platform/environments/dev.images.json"
ENTRY = '"repository": "localhost:5001/nexus/workspace-kernel",\n    "tag": "{}"'
OLD, NEW = "0.1.0", "0.1.1"


@pytest.fixture
def newer(edit: Callable[..., Machine], node: Node) -> Machine:
    """A machine whose dev has a newer kernel, which the node has."""
    name = kept_images.name_of("workspace-kernel")
    node.containerd.tag(name, f"{name.rpartition(':')[0]}:{NEW}")
    return edit({LOCK: (ENTRY.format(OLD), ENTRY.format(NEW))})


@pytest.fixture
def as_it_was(live: Platform) -> Iterator[None]:
    yield
    live.publish("--force")
    live.settle()


def runs(live: Platform, tag: str) -> bool:
    """Whether the kernels are of a version, and those before are gone."""
    found: list[Any] = [
        pod
        for pod in live.kube.list("v1 Pod", live.namespace)
        if pod["metadata"]["labels"].get("app.kubernetes.io/name") == "workspace-kernel"
    ]
    images = {pod["spec"]["containers"][0]["image"].rpartition(":")[2] for pod in found}
    return images == {tag} and all(map(pods.is_ready, found))


@pytest.mark.usefixtures("as_it_was")
def test_nobody_notices_a_release_or_its_rollback(live: Platform, newer: Machine) -> None:
    told: list[Work] = []
    for _ in range(ROUNDS):
        with working(live) as released:
            done = live.publish("--force", by=newer)
            assert done.code == 0, done.err
            live.settle()
            until(lambda: runs(live, NEW), "the newer kernel alone")
        with working(live) as rolled_back:
            done = newer.run("rollback", "--env", "dev", "--wait")
            assert done.code == 0, done.err
            until(lambda: runs(live, OLD), "the older kernel alone")
        git(newer.source, "checkout", "--quiet", "--", LOCK)  # as a pipeline has it
        told += [released, rolled_back]
    failed = sum(sum(work.failed.values()) for work in told)
    requests = sum(work.requests for work in told)
    gap = max(work.gap for work in told)
    figures.record(
        f"{2 * ROUNDS} rolling updates", f"{failed} of {requests} failed, longest gap {gap:.1f} s"
    )
    assert [work.failed.keys() - {LED_TO_NOBODY} for work in told] == [set()] * len(told)
    assert {work.lost for work in told} == {0}
