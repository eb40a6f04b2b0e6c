"""What the API server lets nobody change, and what it does."""

from typing import Any

import pytest

from nexus_gitops.diff import Risk

IMMUTABLE = [
    ("apps/v1", "Deployment", {"spec": {"selector": {"matchLabels": {"a": "1"}}}}),
    ("apps/v1", "DaemonSet", {"spec": {"selector": {"matchLabels": {"a": "1"}}}}),
    ("apps/v1", "StatefulSet", {"spec": {"selector": {"matchLabels": {"a": "1"}}}}),
    ("apps/v1", "StatefulSet", {"spec": {"serviceName": "1"}}),
    ("apps/v1", "StatefulSet", {"spec": {"podManagementPolicy": "1"}}),
    ("apps/v1", "StatefulSet", {"spec": {"volumeClaimTemplates": [{"metadata": {"name": "1"}}]}}),
    ("v1", "Service", {"spec": {"clusterIP": "1"}}),
    ("batch/v1", "Job", {"spec": {"template": {"spec": {"restartPolicy": "1"}}}}),
    ("batch/v1", "Job", {"spec": {"completions": "1"}}),
    ("v1", "Secret", {"type": "1"}),
    ("v1", "PersistentVolumeClaim", {"spec": {"storageClassName": "1"}}),
    ("v1", "ConfigMap", {"immutable": True, "data": {"a": "1"}}),
    ("v1", "Secret", {"immutable": True, "data": {"a": "1"}}),
    ("storage.k8s.io/v1", "StorageClass", {"provisioner": "1"}),
    ("rbac.authorization.k8s.io/v1", "RoleBinding", {"roleRef": {"name": "1"}}),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", {"roleRef": {"name": "1"}}),
]
MUTABLE = [
    ("apps/v1", "Deployment", {"spec": {"minReadySeconds": "1"}}),
    ("apps/v1", "StatefulSet", {"spec": {"updateStrategy": {"type": "1"}}}),
    ("apps/v1", "StatefulSet", {"metadata": {"labels": {"a": "1"}}}),
    ("v1", "Service", {"spec": {"selector": {"a": "1"}}}),
    ("batch/v1", "Job", {"spec": {"backoffLimit": "1"}}),
    (
        "batch/v1",
        "Job",
        {
            "metadata": {"annotations": {"argocd.argoproj.io/hook": "Sync"}},
            "spec": {"template": {"a": "1"}},
        },
    ),
    ("v1", "PersistentVolumeClaim", {"spec": {"volumeAttributesClassName": "1"}}),
    ("v1", "ConfigMap", {"data": {"a": "1"}}),
    ("v1", "ConfigMap", {"immutable": True, "metadata": {"labels": {"a": "1"}}}),
    ("storage.k8s.io/v1", "StorageClass", {"allowVolumeExpansion": "1"}),
    ("rbac.authorization.k8s.io/v1", "RoleBinding", {"subjects": [{"name": "1"}]}),
    ("example.com/v1", "Deployment", {"spec": {"selector": "1"}}),
]


def edited(value: Any) -> Any:
    """`value` with every "1" in it made a "2"."""
    if isinstance(value, dict):
        return {key: edited(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [edited(inner) for inner in value]
    return "2" if value == "1" and isinstance(value, str) else value


@pytest.mark.parametrize(("api_version", "kind", "rest"), IMMUTABLE)
def test_an_edit_that_the_api_server_rejects(
    make: Any, change: Any, api_version: str, kind: str, rest: dict[str, Any]
) -> None:
    before, after = (make(api_version, kind, "x", **side) for side in (rest, edited(rest)))
    assert Risk.IMMUTABLE in change(before, after).risks


@pytest.mark.parametrize(("api_version", "kind", "rest"), MUTABLE)
def test_an_edit_that_the_api_server_takes(
    make: Any, change: Any, api_version: str, kind: str, rest: dict[str, Any]
) -> None:
    before, after = (make(api_version, kind, "x", **side) for side in (rest, edited(rest)))
    assert Risk.IMMUTABLE not in change(before, after).risks


def test_an_immutable_config_map_cannot_become_mutable(make: Any, field: Any) -> None:
    before, after = make("v1", "ConfigMap", "x", immutable=True), make("v1", "ConfigMap", "x")
    assert field(before, after).risks == (Risk.IMMUTABLE,)
    assert field(after, before).risks == ()


def test_an_immutable_field_is_found_in_whatever_came_with_it(make: Any, field: Any) -> None:
    before = make("apps/v1", "StatefulSet", "x")
    after = make("apps/v1", "StatefulSet", "x", spec={"serviceName": "pg", "replicas": 1})
    assert field(before, after).risks == (Risk.IMMUTABLE, Risk.REPLICAS)


@pytest.mark.parametrize(
    ("before", "after", "rejected"),
    [
        (["IPv4"], ["IPv6"], True),
        (["IPv4"], ["IPv4", "IPv6"], False),
        (["IPv4", "IPv6"], ["IPv4"], False),
        (["IPv4", "IPv6"], ["IPv6", "IPv4"], True),
    ],
)
def test_the_first_family_of_a_service_stays(
    make: Any, change: Any, before: list[str], after: list[str], *, rejected: bool
) -> None:
    old, new = (make("v1", "Service", "web", spec={"ipFamilies": item}) for item in (before, after))
    assert (Risk.IMMUTABLE in change(old, new).risks) is rejected


@pytest.mark.parametrize(
    ("api_version", "kind", "before", "after"),
    [
        ("scheduling.k8s.io/v1", "PriorityClass", {"value": 1}, {"value": 2}),
        ("node.k8s.io/v1", "RuntimeClass", {"handler": "a"}, {"handler": "b"}),
        ("networking.k8s.io/v1", "IngressClass", {"spec": {"controller": "a"}}, {"spec": {"controller": "b"}}),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", {"spec": {"scope": "Cluster"}}, {"spec": {"scope": "Namespaced"}}),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", {"spec": {"names": {"kind": "A"}}}, {"spec": {"names": {"kind": "B"}}}),
    ],
)  # fmt: skip
def test_more_that_stays(
    make: Any, change: Any, api_version: str, kind: str, before: Any, after: Any
) -> None:
    old, new = (make(api_version, kind, "x", **rest) for rest in (before, after))
    assert Risk.IMMUTABLE in change(old, new).risks
