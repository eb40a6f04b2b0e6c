"""Checks that pods are started again as their workload needs it, and can be replaced.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy and
https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
"""

from collections.abc import Iterator, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a, mapping, shown, title
from nexus_gitops.checks.objects.pods import PodTemplate, Role, pod_templates
from nexus_gitops.checks.objects.scaling import share
from nexus_gitops.manifests.identity import KubeObject

_FOR_EVER: Final = ("Always",)
_TO_COMPLETION: Final = ("Never", "OnFailure")
_ENOUGH: Final = 100
"""Pods of which any percentage is at least one."""


def check_lifecycle(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `pod-empty`, `restart-policy` and `rollout-stuck`.

    The API server refuses a pod without containers, another restart policy, and a Deployment
    that may neither add a pod nor take one away.
    """
    pods = tuple(pod_templates(objects))
    return (
        *(finding for pod in pods for finding in _empty(pod)),
        *(finding for pod in pods for finding in _restart(pod)),
        *(finding for obj in objects for finding in _stuck(obj)),
    )


def _empty(pod: PodTemplate) -> Iterator[Finding]:
    if not any(container.role is Role.MAIN for container in pod.containers):
        yield Finding(
            object=pod.title,
            field=pod.at("spec.containers"),
            rule="pod-empty",
            message="is empty, so the pod runs nothing",
            fix="add a container",
        )


def _restart(pod: PodTemplate) -> Iterator[Finding]:
    allowed: tuple[str, ...] = _FOR_EVER if pod.is_long_running else _TO_COMPLETION
    if pod.owner["kind"] == "Pod":
        allowed = (*_FOR_EVER, *_TO_COMPLETION)
    policy = pod.spec.get("restartPolicy", "Always")
    if policy not in allowed:
        yield Finding(
            object=pod.title,
            field=pod.at("spec.restartPolicy"),
            rule="restart-policy",
            message=f"{shown(policy)} is not for a {pod.owner['kind']}",
            fix=f"set it to {' or '.join(allowed)}",
        )


def _stuck(obj: KubeObject) -> Iterator[Finding]:
    rollout = mapping(obj, "spec", "strategy", "rollingUpdate")
    amounts = [share(rollout.get(f, "25%"), _ENOUGH) for f in ("maxSurge", "maxUnavailable")]
    if is_a(obj, "apps", "Deployment") and not any(amounts):
        yield Finding(
            object=title(obj),
            field="spec.strategy.rollingUpdate",
            rule="rollout-stuck",
            message="may neither add a pod nor take one away",
            fix="set maxSurge: 1",
        )
