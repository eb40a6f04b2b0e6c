"""Each LimitRange admits every pod and claim."""

from typing import Any

import pytest

from nexus_gitops.checks.limit_ranges import check_limit_ranges

LIMITS = "LimitRange/limits"
FIRST = "spec.template.spec.containers[0].resources"
PODS = ["Deployment/web", "Job/migrate", "StatefulSet/db"]


@pytest.mark.parametrize(
    ("bound", "amounts"),
    [
        ("max", {"memory": "255Mi"}),
        ("max", {"cpu": "199m"}),
        ("min", {"memory": "129Mi"}),
        ("maxLimitRequestRatio", {"cpu": "1.5"}),
        ("max", {"ephemeral-storage": "1Gi"}),
    ],
)
def test_a_container_out_of_bounds_is_found(
    environment: Any, where: Any, bound: str, amounts: dict[str, str]
) -> None:
    objects = environment.with_field(LIMITS, f"spec.limits[0].{bound}", amounts)
    found = check_limit_ranges(objects)
    assert where(found) == [(pod, "limit-range", FIRST) for pod in PODS]
    (amount,) = amounts.values()
    assert f"{bound} {amount} of {LIMITS}" in found[0].message


@pytest.mark.parametrize(
    ("bound", "amounts"),
    [
        ("max", {"memory": "256Mi", "cpu": "0.2"}),
        ("min", {"memory": "128Mi"}),
        ("maxLimitRequestRatio", {"cpu": "2"}),
    ],
)
def test_the_bounds_themselves_are_fine(
    environment: Any, bound: str, amounts: dict[str, str]
) -> None:
    objects = environment.with_field(LIMITS, f"spec.limits[0].{bound}", amounts)
    assert check_limit_ranges(objects) == ()


def test_a_default_counts_where_a_container_says_nothing(environment: Any, where: Any) -> None:
    storage = {
        "type": "Container",
        "max": {"ephemeral-storage": "2Gi"},
        "default": {"ephemeral-storage": "1Gi"},
    }
    objects = environment.with_field(LIMITS, "spec.limits", [storage])
    assert check_limit_ranges(objects) == ()


def test_a_pod_counts_as_a_whole(environment: Any, where: Any) -> None:
    entry = {"type": "Pod", "max": {"memory": "255Mi"}}
    found = check_limit_ranges(environment.with_field(LIMITS, "spec.limits", [entry]))
    field = "spec.template.spec"
    assert where(found) == [(pod, "limit-range", field) for pod in PODS]


def test_a_claim_out_of_bounds_is_found(environment: Any, where: Any) -> None:
    entry = {"type": "PersistentVolumeClaim", "max": {"storage": "4Gi"}}
    found = check_limit_ranges(environment.with_field(LIMITS, "spec.limits", [entry]))
    assert where(found) == [
        ("StatefulSet/db", "limit-range", "spec.volumeClaimTemplates[0].spec.resources")
    ]
