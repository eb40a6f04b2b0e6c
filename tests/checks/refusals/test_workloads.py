"""Workloads are refused for what Kubernetes' own validation says of them."""

from typing import Any

import pytest

WEB, DB = "Deployment/web", "StatefulSet/db"
CLAIM = "spec.volumeClaimTemplates[0].spec"


@pytest.mark.parametrize(
    ("title", "place", "value", "rule"),
    [
        (WEB, "spec.replicas", -1, "refused-workload"),
        (WEB, "spec.minReadySeconds", 600, "refused-workload"),
        (WEB, "spec.progressDeadlineSeconds", 0, "refused-workload"),
        (WEB, "spec.strategy.type", "Recreate", "refused-workload"),
        (WEB, "spec.strategy.rollingUpdate.maxUnavailable", "150%", "refused-workload"),
        (WEB, "spec.strategy.rollingUpdate.maxSurge", "half", "refused-workload"),
        (WEB, "spec.template.spec.activeDeadlineSeconds", 60, "refused-workload"),
        (
            WEB,
            "spec.selector.matchExpressions",
            [{"key": "a", "operator": "In", "values": []}],
            "refused-selector",
        ),
        (DB, "spec.serviceName", "Not A Name", "refused-workload"),
        (DB, "spec.updateStrategy", {"type": "OnDelete", "rollingUpdate": {}}, "refused-workload"),
        (DB, "spec.updateStrategy", {"rollingUpdate": {"partition": -1}}, "refused-workload"),
        (DB, f"{CLAIM}.accessModes", [], "refused-claim"),
        (DB, f"{CLAIM}.accessModes", ["ReadWriteOnce", "ReadWriteOncePod"], "refused-claim"),
        (DB, f"{CLAIM}.resources.requests.storage", "0", "refused-claim"),
        (DB, f"{CLAIM}.resources.requests", {}, "refused-claim"),
        (DB, f"{CLAIM}.storageClassName", "Fast_SSD", "refused-claim"),
    ],
)
def test_what_is_refused(rules_of: Any, title: str, place: str, value: Any, rule: str) -> None:
    assert rules_of(title, place, value) == {rule}


@pytest.mark.parametrize(
    ("title", "place", "value"),
    [
        (WEB, "spec.replicas", 0),
        (WEB, "spec.minReadySeconds", 599),
        (WEB, "spec.strategy", {"type": "Recreate"}),
        (WEB, "spec.strategy.rollingUpdate.maxSurge", "150%"),
        (DB, "spec.updateStrategy", {"type": "OnDelete"}),
        (DB, f"{CLAIM}.storageClassName", ""),
    ],
)
def test_what_is_taken(rules_of: Any, title: str, place: str, value: Any) -> None:
    assert rules_of(title, place, value) == set()


@pytest.mark.parametrize(
    ("rollout", "refused"),
    [
        ({"maxSurge": 1}, False),
        ({"maxSurge": 0, "maxUnavailable": 1}, False),
        ({"maxSurge": 1, "maxUnavailable": 0}, False),
        ({"maxSurge": 1, "maxUnavailable": 1}, True),
        ({"maxSurge": 0, "maxUnavailable": 0}, True),
    ],
)
def test_a_daemon_set_either_adds_or_takes(
    rules_of_object: Any, rollout: Any, refused: Any
) -> None:
    found = rules_of_object(
        "apps/v1", "DaemonSet", spec={"updateStrategy": {"rollingUpdate": rollout}}
    )
    assert found == ({"refused-workload"} if refused else set())


def test_what_a_daemon_set_that_waits_for_deletions_says_of_rollouts_is_not_read(
    rules_of_object: Any,
) -> None:
    strategy = {"type": "OnDelete", "rollingUpdate": {"maxSurge": 70000, "maxUnavailable": -1}}
    assert rules_of_object("apps/v1", "DaemonSet", spec={"updateStrategy": strategy}) == set()
