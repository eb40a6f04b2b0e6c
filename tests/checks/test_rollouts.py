"""What is applied runs, and a change of it is rolled out."""

from typing import Any

import pytest

from nexus_gitops.checks.rollouts import check_rollouts


@pytest.mark.parametrize(
    ("title", "place", "value", "rule"),
    [
        ("Deployment/web", "spec.paused", True, "stopped-paused"),
        ("Deployment/web", "spec.replicas", 0, "stopped-replicas"),
        ("StatefulSet/db", "spec.replicas", 0, "stopped-replicas"),
        (
            "Deployment/web",
            "spec.strategy.rollingUpdate.maxUnavailable",
            "100%",
            "stopped-outage",
        ),
        ("Job/migrate", "spec.completions", 0, "stopped-nothing"),
        ("StatefulSet/db", "spec.updateStrategy.type", "OnDelete", "stopped-on-delete"),
        (
            "StatefulSet/db",
            "spec.updateStrategy.rollingUpdate.partition",
            1,
            "stopped-partition",
        ),
        ("Job/migrate", "spec.suspend", True, "stopped-suspended"),
        (
            "HorizontalPodAutoscaler/web",
            "spec.behavior.scaleUp.selectPolicy",
            "Disabled",
            "stopped-scaling",
        ),
    ],
)
def test_what_stands_still_is_found(
    environment: Any, where: Any, title: str, place: str, value: Any, rule: str
) -> None:
    found = check_rollouts(environment.with_field(title, place, value))
    assert where(found) == [(title, rule, place)]


@pytest.mark.parametrize(
    ("title", "place", "value"),
    [
        ("Deployment/web", "spec.paused", False),
        ("StatefulSet/db", "spec.updateStrategy.rollingUpdate.partition", 0),
        ("HorizontalPodAutoscaler/web", "spec.behavior.scaleDown.selectPolicy", "Disabled"),
    ],
)
def test_what_goes_on_is_fine(environment: Any, title: str, place: str, value: Any) -> None:
    assert check_rollouts(environment.with_field(title, place, value)) == ()


@pytest.mark.parametrize("spec", [{"suspend": True}, {"jobTemplate": {"spec": {"suspend": True}}}])
def test_a_cron_job_that_is_suspended_is_found(spec: Any) -> None:
    cron = {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "x"}, "spec": spec}
    assert [finding.rule for finding in check_rollouts([cron])] == ["stopped-suspended"]
