"""What a ResourceQuota must grant so that nothing the platform does is ever refused."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from nexus_constructs.quantity import format_quantity, parse_quantity
from nexus_constructs.sizing import Resources

SURGE: Final = 1
"""Pods a rollout adds before it takes an old one away."""


def most_pods(replicas: int) -> int:
    """How many pods of a `Deployment` of `replicas` pods a quota counts at most.

    That is at the end of a rollout: all the new ones, one more while the last is replaced,
    and all the old ones, because a pod counts until it has stopped, and a rollout does not
    wait for that. A quota without room for them holds up the rollout of a service that
    stops slowly until Argo CD takes it for failed.
    Source: `QuotaV1Pod` in kubernetes/pkg/quota/v1/evaluator/core/pods.go
    """
    return 2 * replicas + SURGE


@dataclass(frozen=True, slots=True)
class Peak:
    """The most pods of one kind that there are at a time; see `most_pods`.

    Attributes:
        pods: how many.
        resources: of the container that each is there for.
        beside: of each container beside that one.
    """

    pods: int
    resources: Resources
    beside: tuple[Resources, ...] = ()


def quota(peaks: Sequence[Peak], *, claims: Iterable[str]) -> dict[str, str]:
    """Hard limits by resource name.

    Args:
        peaks: of every workload and Job.
        claims: sizes of the persistent volume claims, as quantities.
    """
    sizes = [parse_quantity(claim) for claim in claims]
    return {
        "requests.cpu": _total(peaks, lambda resources: resources.cpu_request),
        "requests.memory": _total(peaks, lambda resources: resources.memory_request),
        "limits.cpu": _total(peaks, lambda resources: resources.cpu_limit),
        "limits.memory": _total(peaks, lambda resources: resources.memory_limit),
        "pods": str(sum(peak.pods for peak in peaks)),
        "persistentvolumeclaims": str(len(sizes)),
        "requests.storage": format_quantity(sum(sizes, Fraction(0))),
    }


def _total(peaks: Sequence[Peak], amount: Callable[[Resources], str]) -> str:
    total = sum(
        (
            peak.pods * parse_quantity(amount(container))
            for peak in peaks
            for container in (peak.resources, *peak.beside)
        ),
        Fraction(0),
    )
    return format_quantity(total)
