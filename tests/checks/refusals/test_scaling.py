"""Autoscalers, budgets, quotas, access and classes, as Kubernetes' own validation has them."""

from typing import Any

import pytest

SCALER = "HorizontalPodAutoscaler/web"
UTILISATION = {"type": "Utilization", "averageUtilization": 70}


def metric(**source: Any) -> list[dict[str, Any]]:
    return [{"type": "Resource", **source}]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("minReplicas", 0),
        ("maxReplicas", 0),
        ("metrics", metric()),
        ("metrics", metric(resource={"name": "cpu", "target": {"type": "Utilization"}})),
        (
            "metrics",
            metric(resource={"name": "cpu", "target": {**UTILISATION, "averageValue": "1"}}),
        ),
        (
            "metrics",
            metric(
                resource={"name": "cpu", "target": UTILISATION},
                pods={"metric": {"name": "x"}, "target": {"type": "AverageValue"}},
            ),
        ),
        ("behavior", {"scaleDown": {"selectPolicy": "max"}}),
        ("behavior", {"scaleDown": {"stabilizationWindowSeconds": 3601}}),
        (
            "behavior",
            {"scaleUp": {"policies": [{"type": "Pods", "value": 0, "periodSeconds": 60}]}},
        ),
        (
            "behavior",
            {"scaleUp": {"policies": [{"type": "Pods", "value": 1, "periodSeconds": 1801}]}},
        ),
    ],
)
def test_an_autoscaler_that_is_refused(rules_of: Any, field: str, value: Any) -> None:
    assert rules_of(SCALER, f"spec.{field}", value) == {"refused-autoscaler"}


def test_an_autoscaler_that_is_taken(rules_of: Any) -> None:
    valid = metric(resource={"name": "cpu", "target": UTILISATION})
    assert rules_of(SCALER, "spec.metrics", valid) == set()
    assert rules_of(SCALER, "spec.behavior", {"scaleDown": {"selectPolicy": "Disabled"}}) == set()


@pytest.mark.parametrize("value", [-1, "101%", "half", "%"])
def test_a_budget_that_is_refused(rules_of: Any, value: Any) -> None:
    assert rules_of("PodDisruptionBudget/web", "spec.maxUnavailable", value) == {"refused-budget"}


def test_a_budget_says_it_in_one_way(rules_of: Any) -> None:
    assert rules_of("PodDisruptionBudget/web", "spec.minAvailable", 0) == {"refused-budget"}


@pytest.mark.parametrize(
    ("hard", "refused"),
    [
        ({"count/deployments.apps": "5", "requests.nvidia.com/gpu": "1"}, False),
        ({"fast.storageclass.storage.k8s.io/requests.storage": "5Gi"}, False),
        ({"memroy": "1Gi"}, True),
        ({"limits.pods": "1"}, True),
        ({"pods": "-1"}, True),
        ({"pods": "1500m"}, True),
    ],
)
def test_a_quota(rules_of_object: Any, hard: Any, refused: Any) -> None:
    found = rules_of_object("v1", "ResourceQuota", spec={"hard": hard})
    assert found == ({"refused-resources"} if refused else set())


@pytest.mark.parametrize(
    ("limit", "refused"),
    [
        ({"type": "Container", "min": {"cpu": "1m"}, "max": {"cpu": "1"}}, False),
        ({"type": "Container", "min": {"cpu": "2"}, "max": {"cpu": "1"}}, True),
        ({"type": "Container", "default": {"cpu": "1"}, "defaultRequest": {"cpu": "2"}}, True),
        ({"type": "Container", "default": {"storage": "1Gi"}}, True),
        ({"type": "Container", "maxLimitRequestRatio": {"cpu": "500m"}}, True),
        ({"type": "Pod", "default": {"cpu": "1"}}, True),
        ({"type": "PersistentVolumeClaim"}, True),
        ({"type": "PersistentVolumeClaim", "max": {"storage": "1Gi"}}, False),
    ],
)
def test_a_limit_range(rules_of_object: Any, limit: Any, refused: Any) -> None:
    found = rules_of_object("v1", "LimitRange", spec={"limits": [limit]})
    assert found == ({"refused-resources"} if refused else set())


RBAC = "rbac.authorization.k8s.io/v1"
READ = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}
ROLE = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "x"}
ACCOUNT = {"kind": "ServiceAccount", "name": "x", "namespace": "shop"}


@pytest.mark.parametrize(
    ("kind", "content", "refused"),
    [
        ("Role", {"rules": [READ]}, False),
        ("Role", {"rules": [{**READ, "verbs": []}]}, True),
        ("Role", {"rules": [{"resources": ["pods"], "verbs": ["get"]}]}, True),
        ("Role", {"rules": [{"nonResourceURLs": ["/x"], "verbs": ["get"]}]}, True),
        ("ClusterRole", {"rules": [{"nonResourceURLs": ["/x"], "verbs": ["get"]}]}, False),
        ("ClusterRole", {"rules": [{**READ, "nonResourceURLs": ["/x"]}]}, True),
        ("RoleBinding", {"roleRef": ROLE, "subjects": [ACCOUNT]}, False),
        ("RoleBinding", {"roleRef": {**ROLE, "kind": "Rule"}}, True),
        ("RoleBinding", {"roleRef": ROLE, "subjects": [{**ACCOUNT, "kind": "Robot"}]}, True),
        ("ClusterRoleBinding", {"roleRef": ROLE}, True),
        (
            "ClusterRoleBinding",
            {
                "roleRef": {**ROLE, "kind": "ClusterRole"},
                "subjects": [{"kind": "ServiceAccount", "name": "x"}],
            },
            True,
        ),
    ],
)
def test_access(rules_of_object: Any, kind: str, content: Any, refused: Any) -> None:
    assert rules_of_object(RBAC, kind, **content) == ({"refused-access"} if refused else set())


@pytest.mark.parametrize(
    ("kind", "content", "refused"),
    [
        ("scheduling.k8s.io/v1 PriorityClass", {"value": 1000}, False),
        ("scheduling.k8s.io/v1 PriorityClass", {"value": 2_000_000_000}, True),
        ("storage.k8s.io/v1 StorageClass", {"provisioner": "ebs.csi.aws.com"}, False),
        (
            "storage.k8s.io/v1 StorageClass",
            {"provisioner": "x.example", "reclaimPolicy": "Keep"},
            True,
        ),
        ("node.k8s.io/v1 RuntimeClass", {"handler": "gVisor"}, True),
    ],
)
def test_a_class(rules_of_object: Any, kind: str, content: Any, refused: Any) -> None:
    found = rules_of_object(*kind.split(), **content)
    assert found == ({"refused-class"} if refused else set())
