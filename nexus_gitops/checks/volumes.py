"""Checks that each mount has its volume, and that a claim's template is complete."""

from collections.abc import Iterator, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.objects.fields import is_a, items, mapping, text, title
from nexus_gitops.checks.objects.pods import Container, PodTemplate, pod_templates
from nexus_gitops.manifests.identity import KubeObject

_CLAIM_DEFAULTS: Final = (
    ("apiVersion", "v1"),
    ("kind", "PersistentVolumeClaim"),
    ("spec.volumeMode", "Filesystem"),
)


def check_volumes(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `volume-missing`, `volume-mount-duplicate`, `claim-template-defaults` and, a
    warning, `claim-class`.

    The class "" is none: such a claim waits for a volume that somebody makes by hand.

    What the API server fills into a claim's template shows as drift for ever, because the
    template can't be changed (argo-cd#11143, #16707).
    """
    return (
        *(finding for pod in pod_templates(objects) for finding in _mounts(pod)),
        *(
            finding
            for obj in objects
            if is_a(obj, "apps", "StatefulSet")
            for finding in _claim_templates(obj)
        ),
    )


def _mounts(pod: PodTemplate) -> Iterator[Finding]:
    volumes = {text(volume, "name") for _, volume in items(pod.spec, "volumes")}
    volumes |= {
        text(claim, "metadata", "name")
        for _, claim in items(pod.owner, "spec", "volumeClaimTemplates")
    }
    for container in pod.containers:
        for field, path in (("volumeMounts", "mountPath"), ("volumeDevices", "devicePath")):
            yield from _of_container(pod, container, field, path, volumes)


def _of_container(
    pod: PodTemplate, container: Container, field: str, path_field: str, volumes: set[str]
) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, mount in items(container.body, field):
        wanted, path = text(mount, "name"), text(mount, path_field)
        at = f"{container.path}.{field}[{index}]"
        if wanted not in volumes:
            yield Finding(
                object=pod.title,
                field=f"{at}.name",
                rule="volume-missing",
                message=f"there is no volume {wanted or '(no name)'}",
                fix=f"name one of {', '.join(sorted(volumes)) or 'those you add'}",
            )
        if path in seen:
            yield Finding(
                object=pod.title,
                field=f"{at}.{path_field}",
                rule="volume-mount-duplicate",
                message=f"{path} is taken by another mount of {container.name}",
                fix="mount each volume at a path of its own",
            )
        seen.add(path)


def _claim_templates(stateful_set: KubeObject) -> Iterator[Finding]:
    for index, claim in items(stateful_set, "spec", "volumeClaimTemplates"):
        if mapping(claim, "spec").get("storageClassName") == "":
            yield Finding(
                object=title(stateful_set),
                field=f"spec.volumeClaimTemplates[{index}].spec.storageClassName",
                rule="claim-class",
                message="is no class, so that nobody makes a volume for it",
                fix="remove the field for the cluster's own, or make the volume",
                severity=Severity.WARNING,
            )
        for field, usual in _CLAIM_DEFAULTS:
            *parents, last = field.split(".")
            if mapping(claim, *parents).get(last) is None:
                yield Finding(
                    object=title(stateful_set),
                    field=f"spec.volumeClaimTemplates[{index}].{field}",
                    rule="claim-template-defaults",
                    message="is not set, so the API server fills it in",
                    fix=f"write it out: {usual}",
                )
