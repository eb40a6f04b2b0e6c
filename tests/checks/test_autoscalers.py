"""An autoscaler has a target of its own and owns its number of pods."""

from typing import Any

import pytest

from nexus_gitops.checks.autoscalers import check_autoscalers


@pytest.mark.parametrize(
    ("field", "value"), [("name", "api"), ("kind", "StatefulSet"), ("apiVersion", "v1")]
)
def test_a_target_that_does_not_exist_is_found(
    environment: Any, where: Any, field: str, value: str
) -> None:
    objects = environment.with_field(
        "HorizontalPodAutoscaler/web", f"spec.scaleTargetRef.{field}", value
    )
    assert where(check_autoscalers(objects)) == [
        ("HorizontalPodAutoscaler/web", "autoscaler-target", "spec.scaleTargetRef")
    ]


def test_replicas_beside_an_autoscaler_are_found(environment: Any, where: Any) -> None:
    objects = environment.with_field("Deployment/web", "spec.replicas", 2)
    found = check_autoscalers(objects)
    assert where(found) == [("Deployment/web", "autoscaler-replicas", "spec.replicas")]
    assert "HorizontalPodAutoscaler/web" in found[0].message


def test_replicas_without_an_autoscaler_are_fine(environment: Any) -> None:
    objects = environment.without("HorizontalPodAutoscaler/web")
    for obj in objects:
        if obj["kind"] == "Deployment":
            obj["spec"]["replicas"] = 2
    assert check_autoscalers(objects) == ()


@pytest.mark.parametrize("target", [{"name": "web"}, {"kind": "Deployment", "name": "web"}])
def test_a_second_autoscaler_of_one_target_is_found(
    environment: Any, where: Any, target: dict[str, str]
) -> None:
    keda = {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledObject",
        "metadata": {"name": "web-queue", "namespace": "shop"},
        "spec": {"scaleTargetRef": target},
    }
    found = check_autoscalers(environment.plus(keda))
    assert where(found) == [
        ("ScaledObject/web-queue", "autoscaler-duplicate", "spec.scaleTargetRef")
    ]
    assert "HorizontalPodAutoscaler/web" in found[0].message


def test_bounds_out_of_order_are_found(environment: Any, where: Any) -> None:
    objects = environment.with_field("HorizontalPodAutoscaler/web", "spec.minReplicas", 5)
    found = check_autoscalers(objects)
    assert where(found) == [("HorizontalPodAutoscaler/web", "autoscaler-bounds", "spec")]


def _on(source: str, **content: Any) -> list[dict[str, Any]]:
    target = {"type": "Utilization", "averageUtilization": 300}
    return [{"type": "x", source: {"name": "cpu", "target": target, **content}}]


def test_a_share_above_the_limit_is_never_reached(environment: Any) -> None:
    title, place = "HorizontalPodAutoscaler/web", "spec.metrics"
    found = check_autoscalers(environment.with_field(title, place, _on("resource")))
    assert [finding.rule for finding in found] == ["autoscaler-unreachable"]


def test_a_container_that_is_not_there_is_found(environment: Any) -> None:
    metrics = _on("containerResource", container="nope")
    objects = environment.with_field("HorizontalPodAutoscaler/web", "spec.metrics", metrics)
    assert [finding.rule for finding in check_autoscalers(objects)] == ["autoscaler-container"]


def test_a_version_that_is_served_nowhere_is_found(environment: Any, where: Any) -> None:
    place = "spec.scaleTargetRef.apiVersion"
    objects = environment.with_field("HorizontalPodAutoscaler/web", place, "apps/v1beta1")
    assert where(check_autoscalers(objects)) == [
        ("HorizontalPodAutoscaler/web", "autoscaler-target", place)
    ]


def test_a_resource_that_nobody_measures_is_found(environment: Any, where: Any) -> None:
    metric = {"type": "Resource", "resource": {"name": "memroy"}}
    objects = environment.with_field("HorizontalPodAutoscaler/web", "spec.metrics", [metric])
    assert where(check_autoscalers(objects)) == [
        ("HorizontalPodAutoscaler/web", "autoscaler-metric", "spec.metrics[0].resource.name")
    ]
