"""Interchangeable pods."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cdk8s import App, Chart

from nexus_constructs.component import Component, Installation
from nexus_constructs.containers import ContainerSpec, Port
from nexus_constructs.deployment import Deployment
from nexus_constructs.pods import PodSpec
from nexus_gitops.manifests.identity import KubeObject

SELECTOR = {"app.kubernetes.io/name": "web", "app.kubernetes.io/instance": "demo"}


def add(chart: Chart, installation: Installation, container: ContainerSpec, **more: Any) -> None:
    given: dict[str, Any] = {
        "replicas": 2,
        "service_ports": {"http": 80},
        "version": "1.2.3",
        **more,
    }
    Deployment(chart, "web", installation=installation, pod=PodSpec(container), **given)


@pytest.fixture(scope="module")
def web(installation: Installation, container: ContainerSpec) -> dict[str, KubeObject]:
    """The smallest Deployment with a Service, by kind."""
    chart = Chart(App(), "test", disable_resource_name_hashes=True)
    add(chart, installation, container)
    return {obj["kind"]: obj for obj in chart.to_json()}


def test_it_is_these_objects_all_of_one_name(web: dict[str, KubeObject]) -> None:
    assert web.keys() == {"ServiceAccount", "Deployment", "Service", "PodDisruptionBudget"}
    assert {obj["metadata"]["name"] for obj in web.values()} == {"web"}
    assert {obj["metadata"]["namespace"] for obj in web.values()} == {"demo-space"}


def test_every_selector_picks_the_pods(web: dict[str, KubeObject]) -> None:
    pods = web["Deployment"]["spec"]["template"]["metadata"]["labels"]

    assert web["Deployment"]["spec"]["selector"] == {"matchLabels": SELECTOR}
    assert web["PodDisruptionBudget"]["spec"]["selector"] == {"matchLabels": SELECTOR}
    assert web["Service"]["spec"]["selector"] == SELECTOR
    assert SELECTOR.items() <= pods.items()


def test_the_service_leads_to_the_containers_port_by_name(web: dict[str, KubeObject]) -> None:
    (port,) = web["Service"]["spec"]["ports"]
    (container,) = web["Deployment"]["spec"]["template"]["spec"]["containers"]

    assert port == {"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"}
    assert container["ports"] == [{"name": "http", "containerPort": 8080, "protocol": "TCP"}]


def test_each_port_that_is_served_has_a_name_a_protocol_and_a_number_of_its_own(
    chart: Chart,
    installation: Installation,
    container: ContainerSpec,
    one: Callable[..., KubeObject],
) -> None:
    ports = (*container.ports, Port("metrics", 9090), Port("dns", 5353, "UDP"))
    made = Deployment(
        chart,
        "web",
        installation=installation,
        version="1",
        pod=PodSpec(replace(container, ports=ports)),
        replicas=1,
        service_ports={"http": 80, "dns": 53},
    )

    served = one(chart, "Service")["spec"]["ports"]

    assert served == [
        {"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"},
        {"name": "dns", "port": 53, "targetPort": "dns", "protocol": "UDP"},
    ]
    assert made.ports.keys() == {"http", "dns"}


def test_what_nobody_connects_to_has_no_service(
    chart: Chart, installation: Installation, container: ContainerSpec
) -> None:
    add(chart, installation, container, service_ports={})

    assert "Service" not in {obj["kind"] for obj in chart.to_json()}


def test_a_service_leads_to_no_port_that_is_not_there(
    chart: Chart, installation: Installation, container: ContainerSpec
) -> None:
    with pytest.raises(ValueError, match=r"web leads to the port grpc, .*name one of http"):
        add(chart, installation, container, service_ports={"grpc": 80})


def test_a_rollout_never_goes_below_the_number_of_ready_pods(web: dict[str, KubeObject]) -> None:
    assert web["Deployment"]["spec"]["strategy"] == {
        "type": "RollingUpdate",
        "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0},
    }


def test_a_drain_is_slowed_but_never_blocked(web: dict[str, KubeObject]) -> None:
    budget = web["PodDisruptionBudget"]["spec"]

    assert budget["maxUnavailable"] == 1
    assert budget["unhealthyPodEvictionPolicy"] == "AlwaysAllow"
    assert "minAvailable" not in budget


def test_pods_spread_over_zones_and_nodes_each_revision_by_itself(
    web: dict[str, KubeObject],
) -> None:
    spread = web["Deployment"]["spec"]["template"]["spec"]["topologySpreadConstraints"]

    assert [rule["topologyKey"] for rule in spread] == [
        "topology.kubernetes.io/zone",
        "kubernetes.io/hostname",
    ]
    for rule in spread:
        assert rule["whenUnsatisfiable"] == "ScheduleAnyway"
        assert rule["labelSelector"] == {"matchLabels": SELECTOR}
        assert rule["matchLabelKeys"] == ["pod-template-hash"]


def test_the_number_of_pods_is_left_to_an_autoscaler_where_there_is_one(
    chart: Chart,
    installation: Installation,
    container: ContainerSpec,
    one: Callable[..., KubeObject],
    web: dict[str, KubeObject],
) -> None:
    add(chart, installation, container, replicas=None)

    assert "replicas" not in one(chart, "Deployment")["spec"]
    assert web["Deployment"]["spec"]["replicas"] == 2


def test_its_objects_share_the_wave_after_what_it_waits_for(
    chart: Chart, installation: Installation, container: ContainerSpec
) -> None:
    base = Component(chart, "base", installation=installation)
    add(chart, installation, container, after=[base])

    waves = {
        obj["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"] for obj in chart.to_json()
    }

    assert waves == {"1"}
