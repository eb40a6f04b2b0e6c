"""Whether what was applied has come up."""

from typing import Any

import pytest

from nexus_gitops.cluster.health import Health, health_of, is_rolled_out


def test_a_rollout_is_done_when_old_pods_are_gone() -> None:
    def deployment(**status: int) -> dict[str, Any]:
        return {
            "kind": "Deployment",
            "metadata": {"generation": 2},
            "spec": {"replicas": 2},
            "status": {"observedGeneration": 2, "replicas": 2, "updatedReplicas": 2, **status},
        }

    assert is_rolled_out(deployment(readyReplicas=2))
    assert not is_rolled_out(deployment(readyReplicas=1))
    assert not is_rolled_out(deployment(readyReplicas=2, replicas=3))
    assert not is_rolled_out(deployment(readyReplicas=2, updatedReplicas=1))
    assert not is_rolled_out(deployment(readyReplicas=2, observedGeneration=1))


def test_a_daemon_set_counts_its_nodes() -> None:
    status = {"desiredNumberScheduled": 3, "updatedNumberScheduled": 3, "numberAvailable": 3}
    obj: dict[str, Any] = {"kind": "DaemonSet", "metadata": {}, "spec": {}, "status": status}
    assert health_of(obj) is Health.HEALTHY
    status["numberAvailable"] = 2
    assert health_of(obj) is Health.WAITING


@pytest.mark.parametrize(
    ("condition", "health"),
    [("Complete", Health.HEALTHY), ("Failed", Health.FAILED), ("Suspended", Health.WAITING)],
)
def test_a_job_ends_well_or_not(condition: str, health: Health) -> None:
    status = {"conditions": [{"type": condition, "status": "True"}]}
    assert health_of({"kind": "Job", "metadata": {}, "status": status}) is health


def test_nobody_waits_for_what_has_nothing_to_become() -> None:
    assert health_of({"kind": "ConfigMap", "metadata": {}}) is Health.HEALTHY
    assert health_of({"kind": "HorizontalPodAutoscaler", "metadata": {}}) is Health.HEALTHY
