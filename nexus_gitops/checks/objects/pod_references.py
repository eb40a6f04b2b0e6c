"""Every object that a pod refers to by name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.checks.objects.fields import items, mapping, text
from nexus_gitops.checks.objects.pods import Container, PodTemplate

CONFIG_MAP: Final = "ConfigMap"
SECRET: Final = "Secret"  # noqa: S105 -- a kind
SERVICE_ACCOUNT: Final = "ServiceAccount"
CLAIM: Final = "PersistentVolumeClaim"


@dataclass(frozen=True, slots=True)
class Reference:
    """One name in a pod that some object must answer to.

    Attributes:
        kind: of the object.
        name: of the object.
        field: path to the reference from the workload.
        key: in the object's data; "" for all of it.
        optional: whether the pod starts without it.
    """

    kind: str
    name: str
    field: str
    key: str = ""
    optional: bool = False


def references(pod: PodTemplate) -> Iterator[Reference]:
    """All references of a pod to ConfigMaps, Secrets, claims and its ServiceAccount."""
    account = text(pod.spec, "serviceAccountName")
    if account:
        yield Reference(SERVICE_ACCOUNT, account, pod.at("spec.serviceAccountName"))
    for index, entry in items(pod.spec, "imagePullSecrets"):
        yield Reference(SECRET, text(entry, "name"), pod.at(f"spec.imagePullSecrets[{index}].name"))
    for container in pod.containers:
        yield from _of_env(container)
    for index, volume in items(pod.spec, "volumes"):
        yield from _of_volume(volume, pod.at(f"spec.volumes[{index}]"))


def _of_env(container: Container) -> Iterator[Reference]:
    for index, source in items(container.body, "envFrom"):
        for field, kind in (("configMapRef", CONFIG_MAP), ("secretRef", SECRET)):
            if field in source:
                path = f"{container.path}.envFrom[{index}].{field}"
                yield _reference(kind, mapping(source, field), path)
    for index, variable in items(container.body, "env"):
        value_from = mapping(variable, "valueFrom")
        for field, kind in (("configMapKeyRef", CONFIG_MAP), ("secretKeyRef", SECRET)):
            if field in value_from:
                path = f"{container.path}.env[{index}].valueFrom.{field}"
                reference = mapping(value_from, field)
                yield _reference(kind, reference, path, key=text(reference, "key"))


def sources_of_nothing(container: Container) -> Iterator[str]:
    """Paths to the variables whose value is to come from somewhere, but not from where."""
    for index, source in items(container.body, "envFrom"):
        if not {"configMapRef", "secretRef"} & source.keys():
            yield f"{container.path}.envFrom[{index}]"
    for index, variable in items(container.body, "env"):
        if "valueFrom" in variable and not mapping(variable, "valueFrom"):
            yield f"{container.path}.env[{index}].valueFrom"


def _of_volume(volume: Mapping[str, Any], path: str) -> Iterator[Reference]:
    if "persistentVolumeClaim" in volume:
        claim = text(volume, "persistentVolumeClaim", "claimName")
        yield Reference(CLAIM, claim, f"{path}.persistentVolumeClaim.claimName")
    secret = mapping(volume, "csi", "nodePublishSecretRef")
    if secret:
        yield _reference(SECRET, secret, f"{path}.csi.nodePublishSecretRef")
    yield from _of_files(volume, path, naming="secretName")
    for index, source in items(volume, "projected", "sources"):
        yield from _of_files(source, f"{path}.projected.sources[{index}]", naming="name")


def _of_files(source: Mapping[str, Any], path: str, *, naming: str) -> Iterator[Reference]:
    for field, kind, name_field in (
        ("configMap", CONFIG_MAP, "name"),
        ("secret", SECRET, naming),
    ):
        if field not in source:
            continue
        body = mapping(source, field)
        found = Reference(
            kind=kind,
            name=text(body, name_field),
            field=f"{path}.{field}.{name_field}",
            optional=body.get("optional") is True,
        )
        yield found
        for index, item in items(body, "items"):
            yield Reference(
                kind=kind,
                name=found.name,
                field=f"{path}.{field}.items[{index}].key",
                key=text(item, "key"),
                optional=found.optional,
            )


def _reference(kind: str, body: Mapping[str, Any], path: str, *, key: str = "") -> Reference:
    return Reference(
        kind=kind,
        name=text(body, "name"),
        field=f"{path}.{'key' if key else 'name'}",
        key=key,
        optional=body.get("optional") is True,
    )
