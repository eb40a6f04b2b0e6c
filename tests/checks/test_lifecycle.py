"""Pods are started again as their workload needs it, and can be replaced."""

from typing import Any

import pytest

from nexus_gitops.checks.lifecycle import check_lifecycle

RESTART = "spec.template.spec.restartPolicy"
ROLLOUT = "spec.strategy.rollingUpdate"


@pytest.mark.parametrize(
    ("title", "policy"),
    [
        ("Deployment/web", "Never"),
        ("StatefulSet/db", "OnFailure"),
        ("Job/migrate", "Always"),
        ("Job/migrate", "never"),
    ],
)
def test_another_restart_policy_is_found(
    environment: Any, where: Any, title: str, policy: str
) -> None:
    found = check_lifecycle(environment.with_field(title, RESTART, policy))
    assert where(found) == [(title, "restart-policy", RESTART)]


def test_a_job_says_how_it_is_started_again(environment: Any, where: Any) -> None:
    found = check_lifecycle(environment.without_field("Job/migrate", RESTART))
    assert where(found) == [("Job/migrate", "restart-policy", RESTART)]


@pytest.mark.parametrize("none", [0, "0%"])
def test_a_rollout_may_do_something(environment: Any, where: Any, none: int | str) -> None:
    stuck = {"maxSurge": none, "maxUnavailable": none}
    found = check_lifecycle(environment.with_field("Deployment/web", ROLLOUT, stuck))
    assert where(found) == [("Deployment/web", "rollout-stuck", ROLLOUT)]


@pytest.mark.parametrize("rollout", [{"maxSurge": 0}, {"maxUnavailable": 0}, {}])
def test_a_rollout_has_defaults(environment: Any, rollout: dict[str, Any]) -> None:
    assert check_lifecycle(environment.with_field("Deployment/web", ROLLOUT, rollout)) == ()


def test_a_pod_runs_something(environment: Any, where: Any) -> None:
    place = "spec.template.spec.containers"
    found = check_lifecycle(environment.with_field("Job/migrate", place, []))
    assert where(found) == [("Job/migrate", "pod-empty", place)]
