"""Monitors pick pods that answer, where there are any."""

from typing import Any

import pytest

from nexus_gitops.checks.monitors import check_monitors
from nexus_gitops.manifests.identity import KubeObject

WEB: KubeObject = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "namespace": "shop"},
    "spec": {
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {
                "containers": [
                    {"name": "web", "ports": [{"name": "metrics", "containerPort": 9113}]}
                ]
            },
        }
    },
}


def monitor(
    endpoint: dict[str, Any], *, labels: dict[str, str] | None = None, namespace: str = "shop"
) -> KubeObject:
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PodMonitor",
        "metadata": {"name": "web", "namespace": "watch"},
        "spec": {
            "selector": {"matchLabels": labels or {"app": "web"}},
            "namespaceSelector": {"matchNames": [namespace]},
            "podMetricsEndpoints": [endpoint],
        },
    }


@pytest.mark.parametrize(
    "valid",
    [
        monitor({"port": "metrics"}),
        monitor({"portNumber": 9113}),
        monitor({"port": "any"}, namespace="elsewhere"),
    ],
    ids=["by name", "by number", "of a namespace that is not ours"],
)
def test_one_that_picks_pods_that_answer_is_fine(valid: KubeObject) -> None:
    assert check_monitors([WEB, valid]) == ()


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (monitor({"port": "metrics"}, labels={"app": "wbe"}), "monitor-selector"),
        (monitor({"port": "http"}), "monitor-port"),
        (monitor({"portNumber": 8080}), "monitor-port"),
    ],
)
def test_one_that_asks_nobody_is_told(broken: KubeObject, rule: str) -> None:
    assert [finding.rule for finding in check_monitors([WEB, broken])] == [rule]


def test_a_monitor_of_its_own_namespace_does_not_see_the_pods_of_another() -> None:
    local = monitor({"port": "metrics"})
    del local["spec"]["namespaceSelector"]
    local["metadata"]["namespace"] = "shop"
    assert check_monitors([WEB, local]) == ()
