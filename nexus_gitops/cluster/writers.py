"""Deployments that stand still for a while, whoever scales them.

A HorizontalPodAutoscaler leaves alone what was scaled to nothing. KEDA does not, and is told.
Sources: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
(implicit maintenance-mode deactivation), https://keda.sh/docs/latest/concepts/scaling-deployments/
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.kinds import DEFINITION, DEPLOYMENT, POD, SCALED_OBJECT
from nexus_gitops.cluster.pods import is_selected
from nexus_gitops.cluster.restarts import Workload, wait_for
from nexus_gitops.errors import RefusedError
from nexus_gitops.manifests.identity import KubeObject

_MANAGER: Final = "nexus-gitops"
_PAUSED: Final = "autoscaling.keda.sh/paused"
_PAUSED_BY_US: Final = "nexus-gitops/paused"
"""Beside the one above where that was not there before: what somebody else paused stays so."""
_PAUSE_SECONDS: Final = 1.0


def replicas_of(api: Api, names: Iterable[str], namespace: str) -> dict[str, int]:
    """How many pods each Deployment wants.

    Raises:
        RefusedError: one is not there.
        UnreachableError: the cluster did not answer.
    """
    return {name: _found(api, name, namespace)["spec"].get("replicas", 1) for name in names}


def stop(
    api: Api,
    names: Iterable[str],
    namespace: str,
    *,
    seconds: float,
    on_progress: Callable[[str], None],
) -> tuple[str, ...]:
    """Scale Deployments to nothing; gives the pods that are left when time is up.

    Raises:
        RefusedError: one is not there.
        UnreachableError: the cluster did not answer.
    """
    selectors = [_found(api, name, namespace)["spec"]["selector"] for name in names]
    for name in names:
        _pause_keda(api, name, namespace)
        _scale(api, name, namespace, 0)
    deadline = time.monotonic() + seconds
    while True:
        left = tuple(
            pod["metadata"]["name"]
            for pod in api.list(POD, namespace)
            if any(is_selected(selector, pod) for selector in selectors)
        )
        if not left or time.monotonic() >= deadline:
            return left
        on_progress(f"waiting for the end of {', '.join(left)}")
        time.sleep(_PAUSE_SECONDS)


def start(
    api: Api,
    replicas: Mapping[str, int],
    namespace: str,
    *,
    seconds: float,
    on_progress: Callable[[str], None],
) -> tuple[str, ...]:
    """Scale Deployments to so many pods; gives those that are not ready when time is up.

    Raises:
        RefusedError: one is not there.
        UnreachableError: the cluster did not answer.
    """
    for name, count in replicas.items():
        _scale(api, name, namespace, count)
        _resume_keda(api, name, namespace)
    workloads = [Workload(DEPLOYMENT, name, namespace) for name in replicas]
    return tuple(map(str, wait_for(api, workloads, seconds, on_progress)))


def _found(api: Api, name: str, namespace: str) -> KubeObject:
    found = api.find(DEPLOYMENT, name, namespace)
    if found is None:
        raise RefusedError(f"{namespace} has no Deployment {name}", "deploy the platform first")
    return found


def _scale(api: Api, name: str, namespace: str, count: int) -> None:
    api.patch(DEPLOYMENT, name, namespace, {"spec": {"replicas": count}}, _MANAGER)


def _pause_keda(api: Api, deployment: str, namespace: str) -> None:
    for name, annotations in _scaled_objects(api, deployment, namespace):
        if annotations.get(_PAUSED) != "true":
            _annotate(api, name, namespace, "true")


def _resume_keda(api: Api, deployment: str, namespace: str) -> None:
    for name, annotations in _scaled_objects(api, deployment, namespace):
        if _PAUSED_BY_US in annotations:
            _annotate(api, name, namespace, None)


def _annotate(api: Api, name: str, namespace: str, value: str | None) -> None:
    change = {"metadata": {"annotations": {_PAUSED: value, _PAUSED_BY_US: value}}}
    api.patch(SCALED_OBJECT, name, namespace, change, _MANAGER)


def _scaled_objects(
    api: Api, deployment: str, namespace: str
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Those that scale a Deployment, with their annotations."""
    if api.find(DEFINITION, f"{SCALED_OBJECT.plural}.{SCALED_OBJECT.group}") is None:
        return
    for one in api.list(SCALED_OBJECT, namespace):
        target = one["spec"]["scaleTargetRef"]
        if target["name"] == deployment and target.get("kind", "Deployment") == "Deployment":
            yield one["metadata"]["name"], one["metadata"].get("annotations") or {}
