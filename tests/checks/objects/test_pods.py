"""Every pod of every kind of workload, with its paths."""

from typing import Any

import pytest

from nexus_gitops.checks.objects.pods import Role, pod_templates

POD = {
    "metadata": {"labels": {"tier": "a"}},
    "spec": {
        "containers": [{"name": "main", "ports": [{"name": "http", "containerPort": 80}]}],
        "initContainers": [{"name": "setup"}, {"name": "proxy", "restartPolicy": "Always"}],
        "ephemeralContainers": [{"name": "debug"}],
    },
}


@pytest.mark.parametrize(
    ("api_version", "kind", "body", "path"),
    [
        ("v1", "Pod", POD, ""),
        ("apps/v1", "Deployment", {"spec": {"template": POD}}, "spec.template."),
        ("apps/v1", "StatefulSet", {"spec": {"template": POD}}, "spec.template."),
        ("apps/v1", "DaemonSet", {"spec": {"template": POD}}, "spec.template."),
        ("apps/v1", "ReplicaSet", {"spec": {"template": POD}}, "spec.template."),
        ("v1", "ReplicationController", {"spec": {"template": POD}}, "spec.template."),
        ("batch/v1", "Job", {"spec": {"template": POD}}, "spec.template."),
        (
            "batch/v1",
            "CronJob",
            {"spec": {"jobTemplate": {"spec": {"template": POD}}}},
            "spec.jobTemplate.spec.template.",
        ),
    ],
)
def test_the_pods_of_each_kind_of_workload_are_found(
    api_version: str, kind: str, body: dict[str, Any], path: str
) -> None:
    workload = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "a"}, **body}
    (pod,) = pod_templates([workload])
    assert pod.labels == {"tier": "a"}
    assert pod.at("spec.hostNetwork") == f"{path}spec.hostNetwork"
    assert [(container.path, container.name, container.role) for container in pod.containers] == [
        (f"{path}spec.containers[0]", "main", Role.MAIN),
        (f"{path}spec.initContainers[0]", "setup", Role.INIT),
        (f"{path}spec.initContainers[1]", "proxy", Role.SIDECAR),
        (f"{path}spec.ephemeralContainers[0]", "debug", Role.EPHEMERAL),
    ]
    assert pod.is_long_running is (kind not in ("Job", "CronJob"))


def test_a_kind_of_that_name_in_another_group_is_no_workload() -> None:
    job = {
        "apiVersion": "batch.volcano.sh/v1alpha1",
        "kind": "Job",
        "metadata": {"name": "a"},
        "spec": {"template": POD},
    }
    assert list(pod_templates([job])) == []


@pytest.mark.parametrize(
    ("wanted", "protocol", "found"),
    [
        ("http", "TCP", True),
        (80, "TCP", True),
        ("http", "UDP", False),
        (81, "TCP", False),
        ("", "TCP", False),
        (None, "TCP", False),
    ],
)
def test_a_port_is_found_by_name_or_number(wanted: Any, protocol: str, *, found: bool) -> None:
    (pod,) = pod_templates([{"apiVersion": "v1", "kind": "Pod", "metadata": {}, **POD}])
    assert (pod.port(wanted, protocol) is not None) is found
