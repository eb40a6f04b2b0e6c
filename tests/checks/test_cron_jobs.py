"""A CronJob runs when it should, and its runs come to an end."""

import copy
from typing import Any

import pytest

from nexus_gitops.checks.cron_jobs import check_cron_jobs

CRON: dict[str, Any] = {
    "apiVersion": "batch/v1",
    "kind": "CronJob",
    "metadata": {"name": "backup"},
    "spec": {
        "schedule": "30 2 * * *",
        "timeZone": "Etc/UTC",
        "startingDeadlineSeconds": 600,
        "concurrencyPolicy": "Allow",
        "jobTemplate": {"spec": {"activeDeadlineSeconds": 900}},
    },
}


def test_what_says_it_all_is_fine() -> None:
    assert check_cron_jobs([CRON]) == ()


@pytest.mark.parametrize(
    ("field", "subject"),
    [
        ("timeZone", "time-zone"),
        ("startingDeadlineSeconds", "start"),
        ("concurrencyPolicy", "overlap"),
        ("jobTemplate", "deadline"),
    ],
)
def test_what_is_left_out_is_found(where: Any, field: str, subject: str) -> None:
    cron = copy.deepcopy(CRON)
    del cron["spec"][field]
    ((obj, rule, place),) = where(check_cron_jobs([cron]))
    assert (obj, rule) == ("CronJob/backup", f"cron-job-{subject}")
    assert place.startswith(f"spec.{field}")


def test_a_start_between_two_looks_of_the_controller_is_never_made() -> None:
    cron = {**CRON, "spec": {**CRON["spec"], "startingDeadlineSeconds": 9}}
    (finding,) = check_cron_jobs([cron])
    assert (finding.rule, finding.message) == ("cron-job-start", "is 9")


@pytest.mark.parametrize(
    ("schedule", "is_found"),
    [
        ("0 0 31 2 *", True),
        ("0 0 30,31 feb *", True),
        ("0 0 31 4,6,9,11 *", True),
        ("0 0 29 2 *", False),
        ("0 0 31 * *", False),
        ("0 0 31 2 mon", False),
        ("0 0 31 2-3 *", False),
        ("0 0 1,31 2 *", False),
        ("@monthly", False),
    ],
)
def test_a_day_that_no_month_has_is_found(schedule: str, *, is_found: bool) -> None:
    cron = copy.deepcopy(CRON)
    cron["spec"]["schedule"] = schedule
    assert [one.rule for one in check_cron_jobs([cron])] == ["cron-job-never"] * is_found
