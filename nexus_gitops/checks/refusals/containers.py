"""Containers of pods.

Source: `validateContainers`, `validateInitContainers`, `ValidateEnv`, `ValidateVolumeMounts`,
`ValidateSecurityContext` and their parts in pkg/apis/core/validation/validation.go
"""

from collections.abc import Iterator
from typing import Any, Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.formats import (
    CONFIG_KEY,
    DNS_LABEL,
    DNS_SUBDOMAIN,
    PORT_NAME,
    VARIABLE,
)
from nexus_gitops.checks.objects.place import (
    Place,
    missing,
    none_of,
    not_one_of_fields,
    outside,
    together,
    twice,
    unlike,
    unlike_if_set,
)
from nexus_gitops.checks.refusals.probes import check_probes_of
from nexus_gitops.checks.refusals.resources import check_requirements
from nexus_gitops.checks.refusals.volumes import (
    check_field_reference,
    check_path_below,
    check_resource_reference,
)

_CONTAINER: Final = "refused-container"
_ENV: Final = "refused-env"
ENV_NAME: Final = "refused-env-name"
_MOUNT: Final = "refused-mount"
_SECURITY: Final = "refused-security-context"
_LARGEST_PORT: Final = 65535
_LARGEST_ID: Final = 2**31 - 1
_SOURCES: Final = ("configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef")
_ADMIN: Final = "CAP_SYS_ADMIN"
_OF_MAIN: Final = ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")
_OF_INIT_RESTARTS: Final = ("Always",)


def check_containers(spec: Place) -> Iterator[Finding]:
    """Rules `refused-container`, `refused-env`, `refused-mount`, `refused-probe`,
    `refused-resources` and `refused-security-context`, of a pod's spec.
    """
    grace = spec.number("terminationGracePeriodSeconds")
    for field in ("containers", "initContainers"):
        for container in spec.items(field):
            yield from _container(container)
            yield from check_probes_of(container, grace)
            yield from _init(container) if field == "initContainers" else _main(container)
    yield from _host_network(spec)
    yield from _host_ports(spec)


def _container(container: Place) -> Iterator[Finding]:
    yield from unlike(container.at("name"), DNS_LABEL, "syntax-name")
    image = container.text("image")
    if image != image.strip():
        yield container.at("image").refused(
            _CONTAINER, "begins or ends with a space", "remove the spaces"
        )
    for port in container.items("ports"):
        yield from _port(port)
    yield from _environment(container)
    yield from _mounts(container)
    yield from check_requirements(container.at("resources"))
    yield from _security(container.at("securityContext"))
    for policy in container.items("resizePolicy"):
        yield from none_of(policy.at("resourceName"), ("cpu", "memory"), _CONTAINER)
        yield from none_of(
            policy.at("restartPolicy"), ("NotRequired", "RestartContainer"), _CONTAINER
        )


def _main(container: Place) -> Iterator[Finding]:
    policies = ("Always", "Never", "OnFailure")
    yield from none_of(container.at("restartPolicy"), policies, _CONTAINER)


def _init(container: Place) -> Iterator[Finding]:
    yield from none_of(container.at("restartPolicy"), _OF_INIT_RESTARTS, _CONTAINER)
    if container.text("restartPolicy") != "Always":
        for field in _OF_MAIN:
            if container.has(field):
                yield Place(container.owner, f"{container.path}.{field}", None).refused(
                    _CONTAINER,
                    "is not for an init container that ends",
                    "remove it, or make the container a sidecar with restartPolicy: Always",
                )


def _port(port: Place) -> Iterator[Finding]:
    number = port.at("containerPort")
    yield from outside(number, 1, _LARGEST_PORT, "syntax-port")
    yield from outside(port.at("hostPort"), 0, _LARGEST_PORT, "syntax-port")
    yield from unlike_if_set(port.at("name"), PORT_NAME, "syntax-port")


def _environment(container: Place) -> Iterator[Finding]:
    for variable in container.items("env"):
        name = variable.at("name")
        yield from missing(name, _ENV) if name.value == "" else unlike(name, VARIABLE, ENV_NAME)
        source = variable.at("valueFrom")
        if source.value is not None and variable.text("value"):
            yield (
                variable.at("value").refused(
                    _ENV, "cannot be set beside valueFrom", "remove one of the two"
                )
            )
        named = [field for field in _SOURCES if source.has(field)]
        if len(named) > 1:
            yield from not_one_of_fields(source, _SOURCES, _ENV)
        yield from check_field_reference(source.at("fieldRef"), _ENV)
        yield from check_resource_reference(source.at("resourceFieldRef"), _ENV)
        for field in ("configMapKeyRef", "secretKeyRef"):
            yield from unlike(source.at(field, "key"), CONFIG_KEY, _ENV)
            yield from _name_of_optional(source.at(field))
    for origin in container.items("envFrom"):
        yield from unlike_if_set(origin.at("prefix"), VARIABLE, ENV_NAME)
        yield from together(origin, "configMapRef", "secretRef", _ENV)
        for field in ("configMapRef", "secretRef"):
            yield from _name_of_optional(origin.at(field))


