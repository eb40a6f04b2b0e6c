"""How many pods a workload may have, and who decides it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.checks.objects.fields import group, is_a, mapping, name, number, text
from nexus_gitops.manifests.identity import KubeObject

_KINDS: Final = ("HorizontalPodAutoscaler", "ScaledObject")
_KEDA_MAX_REPLICAS: Final = 100  # https://keda.sh/docs/latest/reference/scaledobject-spec/

Target = tuple[str, str, str]
"""Group, kind and name of what is scaled."""


@dataclass(frozen=True, slots=True)
class Scaler:
    """An autoscaler.

    Attributes:
        owner: the HorizontalPodAutoscaler, or KEDA's ScaledObject.
        target: what it scales.
        lowest: number of pods that it keeps.
        highest: number of pods that it allows.
    """

    owner: KubeObject
    target: Target
    lowest: int
    highest: int


def scalers(objects: Iterable[KubeObject]) -> Iterator[Scaler]:
    """Every autoscaler in `objects`."""
    for obj in objects:
        if obj["kind"] not in _KINDS:
            continue
        spec = mapping(obj, "spec")
        target = mapping(spec, "scaleTargetRef")
        if is_a(obj, "autoscaling", "HorizontalPodAutoscaler"):
            yield Scaler(
                owner=obj,
                target=_target(text(target, "apiVersion"), text(target, "kind"), target),
                lowest=number(spec.get("minReplicas"), 1),
                highest=number(spec.get("maxReplicas"), 1),
            )
        elif is_a(obj, "keda.sh", "ScaledObject"):
            api_version = text(target, "apiVersion") or "apps/v1"
            kind = text(target, "kind") or "Deployment"
            yield Scaler(
                owner=obj,
                target=_target(api_version, kind, target),
                lowest=number(spec.get("minReplicaCount"), 0),
                highest=number(spec.get("maxReplicaCount"), _KEDA_MAX_REPLICAS),
            )


def target_of(obj: KubeObject) -> Target:
    """What a `Scaler` calls `obj`."""
    return group(obj), str(obj["kind"]), name(obj)


class Replicas:
    """The bounds on the number of pods of each workload in a set of objects."""

    def __init__(self, objects: Iterable[KubeObject]) -> None:
        self._scalers = {scaler.target: scaler for scaler in scalers(objects)}

    def lowest(self, workload: KubeObject) -> int:
        """The fewest pods that `workload` has while it runs; at least 1."""
        scaler = self._scalers.get(target_of(workload))
        return max(scaler.lowest if scaler else _fixed(workload), 1)

    def highest(self, workload: KubeObject) -> int:
        """The most pods that `workload` has outside a rollout."""
        scaler = self._scalers.get(target_of(workload))
        return scaler.highest if scaler else _fixed(workload)


def share(value: Any, total: int) -> int:
    """An int-or-percentage of `total`, rounded up; 0 for anything else.

    Rounding up is what Kubernetes does for a budget's fields and for `maxSurge`
    (https://kubernetes.io/docs/tasks/run-application/configure-pdb/).
    """
    if isinstance(value, str) and value.endswith("%") and value[:-1].isdecimal():
        return -(-int(value[:-1]) * total // 100)
    return number(value, 0)


def _fixed(workload: KubeObject) -> int:
    return number(mapping(workload, "spec").get("replicas"), 1)


def _target(api_version: str, kind: str, reference: Any) -> Target:
    return api_version.rpartition("/")[0], kind, text(reference, "name")
