"""Checks that no key of a pod or a container is there twice.

The API server merges these lists by their key and keeps one of the two at random, so that
Argo CD never sees the object in sync (https://argo-cd.readthedocs.io/en/stable/faq/).
"""

from collections.abc import Iterator, Sequence

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import items, text
from nexus_gitops.checks.objects.pods import PodTemplate, pod_templates, protocol
from nexus_gitops.manifests.identity import KubeObject


def check_duplicates(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `env-duplicate`, `port-duplicate`, `container-duplicate` and `volume-duplicate`."""
    return tuple(finding for pod in pod_templates(objects) for finding in _check(pod))


def _check(pod: PodTemplate) -> Iterator[Finding]:
    containers: set[str] = set()
    names: set[str] = set()
    volumes: set[str] = set()
    for index, volume in items(pod.spec, "volumes"):
        path = pod.at(f"spec.volumes[{index}]")
        yield from _note(pod, "volume", path, "name", text(volume, "name"), volumes)
    for container in pod.containers:
        yield from _note(pod, "container", container.path, "name", container.name, containers)
        variables: set[str] = set()
        for index, variable in items(container.body, "env"):
            path = f"{container.path}.env[{index}]"
            yield from _note(pod, "env", path, "name", text(variable, "name"), variables)
        numbers: set[str] = set()
        for index, port in items(container.body, "ports"):
            path = f"{container.path}.ports[{index}]"
            number = f"{port.get('containerPort')}/{protocol(port)}"
            yield from _note(pod, "port", path, "containerPort", number, numbers)
            if text(port, "name"):
                yield from _note(pod, "port", path, "name", text(port, "name"), names)


def _note(
    pod: PodTemplate, subject: str, path: str, field: str, value: str, seen: set[str]
) -> Iterator[Finding]:
    if value in seen:
        yield Finding(
            object=pod.title,
            field=f"{path}.{field}",
            rule=f"{subject}-duplicate",
            message=f"{value} is there twice, and only one of the two counts",
            fix="remove one of them",
        )
    seen.add(value)
