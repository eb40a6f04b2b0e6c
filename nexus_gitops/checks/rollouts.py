"""Checks that what is applied also runs, and that a change of it is rolled out."""

from collections.abc import Iterator, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import place_of
from nexus_gitops.manifests.identity import KubeObject

_WORKLOADS: Final = ("Deployment", "ReplicaSet", "StatefulSet")


def check_rollouts(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `stopped-<subject>`.

    - `paused`: a Deployment that is paused keeps its old pods, and Argo CD calls it Suspended.
    - `suspended`: a Job or CronJob that is suspended runs nothing.
    - `replicas`: a workload without pods.
    - `partition` and `on-delete`: a change waits for somebody to delete the old pods.
    - `outage`: a rollout that may take all pods away.
    - `nothing`: a Job that is done before it began.
    - `scaling`: an autoscaler that may not scale up.

    Sources: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pausing-and-resuming-a-deployment,
    .../statefulset/#update-strategies, .../job/#suspending-a-job, .../cron-jobs/ and
    https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#disable-scale-down
    """
    return tuple(finding for obj in objects for finding in _check(obj))


def _check(obj: KubeObject) -> Iterator[Finding]:
    spec = place_of(obj).at("spec")
    if is_a(obj, "apps", *_WORKLOADS, "DaemonSet"):
        yield from _workload(spec)
    elif is_a(obj, "batch", "CronJob"):
        yield from _suspended(spec)
        yield from _suspended(spec.at("jobTemplate", "spec"))
    elif is_a(obj, "batch", "Job"):
        yield from _suspended(spec)
        for field in ("completions", "parallelism"):
            if spec.number(field) == 0:
                yield spec.at(field).found("stopped-nothing", "runs nothing", "write 1")
    elif is_a(obj, "autoscaling", "HorizontalPodAutoscaler"):
        policy = spec.at("behavior", "scaleUp", "selectPolicy")
        if policy.value == "Disabled":
            yield policy.found("stopped-scaling", "lets it never scale up", "write Max or Min")


def _workload(spec: Place) -> Iterator[Finding]:
    paused = spec.at("paused")
    if paused.value is True:
        yield paused.found("stopped-paused", "rolls out no change", "remove the field")
    replicas = spec.at("replicas")
    if replicas.number() == 0:
        yield replicas.found("stopped-replicas", "runs no pod", "write 1 or more, or remove it all")
    most = spec.at("strategy", "rollingUpdate", "maxUnavailable")
    if most.value == "100%":
        yield most.found("stopped-outage", "may take all pods away at once", "write 25%, or 0")
    strategy = spec.at("updateStrategy")
    if strategy.text("type") == "OnDelete":
        yield strategy.at("type").found(
            "stopped-on-delete", "waits until somebody deletes the pods", "write RollingUpdate"
        )
    partition = strategy.at("rollingUpdate", "partition")
    if partition.number():
        yield partition.found(
            "stopped-partition", "keeps the pods below it as they are", "write 0, or remove it"
        )


def _suspended(spec: Place) -> Iterator[Finding]:
    suspended = spec.at("suspend")
    if suspended.value is True:
        yield suspended.found("stopped-suspended", "runs nothing", "remove the field")
