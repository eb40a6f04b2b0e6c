"""A PodDisruptionBudget guards one workload and still lets nodes drain."""

from typing import Any

import pytest

from nexus_gitops.checks.disruption import check_disruption

NAME = "app.kubernetes.io/name"
BUDGET = "PodDisruptionBudget/web"


def budget(environment: Any, lowest: int, **spec: Any) -> list[Any]:
    objects: list[Any] = environment.with_field(
        "HorizontalPodAutoscaler/web", "spec.minReplicas", lowest
    )
    for obj in objects:
        if obj["kind"] == "PodDisruptionBudget":
            obj["spec"] = {"selector": obj["spec"]["selector"], **spec}
    return objects


def test_a_budget_that_guards_nothing_is_found(environment: Any, where: Any) -> None:
    objects = environment.with_field(BUDGET, ("spec", "selector", "matchLabels", NAME), "shop")
    assert where(check_disruption(objects)) == [(BUDGET, "disruption-selector", "spec.selector")]


def test_a_budget_that_guards_two_workloads_is_found(environment: Any) -> None:
    objects = environment.without_field(BUDGET, ("spec", "selector", "matchLabels", NAME))
    (finding,) = check_disruption(objects)
    assert "Deployment/web" in finding.message
    assert "StatefulSet/db" in finding.message


def test_a_second_budget_for_the_same_pods_is_found(environment: Any, where: Any) -> None:
    second = environment[BUDGET]
    second["metadata"]["name"] = "web-too"
    assert where(check_disruption(environment.plus(second))) == [
        ("PodDisruptionBudget/web-too", "disruption-overlap", "spec.selector")
    ]


@pytest.mark.parametrize(
    ("lowest", "spec"),
    [
        (1, {"minAvailable": 1}),
        (2, {"minAvailable": 2}),
        (1, {"minAvailable": "1%"}),
        (3, {"minAvailable": "67%"}),
        (3, {"minAvailable": "100%"}),
        (3, {"maxUnavailable": 0}),
        (3, {"maxUnavailable": "0%"}),
    ],
)
def test_a_budget_that_blocks_every_drain_is_found(
    environment: Any, where: Any, lowest: int, spec: dict[str, Any]
) -> None:
    found = check_disruption(budget(environment, lowest, **spec))
    assert where(found) == [(BUDGET, "disruption-blocks-drain", f"spec.{next(iter(spec))}")]
    assert f"while it has {lowest}" in found[0].message


@pytest.mark.parametrize(
    ("lowest", "spec"),
    [
        (1, {"maxUnavailable": 1}),
        (2, {"minAvailable": 1}),
        (3, {"minAvailable": "66%"}),
        (1, {"maxUnavailable": "1%"}),
    ],
)
def test_a_budget_that_lets_one_pod_go_is_fine(
    environment: Any, lowest: int, spec: dict[str, Any]
) -> None:
    assert check_disruption(budget(environment, lowest, **spec)) == ()


def test_the_replicas_count_where_there_is_no_autoscaler(environment: Any) -> None:
    objects = [
        obj
        for obj in budget(environment, 2, minAvailable=1)
        if obj["kind"] != "HorizontalPodAutoscaler"
    ]
    (finding,) = check_disruption(objects)
    assert "while it has 1" in finding.message


@pytest.mark.parametrize(
    ("replicas", "instance", "found"),
    [
        (2, "shop", [("StatefulSet/db", "disruption-missing", "")]),
        (1, "shop", []),
        (2, "another", []),
    ],
)
def test_who_guards_one_workload_guards_its_like(
    environment: Any, where: Any, replicas: int, instance: str, found: list[Any]
) -> None:
    objects = environment.with_field("StatefulSet/db", "spec.replicas", replicas)
    store = next(obj for obj in objects if obj["kind"] == "StatefulSet")
    store["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/instance"] = instance
    assert where(check_disruption(objects)) == found


def test_where_nothing_is_guarded_nothing_is_missed(environment: Any) -> None:
    assert check_disruption(environment.without(BUDGET)) == ()
