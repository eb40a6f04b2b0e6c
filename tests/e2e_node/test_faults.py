"""What people at work notice when something goes away under them, and what is left of their work."""

import time
from collections.abc import Callable

import pytest

from nexus_gitops.manifests.identity import KubeObject
from tests.e2e.conftest import Platform
from tests.e2e.patience import until
from tests.e2e_node import figures, pods
from tests.e2e_node.load import Work, working
from tests.e2e_node.node import Node

ALL = ("graphstudio-frontend", "workspace-kernel", "nexus-os", "postgres", "redis")
BEFORE_AND_AFTER_SECONDS = 3
TOLD = {"502", "503", "504"}
"""By which the entry and a kernel say that something is away; the page asks again."""


def one_pod(live: Platform, name: str) -> tuple[str, KubeObject]:
    (found,) = live.pods(name).items()
    return found


def restarts(live: Platform, name: str) -> int:
    return pods.restarts(one_pod(live, name)[1])


def survived(
    live: Platform, what: str, happens: Callable[[], None], is_over: Callable[[], bool]
) -> Work:
    """People work before, while and after something happens; nothing of it is lost."""
    with working(live) as work:
        time.sleep(BEFORE_AND_AFTER_SECONDS)
        begin = time.monotonic()
        happens()
        until(is_over, f"end of: {what}")
        seconds = time.monotonic() - begin
        time.sleep(BEFORE_AND_AFTER_SECONDS)
    figures.record(what, f"{work}; all ready after {seconds:.0f} s")
    assert work.lost == 0
    return work


def test_a_kernel_pod_that_is_deleted_drains(live: Platform) -> None:
    old, pod = one_pod(live, "workspace-kernel")
    metadata = pod["metadata"]

    def is_over() -> bool:
        gone = live.kube.find("v1 Pod", metadata["name"], metadata["namespace"]) is None
        found = live.pods("workspace-kernel")
        return gone and len(found) == 1 and all(map(pods.is_ready, found.values()))

    work = survived(
        live,
        "kernel pod deleted",
        lambda: live.kube.delete("v1 Pod", metadata["name"], metadata["namespace"]),
        is_over,
    )
    assert old not in live.pods("workspace-kernel")
    assert {said.partition(" ")[0] for said in work.failed} <= TOLD, work


@pytest.mark.parametrize("name", ["workspace-kernel", "nexus-os", "postgres", "redis"])
def test_what_is_killed_comes_back_and_nothing_is_lost(
    live: Platform, node: Node, name: str
) -> None:
    before = restarts(live, name)
    pod = one_pod(live, name)[1]

    def is_over() -> bool:
        found = [one for each in ALL for one in live.pods(each).values()]
        return restarts(live, name) > before and all(map(pods.is_ready, found))

    survived(live, f"{name} killed", lambda: pods.kill(node.containerd, pod), is_over)
