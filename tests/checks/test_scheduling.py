"""Pods can be placed by any cluster that has room."""

from typing import Any

import pytest

from nexus_gitops.checks.scheduling import check_scheduling

SPEC = "spec.template.spec"
HOST = "kubernetes.io/hostname"
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


def on_nodes(*expressions: dict[str, Any]) -> dict[str, Any]:
    terms = [{"matchExpressions": list(expressions)}]
    return {"nodeAffinity": {REQUIRED: {"nodeSelectorTerms": terms}}}


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("schedulerName", "volcano", "scheduling-scheduler"),
        ("schedulingGates", [{"name": "example.com/wait"}], "scheduling-gate"),
        ("readinessGates", [{"conditionType": "example.com/x"}], "scheduling-readiness-gate"),
        ("nodeName", "node-1", "scheduling-node"),
        ("nodeSelector", {HOST: "node-1"}, "scheduling-node"),
        (
            "affinity",
            on_nodes({"key": HOST, "operator": "In", "values": ["a"]}),
            "scheduling-node",
        ),
        ("nodeSelector", {"kubernetes.io/os": "windows"}, "scheduling-node"),
        ("tolerations", [{"operator": "Exists"}], "scheduling-tolerations"),
        ("dnsPolicy", "Default", "scheduling-dns"),
        (
            "topologySpreadConstraints",
            [{"labelSelector": {"matchLabels": {"a": "b"}}}],
            "scheduling-selector",
        ),
        ("priorityClassName", "nope", "scheduling-class"),
        ("runtimeClassName", "gvisor", "scheduling-class"),
    ],
)
def test_what_no_cluster_has_is_found(environment: Any, field: str, value: Any, rule: str) -> None:
    objects = environment.with_field("Deployment/web", f"{SPEC}.{field}", value)
    assert [finding.rule for finding in check_scheduling(objects)] == [rule]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("schedulerName", "default-scheduler"),
        ("nodeSelector", {"example.com/pool": "large"}),
        ("affinity", on_nodes({"key": HOST, "operator": "Exists"})),
    ],
)
def test_what_every_cluster_has_is_fine(environment: Any, field: str, value: Any) -> None:
    objects = environment.with_field("Deployment/web", f"{SPEC}.{field}", value)
    assert check_scheduling(objects) == ()


def test_a_class_that_is_made_here_is_fine(environment: Any) -> None:
    priority = {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": "high"},
        "value": 1000,
    }
    objects = environment.with_field("Deployment/web", f"{SPEC}.priorityClassName", "high")
    assert check_scheduling([*objects, priority]) == ()


def test_an_agent_may_run_on_every_node(environment: Any) -> None:
    agent = environment["Deployment/web"]
    agent["kind"] = "DaemonSet"
    agent["spec"]["template"]["spec"]["tolerations"] = [{"operator": "Exists"}]
    assert "scheduling-tolerations" not in {f.rule for f in check_scheduling([agent])}


@pytest.mark.parametrize(("labels", "is_found"), [({"app": "none"}, True), (None, False)])
def test_a_pod_beside_others_has_others(
    environment: Any, labels: dict[str, str] | None, *, is_found: bool
) -> None:
    selector = {"matchLabels": labels or environment["Service/db"]["spec"]["selector"]}
    term = {"topologyKey": HOST, "labelSelector": selector}
    objects = environment.with_field(
        "Deployment/web", f"{SPEC}.affinity", {"podAffinity": {REQUIRED: [term]}}
    )
    assert [one.rule for one in check_scheduling(objects)] == ["scheduling-affinity"] * is_found


def test_a_class_of_the_system_is_not_for_others(environment: Any, where: Any) -> None:
    place = f"{SPEC}.priorityClassName"
    objects = environment.with_field("Deployment/web", place, "system-node-critical")
    assert where(check_scheduling(objects)) == [("Deployment/web", "scheduling-class", place)]
