"""Checks pods against the Pod Security Standard "restricted", whatever their namespace admits.

Where versions of the standard differ, the strictest rule since 1.27 counts, so that the
same pods are admitted by every cluster.
Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from nexus_constructs.pod_security import DEVIATIONS, Level
from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a, items, mapping, shown, text, title
from nexus_gitops.checks.objects.pods import HANDLERS, Container, PodTemplate, pod_templates
from nexus_gitops.checks.objects.violations import Violation, declared_in
from nexus_gitops.manifests.identity import KubeObject

_VOLUME_TYPES: Final = frozenset(
    {
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "persistentVolumeClaim",
        "projected",
        "secret",
    }
)
_SYSCTLS: Final = frozenset(
    {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_syncookies",
    }
)
_BASELINE_CAPABILITIES: Final = frozenset(
    {
        "AUDIT_WRITE",
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "FSETID",
        "KILL",
        "MKNOD",
        "NET_BIND_SERVICE",
        "SETFCAP",
        "SETGID",
        "SETPCAP",
        "SETUID",
        "SYS_CHROOT",
    }
)
_SELINUX_TYPES: Final = ("", "container_t", "container_init_t", "container_kvm_t")
_PROFILES: Final = ("RuntimeDefault", "Localhost")
_APPARMOR_ANNOTATION: Final = "container.apparmor.security.beta.kubernetes.io/"
ENFORCE: Final = "pod-security.kubernetes.io/enforce"
_PINNED: Final = re.compile(r"v1\.\d+", re.ASCII)


def check_pod_security(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `pod-security-<control>` of the standard, and `pod-security-namespace`.

    Every kind of workload and every container counts, init and ephemeral ones too. A pod may
    declare a field with its reason, a Namespace its level; see `check_deviations`.
    """
    return (
        *(finding for obj in objects for finding in _namespace(obj)),
        *(
            violation.finding()
            for pod in pod_templates(objects)
            for violation in restricted_violations(pod)
            if not violation.is_declared
        ),
    )


def _namespace(obj: KubeObject) -> Iterator[Finding]:
    if not is_a(obj, "", "Namespace"):
        return
    labels = mapping(obj, "metadata", "labels")
    level = labels.get(ENFORCE)
    declared = [one.setting for one in declared_in(mapping(obj, "metadata", "annotations"))]
    if level != "restricted" and (level not in list(Level) or f"enforce={level}" not in declared):
        yield Finding(
            object=title(obj),
            field=f"metadata.labels.{ENFORCE}",
            rule="pod-security-namespace",
            message=_is(level),
            fix="set the label to restricted, or declare another level with its reason in the"
            f" annotation {DEVIATIONS}: enforce=<level>: <why>",
        )
    version = text(labels, f"{ENFORCE}-version")
    if not _PINNED.fullmatch(version):
        yield Finding(
            object=title(obj),
            field=f"metadata.labels.{ENFORCE}-version",
            rule="pod-security-namespace",
            message=_is(version or None),
            fix="pin it to the oldest Kubernetes in use, as v1.27: the standard moves",
        )


def restricted_violations(pod: PodTemplate) -> Iterator[Violation]:
    """Every field of `pod` that a namespace of the level "restricted" would refuse."""
    yield from _host_namespaces(pod)
    yield from _volumes(pod)
    yield from _sysctls(pod)
    yield from _apparmor_annotations(pod)
    context = mapping(pod.spec, "securityContext")
    yield from _shared_controls(pod, context, pod.at("spec.securityContext"))
    yield from _pod_defaults(pod, context, pod.at("spec.securityContext"))
    for container in pod.containers:
        own = mapping(container.body, "securityContext")
        path = f"{container.path}.securityContext"
        yield from _shared_controls(pod, own, path)
        yield from _required(pod, own, context, path)
        yield from _privileges(pod, own, path)
        yield from _capabilities(pod, mapping(own, "capabilities"), f"{path}.capabilities")
        yield from _host_access(pod, container)


def _host_namespaces(pod: PodTemplate) -> Iterator[Violation]:
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if pod.spec.get(field):
            yield _violation(
                pod,
                pod.at(f"spec.{field}"),
                "host-namespaces",
                pod.spec[field],
                "remove the field",
            )


def _volumes(pod: PodTemplate) -> Iterator[Violation]:
    for index, volume in items(pod.spec, "volumes"):
        for kind in sorted(volume.keys() - _VOLUME_TYPES - {"name"}):
            on_host = kind == "hostPath"
            yield Violation(
                pod=pod,
                field=pod.at(f"spec.volumes[{index}].{kind}"),
                value=text(volume, kind, "path") if on_host else volume[kind],
                rule="pod-security-volume-types",
                message=f"volume {text(volume, 'name')} is of the type {kind}",
                fix=f"use one of {', '.join(sorted(_VOLUME_TYPES))}",
                level=Level.PRIVILEGED if on_host else Level.BASELINE,
            )


def _sysctls(pod: PodTemplate) -> Iterator[Violation]:
    for index, sysctl in items(pod.spec, "securityContext", "sysctls"):
        if text(sysctl, "name") not in _SYSCTLS:
            yield _violation(
                pod,
                pod.at(f"spec.securityContext.sysctls[{index}].name"),
                "sysctls",
                sysctl.get("name"),
                f"use one of {', '.join(sorted(_SYSCTLS))}",
            )


def _apparmor_annotations(pod: PodTemplate) -> Iterator[Violation]:
    for key, value in pod.annotations.items():
        allowed = str(value) == "runtime/default" or str(value).startswith("localhost/")
        if str(key).startswith(_APPARMOR_ANNOTATION) and not allowed:
            yield _violation(
                pod,
                pod.at(f"metadata.annotations.{key}"),
                "apparmor",
                value,
                "set it to runtime/default or localhost/<profile>",
            )


