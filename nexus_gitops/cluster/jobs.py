"""Jobs made by hand of what is there: a CronJob's template, or a Job that was run before."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.health import Health, health_of
from nexus_gitops.cluster.kinds import CRON_JOB, JOB, POD
from nexus_gitops.cluster.pods import pod_of
from nexus_gitops.errors import NexusError, RefusedError
from nexus_gitops.manifests.identity import KubeObject

_MANAGER: Final = "nexus-gitops"
_PAUSE_SECONDS: Final = 1.0
_KEPT_SECONDS: Final = 7 * 24 * 3600
_JOB_NAME: Final = "batch.kubernetes.io/job-name"
# As `kubectl create job --from=cronjob/...` says it.
_BY_HAND: Final = {"cronjob.kubernetes.io/instantiate": "manual"}
# The Job controller's own; with those of another Job it is refused.
_CONTROLLERS: Final = (
    *("controller-uid", "job-name"),
    *("batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name"),
)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a Job is, when nobody waits for it any longer.

    Attributes:
        job: as `namespace/name`.
        health: waiting where the time was up.
        lines: JSON objects that its last pod has written.
        reason: why it failed or has not ended, in its own words; "" where it is well.
    """

    job: str
    health: Health
    lines: tuple[Mapping[str, Any], ...]
    reason: str


def of_cron_job(
    api: Api,
    cron_job: str,
    namespace: str,
    name: str,
    arguments: Sequence[str],
    variables: Sequence[Mapping[str, Any]] = (),
) -> KubeObject:
    """A Job of a CronJob's template with other arguments, and variables beside those it has.

    Raises:
        RefusedError: there is no such CronJob.
    """
    found = api.find(CRON_JOB, cron_job, namespace)
    if found is None:
        raise RefusedError(
            f"{namespace} has no CronJob {cron_job}", "publish the environment with its backups"
        )
    job = _job(name, namespace, found["spec"]["jobTemplate"]["spec"])
    job["metadata"]["annotations"] = dict(_BY_HAND)
    (container,) = job["spec"]["template"]["spec"]["containers"]
    container["args"] = list(arguments)
    container["env"] = [*(container.get("env") or ()), *variables]
    return job


def of_job(api: Api, before: str, namespace: str, name: str) -> KubeObject:
    """A Job that does again what another one has done.

    Raises:
        RefusedError: the other one is not there.
    """
    found = api.find(JOB, before, namespace)
    if found is None:
        raise RefusedError(
            f"{namespace} has no Job {before} to run again", "sync the Application, which runs it"
        )
    spec = {
        key: found["spec"][key] for key in ("backoffLimit", "activeDeadlineSeconds", "template")
    }
    return _job(name, namespace, spec)


def is_of_cron_job(job: KubeObject) -> bool:
    """Whether it does what is due at set times, be it then or by hand: how it ends is of no release."""
    metadata = job["metadata"]
    owners = {one["kind"] for one in metadata.get("ownerReferences") or ()}
    return (
        CRON_JOB.name in owners or _BY_HAND.items() <= (metadata.get("annotations") or {}).items()
    )


def run(api: Api, job: KubeObject, *, seconds: float, on_progress: Callable[[str], None]) -> Ended:
    """Run a Job to its end. One of that name that is there is gone on with, but for a failed one,
    which is made anew.

    Raises:
        RefusedError: the API server refuses it.
        UnreachableError: the cluster did not answer.
    """
    name, namespace = job["metadata"]["name"], job["metadata"]["namespace"]
    there = api.find(JOB, name, namespace)
    if there is not None and health_of({**there, "kind": "Job"}) is Health.FAILED:
        remove(api, name, namespace, seconds)
        there = None
    if there is None:
        api.create(JOB, job, _MANAGER)
    return _wait(api, name, namespace, seconds, on_progress)


def remove(api: Api, name: str, namespace: str, seconds: float) -> None:
    """Take a Job away, and wait until it and its pods are gone.

    Raises:
        RefusedError: they are not, in time.
        UnreachableError: the cluster did not answer.
    """
    api.delete(JOB, name, namespace)
    deadline = time.monotonic() + seconds
    while api.find(JOB, name, namespace) is not None or _pods(api, name, namespace):
        if time.monotonic() >= deadline:
            raise RefusedError(
                f"Job {name} of {namespace} does not go", "see what its pods wait for, and again"
            )
        time.sleep(_PAUSE_SECONDS / 4)


def _job(name: str, namespace: str, spec: Mapping[str, Any]) -> KubeObject:
    made: dict[str, Any] = deepcopy(dict(spec))
    made["ttlSecondsAfterFinished"] = _KEPT_SECONDS
    metadata = made["template"].setdefault("metadata", {})
    labels = {
        key: value
        for key, value in (metadata.get("labels") or {}).items()
        if key not in _CONTROLLERS
    }
    metadata["labels"] = labels
    return {
        "apiVersion": JOB.api_version,
        "kind": JOB.name,
        "metadata": {"name": name, "namespace": namespace, "labels": labels},
        "spec": made,
    }


def _wait(
    api: Api, name: str, namespace: str, seconds: float, on_progress: Callable[[str], None]
) -> Ended:
    deadline = time.monotonic() + seconds
    while True:
        found = api.find(JOB, name, namespace)
        if found is None:
            raise RefusedError(f"Job {name} of {namespace} is gone", "run it again")
        health = health_of({**found, "kind": "Job"})
        pods = _pods(api, name, namespace)
        if health is not Health.WAITING or time.monotonic() >= deadline:
            lines = tuple(_lines(api, pods[-1], namespace)) if pods else ()
            return Ended(f"{namespace}/{name}", health, lines, _reason(found, health, pods, lines))
        step = _step(api, pods, namespace)
        on_progress(f"{name}: {step or 'waiting for its pod'}")
        time.sleep(_PAUSE_SECONDS)


def _pods(api: Api, job: str, namespace: str) -> list[KubeObject]:
    """Oldest first."""
    found = [
        pod
        for pod in api.list(POD, namespace)
        if (pod["metadata"].get("labels") or {}).get(_JOB_NAME) == job
    ]
    return sorted(found, key=lambda pod: str(pod["metadata"]["creationTimestamp"]))


def _lines(api: Api, pod: KubeObject, namespace: str) -> Iterator[Mapping[str, Any]]:
    name, container = pod["metadata"]["name"], pod["spec"]["containers"][0]["name"]
    try:
        written = list(api.logs(name, namespace, container, tail=None, since=None, follow=False))
    except NexusError:
        return  # it has not started, or is gone by now
    for line in written:
        try:
            said = json.loads(line.partition(" ")[2])
        except ValueError:
            continue
        if isinstance(said, dict):
            yield said


def _step(api: Api, pods: Sequence[KubeObject], namespace: str) -> str:
    if not pods:
        return ""
    said = [str(line["step"]) for line in _lines(api, pods[-1], namespace) if "step" in line]
    return said[-1] if said else pod_of(pods[-1]).problem


def _reason(
    job: KubeObject,
    health: Health,
    pods: Sequence[KubeObject],
    lines: Sequence[Mapping[str, Any]],
) -> str:
    if health is Health.HEALTHY:
        return ""
    said = [f"{line.get('step', '')}: {line['reason']}" for line in lines if "reason" in line]
    if said and health is Health.FAILED:
        return said[-1]
    problems = [problem for pod in pods if (problem := pod_of(pod).problem)]
    conditions = (job.get("status") or {}).get("conditions") or ()
    failures = [one.get("message", "") for one in conditions if one["type"] == "Failed"]
    return next(iter([*failures, *problems]), "it has not ended in time")
