"""A workload's selector picks its own pods and nobody else's."""

from typing import Any

from nexus_gitops.checks.selectors import check_selectors

NAME = "app.kubernetes.io/name"
INSTANCE = "app.kubernetes.io/instance"


def test_a_selector_that_misses_its_own_template_is_found(environment: Any, where: Any) -> None:
    objects = environment.with_field(
        "Deployment/web", ("spec", "selector", "matchLabels", NAME), "shop"
    )
    found = check_selectors(objects)
    assert where(found) == [("Deployment/web", "selector-own-pods", "spec.selector")]
    assert '"shop"' in found[0].message


def test_a_workload_without_a_selector_is_found(environment: Any, where: Any) -> None:
    objects = environment.without_field("Deployment/web", "spec.selector")
    assert where(check_selectors(objects)) == [
        ("Deployment/web", "selector-labels", "spec.selector"),
        ("Deployment/web", "selector-own-pods", "spec.selector"),
    ]


def test_a_selector_that_picks_another_workloads_pods_is_found(
    environment: Any, where: Any
) -> None:
    objects = environment.with_field(
        "Job/migrate", ("spec", "template", "metadata", "labels", NAME), "web"
    )
    found = check_selectors(objects)
    assert where(found) == [("Deployment/web", "selector-foreign-pods", "spec.selector")]
    assert "Job/migrate" in found[0].message


def test_a_selector_by_a_label_that_changes_is_found(environment: Any, where: Any) -> None:
    objects = environment.with_field(
        "Deployment/web", ("spec", "selector", "matchLabels", "app.kubernetes.io/version"), "1.2.3"
    )
    assert where(check_selectors(objects)) == [
        ("Deployment/web", "selector-labels", "spec.selector")
    ]


def test_a_selector_by_expressions_is_found(environment: Any, where: Any) -> None:
    expressions = [{"key": NAME, "operator": "In", "values": ["web"]}]
    objects = environment.with_field(
        "Deployment/web", "spec.selector.matchExpressions", expressions
    )
    assert where(check_selectors(objects)) == [
        ("Deployment/web", "selector-labels", "spec.selector")
    ]
