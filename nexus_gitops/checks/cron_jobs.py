"""Checks that a CronJob runs when it should, and that its runs come to an end."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a, mapping, number, shown, text, title
from nexus_gitops.checks.refusals.cron import comes_never
from nexus_gitops.manifests.identity import KubeObject

_SHORTEST_START: Final = 10
"""Seconds between two looks of the controller: within less, every run is missed."""


def check_cron_jobs(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `cron-job-time-zone`, `cron-job-start`, `cron-job-overlap`, `cron-job-deadline`
    and `cron-job-never`.

    - Without a time zone the schedule follows the clock of whichever machine runs the
      controller.
    - Without a time by which a run must begin, a schedule that was missed more than a hundred
      times is given up for good.
    - A day that no month has never comes.
    - Runs overlap unless something else is said, and one that hangs holds up all others for ever.

    Source: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
    """
    return tuple(
        finding for obj in objects if is_a(obj, "batch", "CronJob") for finding in _check(obj)
    )


def _check(cron: KubeObject) -> Iterator[Finding]:
    spec = mapping(cron, "spec")
    schedule = text(spec, "schedule")
    if comes_never(schedule):
        yield _finding(cron, "schedule", "never", schedule, "name a day that comes")
    if not spec.get("timeZone"):
        yield _finding(cron, "timeZone", "time-zone", None, "name one, as Etc/UTC")
    start = spec.get("startingDeadlineSeconds")
    if number(start, 0) < _SHORTEST_START:
        yield _finding(
            cron, "startingDeadlineSeconds", "start", start, f"set it to {_SHORTEST_START} or more"
        )
    if "concurrencyPolicy" not in spec:
        fix = "say Forbid or Replace, or Allow where runs may overlap"
        yield _finding(cron, "concurrencyPolicy", "overlap", None, fix)
    if "activeDeadlineSeconds" not in mapping(spec, "jobTemplate", "spec"):
        field = "jobTemplate.spec.activeDeadlineSeconds"
        yield _finding(cron, field, "deadline", None, "set it to more than a run ever takes")


def _finding(cron: KubeObject, field: str, subject: str, value: Any, fix: str) -> Finding:
    return Finding(
        object=title(cron),
        field=f"spec.{field}",
        rule=f"cron-job-{subject}",
        message="is not set" if value is None else f"is {shown(value)}",
        fix=fix,
    )
