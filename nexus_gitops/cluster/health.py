"""Whether what was applied has come up, as far as others wait for it. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from nexus_gitops.manifests.identity import KubeObject

_ROLLED_OUT: Final = frozenset({"Deployment", "StatefulSet", "DaemonSet"})


class Health(StrEnum):
    """How an object is."""

    HEALTHY = "healthy"
    WAITING = "waiting"
    FAILED = "failed"


def health_of(obj: KubeObject) -> Health:
    """How an object is; what nobody waits for is healthy as soon as it is there."""
    if obj["kind"] in _ROLLED_OUT:
        return Health.HEALTHY if is_rolled_out(obj) else Health.WAITING
    if obj["kind"] == "Job":
        if _is(obj, "Failed"):
            return Health.FAILED
        return Health.HEALTHY if _is(obj, "Complete") else Health.WAITING
    if obj["kind"] in ("ExternalSecret", "SealedSecret"):
        ready = _is(obj, "Ready") or _is(obj, "Synced")
        return Health.HEALTHY if ready else Health.WAITING
    return Health.HEALTHY


def is_rolled_out(obj: KubeObject) -> bool:
    """Whether all pods of a workload are new ones and ready, as `kubectl rollout status` says."""
    status: Mapping[str, Any] = obj.get("status") or {}
    if status.get("observedGeneration", 0) < obj["metadata"].get("generation", 0):
        return False
    if obj["kind"] == "DaemonSet":
        wanted = status.get("desiredNumberScheduled", 0)
        updated, ready = status.get("updatedNumberScheduled", 0), status.get("numberAvailable", 0)
        return bool(updated >= wanted and ready >= wanted)
    wanted, total = obj["spec"].get("replicas", 1), status.get("replicas", 0)
    updated, ready = status.get("updatedReplicas", 0), status.get("readyReplicas", 0)
    return bool(updated >= wanted and ready >= wanted and total == wanted)


def _is(obj: KubeObject, condition: str) -> bool:
    conditions = (obj.get("status") or {}).get("conditions") or ()
    return any(one["type"] == condition and one["status"] == "True" for one in conditions)
