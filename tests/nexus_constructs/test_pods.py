"""Pods that pass Pod Security "restricted"."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cdk8s import App, Chart
from cdk8s_plus_27 import k8s

from nexus_constructs.component import Component, Installation
from nexus_constructs.containers import ContainerSpec, Port, Probes, exec_probe, http_probe
from nexus_constructs.pods import PodSpec, Toleration, pod_template
from nexus_constructs.secrets import SecretReference
from nexus_constructs.volumes import EmptyDir

Pod = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def pod(installation: Installation) -> Pod:
    """The pod template around a container, as plain data."""

    def build(container: ContainerSpec, **pod: Any) -> dict[str, Any]:
        chart = Chart(App(), "test")
        component = Component(chart, "web", installation=installation, version="1.2.3")
        k8s.KubePodTemplate(
            chart,
            "template",
            template=pod_template(component, PodSpec(container, **pod), service_account="web"),
        )
        return dict(chart.to_json()[0]["template"])

    return build


@pytest.fixture(scope="module")
def smallest(pod: Pod, container: ContainerSpec) -> dict[str, Any]:
    return pod(container)


def test_the_smallest_pod_is_locked_down(smallest: dict[str, Any]) -> None:
    assert smallest["spec"] == {
        "automountServiceAccountToken": False,
        "containers": [
            {
                "name": "web",
                "image": "registry.test/web:1.2.3",
                "imagePullPolicy": "IfNotPresent",
                "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
                "resources": {
                    "requests": {"cpu": "100m", "memory": "64Mi"},
                    "limits": {"cpu": "200m", "memory": "128Mi"},
                },
                "securityContext": {
                    "allowPrivilegeEscalation": False,
                    "capabilities": {"drop": ["ALL"]},
                    "readOnlyRootFilesystem": True,
                    "runAsNonRoot": True,
                    "runAsUser": 1234,
                },
            }
        ],
        "enableServiceLinks": False,
        "restartPolicy": "Always",
        "securityContext": {
            "fsGroup": 1234,
            "fsGroupChangePolicy": "OnRootMismatch",
            "runAsGroup": 1234,
            "runAsNonRoot": True,
            "runAsUser": 1234,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "serviceAccountName": "web",
        "terminationGracePeriodSeconds": 30,
    }


def test_a_pod_carries_the_components_labels(smallest: dict[str, Any]) -> None:
    assert smallest["metadata"]["labels"]["app.kubernetes.io/name"] == "web"
    assert smallest["metadata"]["labels"]["app.kubernetes.io/version"] == "1.2.3"


def test_writable_paths_are_bounded_and_mounted_where_they_belong(
    pod: Pod, container: ContainerSpec
) -> None:
    volumes = (
        EmptyDir("tmp", "/tmp", "64Mi"),
        EmptyDir("shm", "/dev/shm", "1Mi", medium="Memory"),
    )

    spec = pod(replace(container, volumes=volumes))["spec"]

    assert spec["volumes"] == [
        {"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}},
        {"name": "shm", "emptyDir": {"sizeLimit": "1Mi", "medium": "Memory"}},
    ]
    assert spec["containers"][0]["volumeMounts"] == [
        {"name": "tmp", "mountPath": "/tmp"},
        {"name": "shm", "mountPath": "/dev/shm"},
    ]


def test_variables_come_from_literals_and_from_sources(pod: Pod, container: ContainerSpec) -> None:
    secret = SecretReference("keys", pod_annotations={"checksum/secrets": "abc"}).picking(
        "TOKEN", ALIAS="TOKEN"
    )

    template = pod(replace(container, env={"PORT": "8080"}, sources=(secret,)))

    reference = {"secretKeyRef": {"name": "keys", "key": "TOKEN"}}
    assert template["spec"]["containers"][0]["env"] == [
        {"name": "PORT", "value": "8080"},
        {"name": "TOKEN", "valueFrom": reference},
        {"name": "ALIAS", "valueFrom": reference},
    ]
    assert template["metadata"]["annotations"] == {"checksum/secrets": "abc"}


def test_probes_and_the_pause_before_the_end_reach_the_container(
    pod: Pod, container: ContainerSpec
) -> None:
    probes = Probes(
        readiness=http_probe("/ready", port="http", period=5, failures=2),
        liveness=exec_probe(["true"], period=30, failures=6),
    )

    spec = pod(replace(container, probes=probes, pre_stop=("sleep", "10")), grace_seconds=40)[
        "spec"
    ]

    (made,) = spec["containers"]
    assert made["readinessProbe"] == {
        "httpGet": {"path": "/ready", "port": "http"},
        "periodSeconds": 5,
        "timeoutSeconds": 3,
        "failureThreshold": 2,
    }
    assert made["livenessProbe"]["exec"] == {"command": ["true"]}
    assert "startupProbe" not in made
    assert made["lifecycle"] == {"preStop": {"exec": {"command": ["sleep", "10"]}}}
    assert spec["terminationGracePeriodSeconds"] == 40


def test_containers_start_in_order_and_share_what_they_mount_under_one_name(
    pod: Pod, container: ContainerSpec
) -> None:
    page = EmptyDir("page", "/srv", "16Mi")
    generate = replace(
        container, name="generate", ports=(), volumes=(replace(page, path="/out"),), uid=99
    )
    reload = replace(container, name="reload", ports=(Port("metrics", 9113),))

    spec = pod(replace(container, volumes=(page,)), init_containers=(generate,), beside=(reload,))[
        "spec"
    ]

    assert [made["name"] for made in spec["initContainers"]] == ["generate"]
    assert [made["name"] for made in spec["containers"]] == ["web", "reload"]
    assert spec["volumes"] == [{"name": "page", "emptyDir": {"sizeLimit": "16Mi"}}]
    assert spec["initContainers"][0]["volumeMounts"] == [{"name": "page", "mountPath": "/out"}]
    assert spec["containers"][0]["volumeMounts"] == [{"name": "page", "mountPath": "/srv"}]
    assert spec["initContainers"][0]["securityContext"]["runAsUser"] == 99
    assert spec["securityContext"]["fsGroup"] == container.uid


@pytest.mark.parametrize(
    ("name", "called"), [("", "named after the component"), ("side", "named side")]
)
def test_each_container_has_a_name_of_its_own(
    container: ContainerSpec, name: str, called: str
) -> None:
    first = replace(container, name=name)

    with pytest.raises(ValueError, match=called):
        PodSpec(first, beside=(first,))


def test_a_pod_goes_to_the_nodes_that_it_is_for(pod: Pod, container: ContainerSpec) -> None:
    spec = pod(
        container,
        node_selector={"kubernetes.io/os": "linux"},
        tolerations=(Toleration("node-role.kubernetes.io/control-plane", "NoSchedule"),),
    )["spec"]

    assert spec["nodeSelector"] == {"kubernetes.io/os": "linux"}
    assert spec["tolerations"] == [
        {
            "key": "node-role.kubernetes.io/control-plane",
            "operator": "Exists",
            "effect": "NoSchedule",
        }
    ]
