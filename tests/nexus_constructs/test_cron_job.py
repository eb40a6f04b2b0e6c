"""A Job on a schedule."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cdk8s import Chart

from nexus_constructs.component import Installation
from nexus_constructs.containers import ContainerSpec
from nexus_constructs.cron_job import CronJob
from nexus_constructs.pods import PodSpec
from nexus_gitops.manifests.identity import KubeObject


@pytest.fixture
def add(chart: Chart, installation: Installation, container: ContainerSpec) -> Callable[..., None]:
    """Adds a CronJob, `backup` unless it is named."""

    def build(name: str = "backup", **more: Any) -> None:
        CronJob(
            chart,
            name,
            installation=installation,
            version="1",
            schedule="30 2 * * *",
            pod=PodSpec(replace(container, ports=())),
            deadline_seconds=900,
            **more,
        )

    return build


def test_runs_do_not_overlap_begin_in_time_and_end_in_time(
    add: Callable[..., None], chart: Chart, one: Callable[..., KubeObject]
) -> None:
    add()

    spec = one(chart, "CronJob")["spec"]

    assert (
        spec.pop("jobTemplate")["spec"].items()
        >= {
            "activeDeadlineSeconds": 900,
            "backoffLimit": 1,
        }.items()
    )
    assert spec == {
        "schedule": "30 2 * * *",
        "timeZone": "Etc/UTC",
        "concurrencyPolicy": "Forbid",
        "startingDeadlineSeconds": 600,
        "successfulJobsHistoryLimit": 3,
        "failedJobsHistoryLimit": 3,
    }


def test_its_jobs_and_pods_carry_its_labels(
    add: Callable[..., None], chart: Chart, one: Callable[..., KubeObject]
) -> None:
    add()

    made = one(chart, "CronJob")
    template = made["spec"]["jobTemplate"]

    assert template["metadata"]["labels"] == made["metadata"]["labels"]
    assert template["spec"]["template"]["metadata"]["labels"] == made["metadata"]["labels"]
    assert template["spec"]["template"]["spec"]["restartPolicy"] == "Never"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "b" * 53}, "more than 52 characters"),
        ({"starting_deadline_seconds": 9}, r"\(9\) must be at least 10"),
    ],
)
def test_what_would_never_run_is_refused(
    add: Callable[..., None], wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        add(**wrong)
