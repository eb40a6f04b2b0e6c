"""`nexus-gitops acceptance` on pods that run."""

from collections.abc import Iterator

import pytest

from tests.e2e.conftest import Platform
from tests.e2e.patience import until
from tests.e2e_node import pods

KERNEL = "workspace-kernel"
ASKED = {
    *("pods", "endpoints", "entry", "logs", "database", "tenants-apart"),
    *("health-graphstudio-frontend", "health-workspace-kernel", "health-nexus-os"),
}
TAKES_TWO_KERNELS = "full-kernel"
TAKES_HALF_AN_HOUR = "idle-release"


def told(live: Platform) -> dict[str, str]:
    """The state of each check, and what is told of one that failed."""
    done = live.machine.run("acceptance", "--env", "dev", "--output", "json")
    return {
        one["name"]: one["message"] if one["state"] == "failed" else one["state"]
        for one in done.json["checks"]
    }


def test_the_installation_is_accepted(live: Platform) -> None:
    skipped = dict.fromkeys((TAKES_TWO_KERNELS, TAKES_HALF_AN_HOUR), "skipped")
    assert told(live) == {**dict.fromkeys(ASKED, "ok"), **skipped}


@pytest.fixture
def second_kernel(live: Platform) -> Iterator[None]:
    """One more kernel pod for a while; no autoscaler takes it away where nobody serves metrics."""
    scaled(live, 2)
    yield
    scaled(live, 1)


def scaled(live: Platform, pods_wanted: int) -> None:
    change = {"spec": {"replicas": pods_wanted}}
    live.kube.patch("apps/v1 Deployment", KERNEL, live.namespace, change)

    def is_so() -> bool:
        found = [
            pod
            for pod in live.kube.list("v1 Pod", live.namespace)
            if pod["metadata"]["labels"].get("app.kubernetes.io/name") == KERNEL
        ]
        return len(found) == pods_wanted and all(map(pods.is_ready, found))

    until(is_so, f"{pods_wanted} kernel pods")


@pytest.mark.usefixtures("second_kernel")
def test_a_second_kernel_takes_what_one_has_no_room_for(live: Platform) -> None:
    assert told(live)[TAKES_TWO_KERNELS] == "ok"
