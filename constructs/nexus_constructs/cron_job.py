"""A Job on a schedule.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
"""

from collections.abc import Sequence
from typing import Final, Literal

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.component import Component, Installation
from nexus_constructs.job import job_spec
from nexus_constructs.pods import PodSpec
from nexus_constructs.sidecars import with_sidecars

_LONGEST_NAME: Final = 52
"""The controller adds 11 characters to make the name of a Job, which is a label too."""
_SHORTEST_START: Final = 10
"""The controller looks every ten seconds, so that a shorter time is always over."""


class CronJob(Component):
    """Runs a pod to completion at set times; one run does not begin while another goes on.

    Argo CD takes it for healthy whatever its runs came to, so that somebody else must tell
    when none has succeeded for too long.

    Args:
        schedule: as `30 2 * * *`.
        pod: what it runs.
        deadline_seconds: after which a run has failed, retries included.
        time_zone: of the schedule, by its IANA name.
        concurrency_policy: what happens where a run is due while another goes on: it is left
            out, replaces the other, or runs beside it.
        starting_deadline_seconds: how late a run may begin; a schedule that missed more than a
            hundred runs within it is given up.
        retries: how often a pod that fails is replaced.
        succeeded_kept: runs whose pods and logs stay.
        failed_kept: likewise.

    Raises:
        ValueError: the name is too long, `starting_deadline_seconds` too short, or the pod has
            sidecars, and a Kubernetes in use would never stop them.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        version: str,
        schedule: str,
        pod: PodSpec,
        deadline_seconds: int,
        time_zone: str = "Etc/UTC",
        concurrency_policy: Literal["Forbid", "Replace", "Allow"] = "Forbid",
        starting_deadline_seconds: int = 600,
        retries: int = 1,
        succeeded_kept: int = 3,
        failed_kept: int = 3,
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(scope, name, installation=installation, version=version, after=after)
        if len(name) > _LONGEST_NAME:
            raise ValueError(f"{name} has more than {_LONGEST_NAME} characters; shorten it")
        if starting_deadline_seconds < _SHORTEST_START:
            raise ValueError(
                f"starting_deadline_seconds ({starting_deadline_seconds}) must be at least"
                f" {_SHORTEST_START}"
            )
        with_sidecars(k8s.KubeCronJob, self, pod)(
            self,
            "cron-job",
            metadata=self.metadata(),
            spec=k8s.CronJobSpec(
                schedule=schedule,
                time_zone=time_zone,
                concurrency_policy=concurrency_policy,
                starting_deadline_seconds=starting_deadline_seconds,
                successful_jobs_history_limit=succeeded_kept,
                failed_jobs_history_limit=failed_kept,
                job_template=k8s.JobTemplateSpec(
                    metadata=k8s.ObjectMeta(labels=self.labels),
                    spec=job_spec(self, pod, deadline_seconds=deadline_seconds, retries=retries),
                ),
            ),
        )
