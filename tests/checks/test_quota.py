"""A ResourceQuota never refuses what the environment may ask for."""

from typing import Any

import pytest

from nexus_gitops.checks.findings import Severity
from nexus_gitops.checks.quota import check_quota, peak_of

HARD = ("ResourceQuota/limits", "quota-too-small")


@pytest.mark.parametrize(
    ("resource", "granted", "needed"),
    [
        ("requests.cpu", "699m", "700m"),
        ("limits.cpu", "1399m", "1400m"),
        ("requests.memory", "895Mi", "896Mi"),
        ("limits.memory", "1791Mi", "1792Mi"),
        ("pods", "6", "7"),
        ("persistentvolumeclaims", "0", "1"),
        ("requests.storage", "4Gi", "5Gi"),
    ],
)
def test_a_quota_just_below_the_peak_is_found(
    environment: Any, where: Any, resource: str, granted: str, needed: str
) -> None:
    place = ("spec", "hard", resource)
    found = check_quota(environment.with_field("ResourceQuota/limits", place, granted))
    assert where(found) == [(*HARD, f"spec.hard.{resource}")]
    assert found[0].fix.startswith(f"raise it to {needed} ")


@pytest.mark.parametrize(
    ("alias", "granted"), [("cpu", "699m"), ("memory", "895Mi"), ("count/pods", "6")]
)
def test_other_names_of_a_resource_count(
    environment: Any, where: Any, alias: str, granted: str
) -> None:
    place = ("spec", "hard", alias)
    found = check_quota(environment.with_field("ResourceQuota/limits", place, granted))
    assert where(found) == [(*HARD, f"spec.hard.{alias}")]


def test_a_quota_for_some_pods_only_is_left_out(environment: Any) -> None:
    place = "spec"
    spec = {"hard": {"pods": "0"}, "scopes": ["BestEffort"]}
    assert check_quota(environment.with_field("ResourceQuota/limits", place, spec)) == ()


def test_the_autoscalers_maximum_counts(environment: Any) -> None:
    objects = environment.with_field("HorizontalPodAutoscaler/web", "spec.maxReplicas", 10)
    assert peak_of(objects)["pods"] == 10 + 1 + 1 + 1
    assert {finding.field for finding in check_quota(objects)} == {
        "spec.hard.limits.cpu",
        "spec.hard.limits.memory",
        "spec.hard.pods",
        "spec.hard.requests.cpu",
        "spec.hard.requests.memory",
    }


@pytest.mark.parametrize(
    ("strategy", "surge"),
    [
        ({"rollingUpdate": {"maxSurge": 3}}, 3),
        ({"rollingUpdate": {"maxSurge": "26%"}}, 2),
        ({"rollingUpdate": {"maxSurge": 0}}, 0),
        ({}, 1),
        ({"type": "Recreate"}, 0),
    ],
)
def test_the_surge_of_a_rollout_counts(
    environment: Any, strategy: dict[str, Any], surge: int
) -> None:
    objects = environment.with_field("Deployment/web", "spec.strategy", strategy)
    assert peak_of(objects)["pods"] == 4 + surge + 1 + 1


def test_a_stateful_set_has_no_surge_and_a_claim_a_pod(environment: Any) -> None:
    peak = peak_of(environment.with_field("StatefulSet/db", "spec.replicas", 3))
    assert peak["pods"] == 5 + 3 + 1
    assert peak["persistentvolumeclaims"] == 3
    assert peak["requests.storage"] == 3 * 5 * 2**30


def test_a_standalone_claim_counts(environment: Any) -> None:
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "uploads"},
        "spec": {"resources": {"requests": {"storage": "1Gi"}}},
    }
    peak = peak_of(environment.plus(claim))
    assert peak["persistentvolumeclaims"] == 2
    assert peak["requests.storage"] == 6 * 2**30


@pytest.mark.parametrize(
    ("parallelism", "pods"), [({}, 1), ({"parallelism": 3}, 3), ({"parallelism": 0}, 0)]
)
def test_a_job_runs_as_many_pods_at_once_as_it_says(
    environment: Any, parallelism: dict[str, int], pods: int
) -> None:
    job = environment["Job/migrate"]
    job["spec"] |= parallelism
    cron = {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "backup"},
        "spec": {"jobTemplate": {"spec": job["spec"]}},
    }
    assert peak_of([job])["pods"] == pods
    assert peak_of([cron])["pods"] == pods


@pytest.mark.parametrize(
    ("resource", "found"),
    [
        ("count/deployments.apps", []),
        ("count/secrets", []),
        ("count/certificates.cert-manager.io", []),
        ("count/deploymnts.apps", ["quota-unknown"]),
        ("count/deployment.apps", ["quota-unknown"]),
    ],
)
def test_what_is_counted_is_a_kind(environment: Any, resource: str, found: list[str]) -> None:
    objects = environment.with_field("ResourceQuota/limits", ("spec", "hard", resource), "10")
    assert [finding.rule for finding in check_quota(objects)] == found


@pytest.mark.parametrize(
    ("resource", "granted", "is_found"),
    [
        ("services", "1", True),
        ("services", "2", False),
        ("count/services", "1", True),
        ("count/deployments.apps", "0", True),
        ("count/jobs.batch", "1", False),
    ],
)
def test_objects_are_counted_too(
    environment: Any, resource: str, granted: str, *, is_found: bool
) -> None:
    place = ("spec", "hard", resource)
    found = check_quota(environment.with_field("ResourceQuota/limits", place, granted))
    assert [one.rule for one in found] == ["quota-too-small"] * is_found


@pytest.mark.parametrize(
    ("kind", "rule"), [("ResourceQuota", "quota-missing"), ("LimitRange", "limit-range-missing")]
)
def test_a_namespace_without_bounds_is_told(environment: Any, kind: str, rule: str) -> None:
    (finding,) = check_quota(environment.without(f"{kind}/limits"))
    assert (finding.object, finding.rule) == ("Namespace/shop", rule)
    assert finding.severity is Severity.WARNING
