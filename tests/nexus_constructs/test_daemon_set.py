"""One pod on every node."""

from collections.abc import Callable

import pytest
from cdk8s import Chart

from nexus_constructs.component import Installation
from nexus_constructs.containers import ContainerSpec
from nexus_constructs.daemon_set import DaemonSet
from nexus_constructs.pods import PodSpec
from nexus_gitops.manifests.identity import KubeObject

SELECTOR = {"app.kubernetes.io/name": "agent", "app.kubernetes.io/instance": "demo"}


@pytest.fixture
def add(
    chart: Chart, installation: Installation, container: ContainerSpec
) -> Callable[[dict[str, int]], DaemonSet]:
    """Adds the DaemonSet `agent`."""

    def build(service_ports: dict[str, int]) -> DaemonSet:
        return DaemonSet(
            chart,
            "agent",
            installation=installation,
            version="1",
            pod=PodSpec(container),
            service_ports=service_ports,
        )

    return build


def test_it_is_replaced_node_by_node_and_needs_no_budget(
    add: Callable[..., DaemonSet], chart: Chart, one: Callable[..., KubeObject]
) -> None:
    add({})

    spec = one(chart, "DaemonSet")["spec"]

    assert spec["updateStrategy"] == {
        "type": "RollingUpdate",
        "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1},
    }
    assert spec["selector"] == {"matchLabels": SELECTOR}
    assert SELECTOR.items() <= spec["template"]["metadata"]["labels"].items()
    assert {obj["kind"] for obj in chart.to_json()} == {"DaemonSet", "ServiceAccount"}


def test_a_service_leads_to_it_where_somebody_asks_it(
    add: Callable[..., DaemonSet], chart: Chart, one: Callable[..., KubeObject]
) -> None:
    made = add({"http": 9100})

    assert one(chart, "Service")["spec"]["selector"] == SELECTOR
    assert made.ports.keys() == {"http"}