def _shared_controls(
    pod: PodTemplate, context: Mapping[str, Any], path: str
) -> Iterator[Violation]:
    """What neither the pod nor a container may set."""
    if mapping(context, "windowsOptions").get("hostProcess"):
        yield _violation(
            pod,
            f"{path}.windowsOptions.hostProcess",
            "host-process",
            context["windowsOptions"]["hostProcess"],
            "remove the field",
        )
    apparmor = context.get("appArmorProfile")
    if apparmor is not None and text(apparmor, "type") not in _PROFILES:
        yield _violation(
            pod,
            f"{path}.appArmorProfile.type",
            "apparmor",
            mapping(apparmor).get("type"),
            "set it to RuntimeDefault or Localhost",
        )
    options = mapping(context, "seLinuxOptions")
    allowed = {"type": _SELINUX_TYPES, "user": ("",), "role": ("",)}
    for field, values in allowed.items():
        if options.get(field, "") not in values:
            yield _violation(
                pod,
                f"{path}.seLinuxOptions.{field}",
                "selinux",
                options[field],
                "remove the field",
            )
    if context.get("runAsUser") == 0:
        yield _violation(
            pod,
            f"{path}.runAsUser",
            "run-as-user",
            0,
            "set it to a user other than root",
            Level.BASELINE,
        )


def _pod_defaults(pod: PodTemplate, context: Mapping[str, Any], path: str) -> Iterator[Violation]:
    """What the pod may leave out, but not set wrong, even if every container sets it right."""
    if "runAsNonRoot" in context:
        yield from _non_root(pod, context, path)
    if "seccompProfile" in context:
        yield from _seccomp(pod, context, path)


def _required(
    pod: PodTemplate, own: Mapping[str, Any], inherited: Mapping[str, Any], path: str
) -> Iterator[Violation]:
    """What a container must set, unless the pod does."""
    if "runAsNonRoot" in own or "runAsNonRoot" not in inherited:
        yield from _non_root(pod, own, path)
    if "seccompProfile" in own or "seccompProfile" not in inherited:
        yield from _seccomp(pod, own, path)


def _non_root(pod: PodTemplate, context: Mapping[str, Any], path: str) -> Iterator[Violation]:
    value = context.get("runAsNonRoot")
    if value is not True:
        yield _violation(
            pod,
            f"{path}.runAsNonRoot",
            "run-as-non-root",
            value,
            "set it to true on the pod",
            Level.BASELINE,
        )


def _seccomp(pod: PodTemplate, context: Mapping[str, Any], path: str) -> Iterator[Violation]:
    profile = mapping(context, "seccompProfile").get("type")
    if profile not in _PROFILES:
        yield _violation(
            pod,
            f"{path}.seccompProfile.type",
            "seccomp",
            profile,
            "set it to RuntimeDefault on the pod",
            Level.PRIVILEGED if profile else Level.BASELINE,
        )


def _privileges(pod: PodTemplate, own: Mapping[str, Any], path: str) -> Iterator[Violation]:
    if own.get("privileged"):
        yield _violation(
            pod, f"{path}.privileged", "privileged", own["privileged"], "remove the field"
        )
    if own.get("allowPrivilegeEscalation") is not False:
        yield _violation(
            pod,
            f"{path}.allowPrivilegeEscalation",
            "privilege-escalation",
            own.get("allowPrivilegeEscalation"),
            "set it to false",
            Level.BASELINE,
        )
    if own.get("procMount", "Default") != "Default":
        yield _violation(
            pod, f"{path}.procMount", "proc-mount", own["procMount"], "remove the field"
        )


def _capabilities(
    pod: PodTemplate, capabilities: Mapping[str, Any], path: str
) -> Iterator[Violation]:
    dropped, added = capabilities.get("drop"), capabilities.get("add")
    if not isinstance(dropped, list) or "ALL" not in dropped:
        yield _violation(
            pod, f"{path}.drop", "capabilities", dropped, "set it to [ALL]", Level.BASELINE
        )
    for index, capability in enumerate(added if isinstance(added, list) else ()):
        if capability != "NET_BIND_SERVICE":
            yield _violation(
                pod,
                f"{path}.add[{index}]",
                "capabilities",
                capability,
                "remove it; NET_BIND_SERVICE is the only one allowed",
                Level.BASELINE if capability in _BASELINE_CAPABILITIES else Level.PRIVILEGED,
            )


def _host_access(pod: PodTemplate, container: Container) -> Iterator[Violation]:
    for index, port in items(container.body, "ports"):
        if port.get("hostPort"):
            yield _violation(
                pod,
                f"{container.path}.ports[{index}].hostPort",
                "host-ports",
                port["hostPort"],
                "remove the field and reach the pods through a Service",
            )
    for handler in HANDLERS:
        for action in ("httpGet", "tcpSocket"):
            host = mapping(container.body, *handler, action).get("host")
            if host:
                yield _violation(
                    pod,
                    f"{container.path}.{'.'.join(handler)}.{action}.host",
                    "host-probes",
                    host,
                    "remove the field: the kubelet must ask the pod itself",
                )


def _violation(
    pod: PodTemplate,
    field: str,
    control: str,
    value: Any,
    fix: str,
    level: Level = Level.PRIVILEGED,
) -> Violation:
    return Violation(
        pod=pod,
        field=field,
        value=value,
        rule=f"pod-security-{control}",
        message=_is(value),
        fix=fix,
        level=level,
    )


def _is(value: Any) -> str:
    return "is not set" if value is None else f"is {shown(value)}"