def _name_of_optional(reference: Place) -> Iterator[Finding]:
    """Of the others it is told that there is nothing of no name."""
    if reference.at("optional").value is True:
        yield from missing(reference.at("name"), _ENV)
        yield from unlike_if_set(reference.at("name"), DNS_SUBDOMAIN, _ENV)


def _mounts(container: Place) -> Iterator[Finding]:
    privileged = container.at("securityContext", "privileged").value is True
    for mount in container.items("volumeMounts"):
        yield from missing(mount.at("mountPath"), _MOUNT)
        yield from check_path_below(mount.at("subPath"), _MOUNT)
        yield from check_path_below(mount.at("subPathExpr"), _MOUNT)
        if mount.text("subPath"):
            yield from together(mount, "subPath", "subPathExpr", _MOUNT)
        propagation = mount.at("mountPropagation")
        if propagation.text() == "Bidirectional" and not privileged:
            yield propagation.refused(
                _MOUNT, "is for privileged containers", "write HostToContainer, or remove it"
            )
        recursive = mount.at("recursiveReadOnly")
        if recursive.text() in ("IfPossible", "Enabled"):
            if mount.at("readOnly").value is not True:
                yield recursive.refused(_MOUNT, "needs readOnly", "set readOnly: true")
            elif propagation.text() not in ("", "None"):
                yield recursive.refused(_MOUNT, "needs no propagation", "remove the propagation")
        yield from none_of(recursive, ("Disabled", "Enabled", "IfPossible"), _MOUNT)
    mounted = {mount.text("name") for mount in container.items("volumeMounts")}
    for device in container.items("volumeDevices"):
        yield from missing(device.at("devicePath"), _MOUNT)
        if ".." in device.text("devicePath").split("/"):
            yield device.at("devicePath").refused(_MOUNT, "leads upwards", "remove '..'")
        if device.text("name") in mounted:
            yield device.at("name").refused(_MOUNT, "is mounted as well", "keep one of the two")


def _security(context: Place) -> Iterator[Finding]:
    yield from check_ids(context)
    yield from check_profiles(context)
    no_escalation = context.at("allowPrivilegeEscalation").value is False
    added: Any = context.at("capabilities", "add").value
    if no_escalation and context.at("privileged").value is True:
        yield context.at("privileged").refused(
            _SECURITY, "contradicts allowPrivilegeEscalation: false", "remove it"
        )
    if no_escalation and isinstance(added, list) and _ADMIN in added:
        yield context.at("capabilities", "add").refused(
            _SECURITY, "contradicts allowPrivilegeEscalation: false", f"remove {_ADMIN}"
        )
    yield from none_of(context.at("procMount"), ("Default", "Unmasked"), _SECURITY)


def check_ids(context: Place) -> Iterator[Finding]:
    """What is wrong with the numbers of users and groups."""
    for field in ("runAsUser", "runAsGroup", "fsGroup"):
        yield from outside(context.at(field), 0, _LARGEST_ID, _SECURITY)
    for group in context.items("supplementalGroups"):
        yield from outside(group, 0, _LARGEST_ID, _SECURITY)


def check_profiles(context: Place) -> Iterator[Finding]:
    """What is wrong with the profiles of seccomp and AppArmor."""
    for field in ("seccompProfile", "appArmorProfile"):
        profile = context.at(field)
        kind, name = profile.text("type"), profile.at("localhostProfile")
        if kind == "Localhost":
            yield from missing(name, _SECURITY, "name the profile on the node")
        elif profile.value is not None and name.value is not None:
            yield name.refused(_SECURITY, "is only for the type Localhost", "remove it")
        if field == "seccompProfile":
            yield from check_path_below(name, _SECURITY)
        if isinstance(profile.value, dict):
            allowed = ("Localhost", "RuntimeDefault", "Unconfined")
            yield from missing(profile.at("type"), _SECURITY)
            if kind:
                yield from none_of(profile.at("type"), allowed, _SECURITY)


def _host_network(spec: Place) -> Iterator[Finding]:
    if spec.at("hostNetwork").value is not True:
        return
    for container in spec.items("containers"):
        for port in container.items("ports"):
            host = port.at("hostPort")
            if host.number() not in (None, 0, port.number("containerPort")):
                yield host.refused(
                    _CONTAINER, "is not the containerPort in a pod of the host's network",
                    "make them equal",
                )  # fmt: skip


def _host_ports(spec: Place) -> Iterator[Finding]:
    seen: set[tuple[str, str, int]] = set()
    for container in spec.items("containers"):
        for port in container.items("ports"):
            number = port.number("hostPort")
            if number:
                key = (port.text("protocol") or "TCP", port.text("hostIP"), number)
                if key in seen:
                    yield port.at("hostPort").refused(_CONTAINER, "is taken", "use another one")
                seen.add(key)


def check_names_once(spec: Place) -> Iterator[Finding]:
    """Rule `refused-mount`: a device is there once in each container."""
    for field in ("containers", "initContainers"):
        for container in spec.items(field):
            yield from twice(container.items("volumeDevices"), "devicePath", _MOUNT)
