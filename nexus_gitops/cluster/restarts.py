"""Who reads a Secret, and their restart: environment variables are read once, at a pod's start."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.health import is_rolled_out
from nexus_gitops.cluster.kinds import DAEMON_SET, DEPLOYMENT, POD, STATEFUL_SET, Kind
from nexus_gitops.cluster.pods import is_selected, pod_of
from nexus_gitops.errors import RefusedError
from nexus_gitops.manifests.identity import KubeObject, walk

# As `kubectl rollout restart` does it; nobody renders it, so Argo CD leaves it alone.
_RESTARTED: Final = "kubectl.kubernetes.io/restartedAt"
_MANAGER: Final = "nexus-gitops"
_KINDS: Final = (DEPLOYMENT, STATEFUL_SET, DAEMON_SET)
_PAUSE_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Workload:
    """A Deployment, StatefulSet or DaemonSet."""

    kind: Kind
    name: str
    namespace: str

    def __str__(self) -> str:
        return f"{self.kind.name}/{self.name}"


def readers_of(api: Api, secret: str, namespace: str, keys: Iterable[str]) -> tuple[Workload, ...]:
    """The workloads whose pods read one of the keys of a Secret, or all of it, by name."""
    wanted = frozenset(keys)
    return tuple(
        Workload(kind, obj["metadata"]["name"], namespace)
        for kind in _KINDS
        for obj in api.list(kind, namespace)
        if _reads(obj["spec"]["template"]["spec"], secret, wanted)
    )


def pods_of(api: Api, name: str, namespace: str) -> tuple[Workload, tuple[KubeObject, ...]]:
    """The workload of that name, and its pods that are ready.

    Raises:
        RefusedError: there is none, or none of its pods is ready.
    """
    for kind in _KINDS:
        found = api.find(kind, name, namespace)
        if found is None:
            continue
        selector = found["spec"]["selector"]
        ready = tuple(
            pod
            for pod in api.list(POD, namespace)
            if is_selected(selector, pod) and pod_of(pod).ready
        )
        if ready:
            return Workload(kind, name, namespace), ready
        raise RefusedError(
            f"no pod of {kind.name}/{name} in {namespace} is ready", "see nexus-gitops status"
        )
    raise RefusedError(
        f"{namespace} has no workload {name}", "deploy the platform first, or name another context"
    )


def restart(api: Api, workload: Workload, moment: str) -> None:
    """Have all pods of a workload replaced by new ones, as its strategy says.

    Args:
        api: the cluster.
        workload: which one.
        moment: when this was asked for, in RFC 3339.
    """
    change = {"spec": {"template": {"metadata": {"annotations": {_RESTARTED: moment}}}}}
    api.patch(workload.kind, workload.name, workload.namespace, change, _MANAGER)


def wait_for(
    api: Api, workloads: Iterable[Workload], seconds: float, on_progress: Callable[[str], None]
) -> tuple[Workload, ...]:
    """Wait until all pods are new ones and ready; gives those whose are not, when time is up."""
    waiting = list(workloads)
    deadline = time.monotonic() + seconds
    while waiting:
        waiting = [one for one in waiting if not is_rolled_out(_now(api, one))]
        if not waiting or time.monotonic() >= deadline:
            break
        on_progress(f"waiting for {', '.join(map(str, waiting))}")
        time.sleep(_PAUSE_SECONDS)
    return tuple(waiting)


def _now(api: Api, workload: Workload) -> KubeObject:
    found = api.find(workload.kind, workload.name, workload.namespace)
    if found is None:
        raise RefusedError(f"{workload} of {workload.namespace} is gone", "deploy it again")
    return found


def _reads(pod: Mapping[str, Any], secret: str, keys: frozenset[str]) -> bool:
    containers = [*(pod.get("initContainers") or ()), *(pod.get("containers") or ())]
    return any(_container_reads(one, secret, keys) for one in containers) or any(
        secret in names for names in map(_mounted, pod.get("volumes") or ())
    )


def _container_reads(container: Mapping[str, Any], secret: str, keys: frozenset[str]) -> bool:
    for variable in container.get("env") or ():
        reference = (variable.get("valueFrom") or {}).get("secretKeyRef") or {}
        if reference.get("name") == secret and reference.get("key") in keys:
            return True
    return any(
        (source.get("secretRef") or {}).get("name") == secret
        for source in container.get("envFrom") or ()
    )


def _mounted(volume: Mapping[str, Any]) -> Iterator[str]:
    """Names of the Secrets of a volume, also of a projected one."""
    for path, value in walk(volume):
        if path.endswith(("secret.secretName", "secret.name")):
            yield value
