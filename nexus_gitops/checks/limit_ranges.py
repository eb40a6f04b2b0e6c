"""Checks that each LimitRange admits every pod and claim of the environment.

Source: https://kubernetes.io/docs/concepts/policy/limit-range/
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a, items, mapping, quantity, text, title
from nexus_gitops.checks.objects.pods import Container, PodTemplate, Role, pod_templates
from nexus_gitops.checks.objects.usage import asked_for, effective
from nexus_gitops.manifests.identity import KubeObject


@dataclass(frozen=True, slots=True)
class _Bounded:
    """One resource of something that a LimitRange judges.

    Attributes:
        owner: title of its object.
        field: path to its `resources`.
        resource: as `memory`.
        request: None where it has none.
        limit: likewise.
    """

    owner: str
    field: str
    resource: str
    request: Fraction | None
    limit: Fraction | None


def check_limit_ranges(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rule `limit-range`: nothing is below its `min`, above its `max` or its ratio."""
    pods = tuple(pod_templates(objects))
    return tuple(
        finding
        for obj in objects
        if is_a(obj, "", "LimitRange")
        for _, entry in items(obj, "spec", "limits")
        for bounded in _bounded(entry, objects, pods)
        for finding in _check(obj, entry, bounded)
    )


def _bounded(
    entry: Mapping[str, Any], objects: Sequence[KubeObject], pods: Sequence[PodTemplate]
) -> Iterator[_Bounded]:
    bounds = (mapping(entry, bound) for bound in ("min", "max", "maxLimitRequestRatio"))
    for resource in sorted({resource for bound in bounds for resource in bound}):
        match text(entry, "type"):
            case "Container":
                for pod in pods:
                    for container in pod.containers:
                        if container.role is not Role.EPHEMERAL:
                            yield _of_container(pod, container, resource, entry)
            case "Pod":
                for pod in pods:
                    request, limit = (
                        effective(pod, kind, resource) or None for kind in ("requests", "limits")
                    )
                    yield _Bounded(pod.title, pod.at("spec"), resource, request, limit)
            case "PersistentVolumeClaim":
                yield from _of_claims(objects, resource)


def _of_container(
    pod: PodTemplate, container: Container, resource: str, entry: Mapping[str, Any]
) -> _Bounded:
    limit = asked_for(container, "limits", resource)
    request = asked_for(container, "requests", resource)
    default = quantity(mapping(entry, "default").get(resource))
    default_request = quantity(mapping(entry, "defaultRequest").get(resource))
    return _Bounded(
        owner=pod.title,
        field=f"{container.path}.resources",
        resource=resource,
        request=request if request is not None else default_request or default,
        limit=limit if limit is not None else default,
    )


def _of_claims(objects: Sequence[KubeObject], resource: str) -> Iterator[_Bounded]:
    for obj in objects:
        claims = [("", obj)] if is_a(obj, "", "PersistentVolumeClaim") else []
        if is_a(obj, "apps", "StatefulSet"):
            templates = items(obj, "spec", "volumeClaimTemplates")
            claims += [(f"spec.volumeClaimTemplates[{index}].", dict(c)) for index, c in templates]
        for path, claim in claims:
            size = quantity(mapping(claim, "spec", "resources", "requests").get(resource))
            yield _Bounded(title(obj), f"{path}spec.resources", resource, size, size)


def _check(
    limit_range: KubeObject, entry: Mapping[str, Any], bounded: _Bounded
) -> Iterator[Finding]:
    lowest, highest, ratio = (
        quantity(mapping(entry, bound).get(bounded.resource))
        for bound in ("min", "max", "maxLimitRequestRatio")
    )
    request, limit = bounded.request, bounded.limit
    reasons = {
        "min": lowest is not None and (request is None or request < lowest),
        "max": highest is not None and (limit is None or limit > highest),
        "maxLimitRequestRatio": ratio is not None
        and (request is None or limit is None or limit > ratio * request),
    }
    for bound in (bound for bound, is_broken in reasons.items() if is_broken):
        yield Finding(
            object=bounded.owner,
            field=bounded.field,
            rule="limit-range",
            message=f"{bounded.resource} is not within the {bound}"
            f" {mapping(entry, bound)[bounded.resource]} of {title(limit_range)},"
            f" which the API server holds a {text(entry, 'type')} to",
            fix="change the resources, or the LimitRange",
        )
