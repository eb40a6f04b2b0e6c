"""Checks that every container says what it needs, in quantities that show no drift."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from nexus_constructs.quantity import canonical
from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a, items, mapping, quantity, shown, title
from nexus_gitops.checks.objects.pods import PodTemplate, Role, pod_templates
from nexus_gitops.manifests.identity import KubeObject

_RESOURCES: Final = ("cpu", "memory")
_LIMIT_FIELDS: Final = ("default", "defaultRequest", "max", "maxLimitRequestRatio", "min")


def check_resources(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `resources-missing`, `resources-order`, `quantity-invalid`, `quantity-canonical`.

    Ephemeral containers may not name resources, so none are asked of them. A quantity that
    is not canonical is out of sync for ever, because the API server answers another text
    (argo-cd#21135).
    Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
    """
    pods = tuple(pod_templates(objects))
    return (
        *(finding for pod in pods for finding in _missing(pod)),
        *(finding for pod in pods for finding in _disorder(pod)),
        *(
            finding
            for owner, field, value in _quantities(objects, pods)
            for finding in _text(owner, field, value)
        ),
    )


def _missing(pod: PodTemplate) -> Iterator[Finding]:
    for container in pod.containers:
        if container.role is Role.EPHEMERAL:
            continue
        for field in ("requests", "limits"):
            named = mapping(container.body, "resources", field)
            for resource in _RESOURCES:
                if resource not in named:
                    yield Finding(
                        object=pod.title,
                        field=f"{container.path}.resources.{field}.{resource}",
                        rule="resources-missing",
                        message="is not set",
                        fix="set it; a quota refuses the pod otherwise, and the scheduler guesses",
                    )


def _disorder(pod: PodTemplate) -> Iterator[Finding]:
    for container in pod.containers:
        limits = mapping(container.body, "resources", "limits")
        for resource, value in mapping(container.body, "resources", "requests").items():
            request, limit = quantity(value), quantity(limits.get(resource))
            if request is not None and limit is not None and request > limit:
                yield Finding(
                    object=pod.title,
                    field=f"{container.path}.resources.requests.{resource}",
                    rule="resources-order",
                    message=f"{value} is above the limit {limits[resource]}",
                    fix="lower the request or raise the limit",
                )


def _quantities(
    objects: Sequence[KubeObject], pods: Sequence[PodTemplate]
) -> Iterator[tuple[str, str, Any]]:
    """Every quantity with its object and path."""
    for pod in pods:
        for container in pod.containers:
            yield from _of_resources(pod.title, container.body, container.path)
        for index, volume in items(pod.spec, "volumes"):
            limit = mapping(volume, "emptyDir").get("sizeLimit")
            if limit is not None:
                yield pod.title, pod.at(f"spec.volumes[{index}].emptyDir.sizeLimit"), limit
    for obj in objects:
        if is_a(obj, "", "PersistentVolumeClaim"):
            yield from _of_resources(title(obj), mapping(obj, "spec"), "spec")
        elif is_a(obj, "apps", "StatefulSet"):
            for index, claim in items(obj, "spec", "volumeClaimTemplates"):
                path = f"spec.volumeClaimTemplates[{index}].spec"
                yield from _of_resources(title(obj), mapping(claim, "spec"), path)
        elif is_a(obj, "", "ResourceQuota"):
            yield from _of_map(title(obj), mapping(obj, "spec", "hard"), "spec.hard")
        elif is_a(obj, "", "LimitRange"):
            for index, limits in items(obj, "spec", "limits"):
                for field in _LIMIT_FIELDS:
                    path = f"spec.limits[{index}].{field}"
                    yield from _of_map(title(obj), mapping(limits, field), path)


def _of_resources(owner: str, body: Mapping[str, Any], path: str) -> Iterator[tuple[str, str, Any]]:
    for field in ("requests", "limits"):
        named = mapping(body, "resources", field)
        yield from _of_map(owner, named, f"{path}.resources.{field}")


def _of_map(owner: str, quantities: Mapping[str, Any], path: str) -> Iterator[tuple[str, str, Any]]:
    for resource, value in quantities.items():
        yield owner, f"{path}.{resource}", value


def _text(owner: str, field: str, value: Any) -> Iterator[Finding]:
    try:
        wanted = canonical(str(value))
    except ValueError as error:
        problem, _, fix = str(error).partition("; ")
        yield Finding(object=owner, field=field, rule="quantity-invalid", message=problem, fix=fix)
        return
    if str(value) != wanted:
        yield Finding(
            object=owner,
            field=field,
            rule="quantity-canonical",
            message=f"{shown(value)} is not how the API server writes it",
            fix=f"write {wanted}",
        )
