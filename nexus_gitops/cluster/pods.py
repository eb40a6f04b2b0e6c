"""Why a pod does not get ready, in one line.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.manifests.identity import KubeObject

_STUCK: Final = frozenset(
    {
        "CrashLoopBackOff",
        "CreateContainerConfigError",
        "CreateContainerError",
        "ErrImageNeverPull",
        "ErrImagePull",
        "ImageInspectError",
        "ImagePullBackOff",
        "InvalidImageName",
        "RunContainerError",
    }
)
"""Reasons of a waiting container that do not pass by waiting alone."""


@dataclass(frozen=True, slots=True)
class Pod:
    """A pod.

    Attributes:
        phase: as the API server says, or Terminating.
        problem: why it does not get ready, or "" where nothing is known to hinder it.
    """

    name: str
    phase: str
    ready: bool
    restarts: int
    problem: str


def pod_of(obj: KubeObject) -> Pod:
    """The pod that the API server describes."""
    status = obj.get("status") or {}
    going = "deletionTimestamp" in obj["metadata"]
    containers = list(_containers(status))
    return Pod(
        name=obj["metadata"]["name"],
        phase="Terminating" if going else status.get("phase", ""),
        ready=any(
            condition["type"] == "Ready" and condition["status"] == "True"
            for condition in status.get("conditions") or ()
        ),
        restarts=sum(container.get("restartCount", 0) for container in containers),
        problem="" if going else _problem(status, containers),
    )


def is_selected(selector: Mapping[str, Any], pod: KubeObject) -> bool:
    """Whether a workload's selector by labels chooses the pod."""
    labels: dict[str, str] = pod["metadata"].get("labels") or {}
    wanted: dict[str, str] = selector.get("matchLabels") or {}
    return wanted.items() <= labels.items()


def _problem(status: Mapping[str, Any], containers: Iterable[Mapping[str, Any]]) -> str:
    for container in containers:
        waiting = (container.get("state") or {}).get("waiting") or {}
        if waiting.get("reason") in _STUCK:
            return _words(container["name"], waiting["reason"], waiting.get("message", ""))
    for condition in status.get("conditions") or ():
        if condition.get("reason") == "Unschedulable":
            return f"Unschedulable: {condition.get('message', '')}"
    return ""


def _containers(status: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    yield from status.get("initContainerStatuses") or ()
    yield from status.get("containerStatuses") or ()


def _words(container: str, reason: str, message: str) -> str:
    return f"container {container}: {reason}{f': {message}' if message else ''}"
