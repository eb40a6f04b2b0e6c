"""What a container and its pod ask for, as the API server counts it.

Sources: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/ and
https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/ (effective resources).
"""

from fractions import Fraction
from typing import Final

from nexus_gitops.checks.objects.fields import mapping, quantity
from nexus_gitops.checks.objects.pods import Container, PodTemplate, Role

_NONE: Final = Fraction(0)


def asked_for(container: Container, kind: str, resource: str) -> Fraction | None:
    """What a container names; a request that is missing is as large as the limit.

    Args:
        container: the container.
        kind: `requests` or `limits`.
        resource: as `cpu`.
    """
    named = mapping(container.body, "resources")
    value = mapping(named, kind).get(resource)
    if value is None and kind == "requests":
        value = mapping(named, "limits").get(resource)
    return quantity(value)


def effective(pod: PodTemplate, kind: str, resource: str) -> Fraction:
    """What a pod counts for in a quota; see `asked_for`.

    Containers and sidecars run together; init containers one by one before them, beside the
    sidecars that are there already. The larger of the two counts, plus the overhead.
    """
    sidecars = starting = running = _NONE
    for container in pod.containers:
        amount = asked_for(container, kind, resource) or _NONE
        if container.role is Role.MAIN:
            running += amount
        elif container.role is Role.SIDECAR:
            sidecars += amount
            starting = max(starting, sidecars)
        elif container.role is Role.INIT:
            starting = max(starting, sidecars + amount)
    overhead = quantity(mapping(pod.spec, "overhead").get(resource)) or _NONE
    return max(running + sidecars, starting) + overhead
