"""Pods that each keep a name and claims of their own."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from cdk8s import Chart

from nexus_constructs.component import Installation
from nexus_constructs.containers import ContainerSpec
from nexus_constructs.pods import PodSpec
from nexus_constructs.stateful_set import StatefulSet
from nexus_constructs.volumes import EmptyDir, VolumeClaimTemplate
from nexus_gitops.manifests.identity import KubeObject

SELECTOR = {"app.kubernetes.io/name": "store", "app.kubernetes.io/instance": "demo"}
DATA = VolumeClaimTemplate("data", "/data", "10Gi")


@pytest.fixture
def add(chart: Chart, installation: Installation, container: ContainerSpec) -> Callable[..., Any]:
    """Adds the StatefulSet `store`."""

    def build(
        replicas: int = 3,
        volumes: tuple[Any, ...] = (DATA,),
        service_ports: Mapping[str, int] = MappingProxyType({"http": 80}),
    ) -> StatefulSet:
        return StatefulSet(
            chart,
            "store",
            installation=installation,
            version="1",
            pod=PodSpec(replace(container, volumes=volumes)),
            replicas=replicas,
            service_ports=service_ports,
        )

    return build


def test_each_pod_has_its_claim_and_a_name_of_its_own(
    add: Callable[..., Any], chart: Chart, one: Callable[..., KubeObject]
) -> None:
    add()

    spec = one(chart, "StatefulSet")["spec"]

    assert spec["replicas"] == 3
    assert one(chart, "Service", spec["serviceName"])["spec"]["clusterIP"] == "None"
    assert one(chart, "Service", "store")["spec"]["selector"] == SELECTOR
    assert [claim["metadata"]["name"] for claim in spec["volumeClaimTemplates"]] == ["data"]
    pod = spec["template"]["spec"]
    assert "volumes" not in pod
    assert pod["containers"][0]["volumeMounts"] == [{"name": "data", "mountPath": "/data"}]


def test_pods_that_nobody_connects_to_have_names_alone(
    add: Callable[..., Any], chart: Chart, one: Callable[..., KubeObject]
) -> None:
    assert add(service_ports={}).ports == {}

    spec = one(chart, "StatefulSet")["spec"]
    service = one(chart, "Service")
    assert service["metadata"]["name"] == spec["serviceName"]
    assert service["spec"]["clusterIP"] == "None"
    assert "ports" not in service["spec"]


def test_a_claim_says_how_it_is_used_and_from_which_class_it_comes(
    add: Callable[..., Any], chart: Chart, one: Callable[..., KubeObject]
) -> None:
    fast = replace(DATA, access_mode="ReadWriteOncePod", storage_class="fast")
    add(volumes=(fast, EmptyDir("tmp", "/tmp", "1Mi")))

    (claim,) = one(chart, "StatefulSet")["spec"]["volumeClaimTemplates"]

    assert claim["spec"] == {
        "accessModes": ["ReadWriteOncePod"],
        "resources": {"requests": {"storage": "10Gi"}},
        "storageClassName": "fast",
        "volumeMode": "Filesystem",
    }


@pytest.mark.parametrize(("replicas", "budgets"), [(1, 0), (2, 1)])
def test_a_drain_takes_one_of_several_pods_at_a_time(
    add: Callable[..., Any], chart: Chart, replicas: int, budgets: int
) -> None:
    add(replicas)

    assert sum(obj["kind"] == "PodDisruptionBudget" for obj in chart.to_json()) == budgets


def test_without_a_claim_it_is_no_stateful_set(add: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="store mounts a VolumeClaimTemplate"):
        add(volumes=())
