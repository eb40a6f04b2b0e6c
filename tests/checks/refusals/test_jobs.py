"""Jobs and their schedules are refused for what Kubernetes' own validation says of them."""

from typing import Any

import pytest

from nexus_gitops.checks.refusals.cron import is_time_zone, schedule_fault

JOB = "Job/migrate"


@pytest.mark.parametrize(
    "schedule",
    [
        "0 3 * * *",
        "*/5 0-6,12 1 JAN-mar Sun",
        "0 0 ? * 0",
        "5/15 * * * *",
        "@daily",
        "@every 1h30m",
        "0 0 * * 1-5/2",
    ],
)
def test_a_schedule(schedule: str) -> None:
    assert schedule_fault(schedule) == ""


@pytest.mark.parametrize(
    "schedule",
    [
        "61 3 * * *",
        "0 24 * * *",
        "0 0 0 * *",
        "0 0 * 13 *",
        "0 0 * * 7",
        "0 3 * *",
        "0 3 * * * *",
        "*/0 * * * *",
        "5-1 * * * *",
        "x * * * *",
        "-1 * * * *",
        "@reboot",
        "@every soon",
        "TZ=UTC 0 3 * * *",
        "CRON_TZ=UTC 0 3 * * *",
        "",
    ],
)
def test_no_schedule(schedule: str) -> None:
    assert schedule_fault(schedule) != ""


@pytest.mark.parametrize("zone", ["Etc/UTC", "Europe/Berlin", "UTC", "America/Argentina/Ushuaia"])
def test_a_time_zone(zone: str) -> None:
    assert is_time_zone(zone)


@pytest.mark.parametrize("zone", ["Mars/Base", "Local", "", "Europe//Berlin", "../etc", "CEST"])
def test_no_time_zone(zone: str) -> None:
    assert not is_time_zone(zone)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("backoffLimit", -1),
        ("parallelism", -1),
        ("backoffLimitPerIndex", 1),
        ("successPolicy", {"rules": [{"succeededCount": 1}]}),
        ("selector", {"matchLabels": {"a": "b"}}),
        ("podFailurePolicy", {"rules": [{"action": "Ignore"}]}),
    ],
)
def test_what_is_refused(rules_of: Any, field: str, value: Any) -> None:
    assert rules_of(JOB, f"spec.{field}", value) == {"refused-job"}


@pytest.mark.parametrize(
    ("spec", "refused"),
    [
        ({}, False),
        ({"parallelism": 2}, True),
        ({"parallelism": 2, "completions": 2}, False),
    ],
)
def test_an_index_for_each_of_how_many(rules_of_object: Any, spec: Any, refused: Any) -> None:
    """A Job that says neither has one of both; a template of Jobs has neither."""
    indexed = {"completionMode": "Indexed", **spec}
    found = rules_of_object("batch/v1", "Job", spec=indexed)
    assert found == ({"refused-job"} if refused else set())
    template = {"schedule": "0 3 * * *", "jobTemplate": {"spec": indexed}}
    found = rules_of_object("batch/v1", "CronJob", spec=template)
    assert found == (set() if "completions" in spec else {"refused-job"})


def test_a_failure_policy_is_for_pods_that_are_not_started_again(rules_of_object: Any) -> None:
    template = {"spec": {"restartPolicy": "OnFailure"}}
    policy = {"rules": [{"action": "Ignore", "onExitCodes": {"operator": "In", "values": [1]}}]}
    spec = {"podFailurePolicy": policy, "template": template}
    assert rules_of_object("batch/v1", "Job", spec=spec) == {"refused-job"}
    template["spec"]["restartPolicy"] = "Never"
    assert rules_of_object("batch/v1", "Job", spec=spec) == set()


@pytest.mark.parametrize(
    ("spec", "refused"),
    [
        ({"schedule": "0 3 * * *", "timeZone": "Europe/Berlin"}, False),
        ({"schedule": "61 3 * * *"}, True),
        ({"schedule": "0 3 * * *", "timeZone": "Mars/Base"}, True),
        ({"schedule": "0 3 * * *", "failedJobsHistoryLimit": -1}, True),
        ({"schedule": "0 3 * * *", "jobTemplate": {"spec": {"manualSelector": True}}}, True),
    ],
)
def test_a_cron_job(rules_of_object: Any, spec: Any, refused: Any) -> None:
    found = rules_of_object("batch/v1", "CronJob", spec=spec)
    assert found == ({"refused-job"} if refused else set())
