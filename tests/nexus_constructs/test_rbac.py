"""The ServiceAccount of a component's pods, and what it may do at the API."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cdk8s import Chart

from nexus_constructs.component import Installation
from nexus_constructs.containers import ContainerSpec
from nexus_constructs.deployment import Deployment
from nexus_constructs.pods import PodSpec
from nexus_constructs.rbac import Grant, Permissions, PolicyRule
from nexus_constructs.volumes import ServiceAccountToken
from nexus_gitops.manifests.identity import KubeObject

READS_PODS = PolicyRule(verbs=("get", "list", "watch"), resources=("pods", "pods/log"))
READS_NODES = PolicyRule(verbs=("get",), resources=("nodes",), resource_names=("one",))
READS_METRICS = PolicyRule(verbs=("get",), non_resource_urls=("/metrics",))
SUBJECT = [{"kind": "ServiceAccount", "name": "agent", "namespace": "demo-space"}]


def test_a_component_of_another_namespace_is_granted_what_it_may_do_here(
    chart: Chart, installation: Installation, one: Callable[..., KubeObject]
) -> None:
    Grant(chart, "agent", installation=installation, home="elsewhere", rules=(READS_PODS,))

    role, binding = one(chart, "Role"), one(chart, "RoleBinding")
    assert {role["metadata"]["namespace"], binding["metadata"]["namespace"]} == {"demo-space"}
    assert role["rules"][0]["resources"] == ["pods", "pods/log"]
    assert binding["subjects"] == [{**SUBJECT[0], "namespace": "elsewhere"}]


@pytest.fixture
def add(chart: Chart, installation: Installation, container: ContainerSpec) -> Callable[..., None]:
    """Adds the Deployment `agent`."""

    def build(permissions: Permissions, *tokens: ServiceAccountToken) -> None:
        Deployment(
            chart,
            "agent",
            installation=installation,
            version="1",
            pod=PodSpec(replace(container, volumes=tokens), permissions=permissions),
            replicas=1,
            service_ports={},
        )

    return build


def test_what_it_may_do_in_its_namespace_is_a_role_of_its_own(
    add: Callable[..., None], chart: Chart, one: Callable[..., KubeObject]
) -> None:
    add(Permissions(role=(READS_PODS,)), ServiceAccountToken())

    assert one(chart, "Role")["rules"] == [
        {"apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "list", "watch"]}
    ]
    assert one(chart, "RoleBinding")["roleRef"] == {
        "apiGroup": "rbac.authorization.k8s.io",
        "kind": "Role",
        "name": one(chart, "Role")["metadata"]["name"],
    }
    assert one(chart, "RoleBinding")["subjects"] == SUBJECT
    assert not {"ClusterRole", "ClusterRoleBinding"} & {obj["kind"] for obj in chart.to_json()}


def test_what_is_cluster_scoped_carries_the_installation_in_its_name(
    add: Callable[..., None], chart: Chart, one: Callable[..., KubeObject]
) -> None:
    add(Permissions(cluster_role=(READS_NODES, READS_METRICS)), ServiceAccountToken())

    for kind in ("ClusterRole", "ClusterRoleBinding"):
        metadata = one(chart, kind)["metadata"]
        assert metadata["name"] == "demo-agent"
        assert "namespace" not in metadata
    assert one(chart, "ClusterRole")["rules"] == [
        {"apiGroups": [""], "resources": ["nodes"], "resourceNames": ["one"], "verbs": ["get"]},
        {"nonResourceURLs": ["/metrics"], "verbs": ["get"]},
    ]
    assert one(chart, "ClusterRoleBinding")["roleRef"]["name"] == "demo-agent"
    assert one(chart, "ClusterRoleBinding")["subjects"] == SUBJECT


def test_only_the_container_that_asks_has_the_token_and_all_that_a_client_needs(
    add: Callable[..., None], chart: Chart, one: Callable[..., KubeObject]
) -> None:
    add(Permissions(role=(READS_PODS,)), ServiceAccountToken())

    pod = one(chart, "Deployment")["spec"]["template"]["spec"]

    assert pod["automountServiceAccountToken"] is False
    assert one(chart, "ServiceAccount")["automountServiceAccountToken"] is False
    assert pod["containers"][0]["volumeMounts"] == [
        {
            "name": "api-access",
            "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
            "readOnly": True,
        }
    ]
    sources = pod["volumes"][0]["projected"]["sources"]
    assert sources[0] == {"serviceAccountToken": {"path": "token", "expirationSeconds": 3600}}
    assert [next(iter(source)) for source in sources[1:]] == ["configMap", "downwardAPI"]


def test_a_token_for_another_audience_needs_no_permissions(
    add: Callable[..., None], chart: Chart, one: Callable[..., KubeObject]
) -> None:
    add(Permissions(), ServiceAccountToken(audience="vault"))

    (volume,) = one(chart, "Deployment")["spec"]["template"]["spec"]["volumes"]

    assert volume["projected"]["sources"] == [
        {"serviceAccountToken": {"audience": "vault", "path": "token", "expirationSeconds": 3600}}
    ]


@pytest.mark.parametrize(
    ("permissions", "tokens", "said"),
    [
        (Permissions(role=(READS_PODS,)), (), "mount a ServiceAccountToken"),
        (Permissions(), (ServiceAccountToken(),), "give the pod permissions"),
    ],
)
def test_a_token_and_permissions_go_together(
    add: Callable[..., None], permissions: Permissions, tokens: Any, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        add(permissions, *tokens)
