"""The Pod Security Standard "restricted", control by control.

The table follows https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from typing import Any

import pytest

from nexus_gitops.checks.pod_security import check_pod_security

SPEC = "spec.template.spec"
POD = f"{SPEC}.securityContext"
FIRST = f"{SPEC}.containers[0]"
OWN = f"{FIRST}.securityContext"
APPARMOR = "container.apparmor.security.beta.kubernetes.io/web"

FORBIDDEN = [
    (f"{POD}.windowsOptions.hostProcess", True, "host-process"),
    (f"{OWN}.windowsOptions.hostProcess", True, "host-process"),
    (f"{SPEC}.hostNetwork", True, "host-namespaces"),
    (f"{SPEC}.hostPID", True, "host-namespaces"),
    (f"{SPEC}.hostIPC", True, "host-namespaces"),
    (f"{OWN}.privileged", True, "privileged"),
    (f"{OWN}.capabilities.drop", ["NET_RAW"], "capabilities"),
    (f"{OWN}.capabilities.drop", [], "capabilities"),
    (f"{FIRST}.ports[0].hostPort", 8080, "host-ports"),
    (f"{FIRST}.livenessProbe.httpGet.host", "169.254.169.254", "host-probes"),
    (f"{FIRST}.readinessProbe.tcpSocket.host", "10.0.0.1", "host-probes"),
    (f"{FIRST}.lifecycle.preStop.httpGet.host", "10.0.0.1", "host-probes"),
    (f"{POD}.appArmorProfile.type", "Unconfined", "apparmor"),
    (f"{OWN}.appArmorProfile.type", "Unconfined", "apparmor"),
    (f"{POD}.seLinuxOptions.type", "spc_t", "selinux"),
    (f"{OWN}.seLinuxOptions.user", "system_u", "selinux"),
    (f"{OWN}.seLinuxOptions.role", "system_r", "selinux"),
    (f"{OWN}.procMount", "Unmasked", "proc-mount"),
    (f"{OWN}.allowPrivilegeEscalation", True, "privilege-escalation"),
    (f"{OWN}.runAsNonRoot", False, "run-as-non-root"),
    (f"{POD}.runAsNonRoot", False, "run-as-non-root"),
    (f"{OWN}.runAsUser", 0, "run-as-user"),
    (f"{POD}.runAsUser", 0, "run-as-user"),
    (f"{OWN}.seccompProfile.type", "Unconfined", "seccomp"),
    (f"{POD}.seccompProfile.type", "Unconfined", "seccomp"),
]

ALLOWED = [
    (f"{SPEC}.hostNetwork", False),
    (f"{OWN}.privileged", False),
    (f"{OWN}.capabilities.add", ["NET_BIND_SERVICE"]),
    (f"{OWN}.procMount", "Default"),
    (f"{OWN}.seLinuxOptions.type", "container_t"),
    (f"{OWN}.seccompProfile", {"type": "Localhost", "localhostProfile": "a.json"}),
    (f"{POD}.appArmorProfile.type", "RuntimeDefault"),
    (f"{POD}.sysctls", [{"name": "net.ipv4.tcp_syncookies", "value": "1"}]),
    (("spec", "template", "metadata", "annotations", APPARMOR), "runtime/default"),
    (f"{SPEC}.volumes[0]", {"name": "tmp", "projected": {"sources": []}}),
]


@pytest.mark.parametrize(("place", "value", "control"), FORBIDDEN)
def test_a_forbidden_value_is_found_where_it_is(
    environment: Any, where: Any, place: str, value: Any, control: str
) -> None:
    found = check_pod_security(environment.with_field("Deployment/web", place, value))
    assert where(found) == [("Deployment/web", f"pod-security-{control}", place)]


@pytest.mark.parametrize(("place", "value"), ALLOWED)
def test_what_the_standard_allows_is_fine(environment: Any, place: Any, value: Any) -> None:
    assert check_pod_security(environment.with_field("Deployment/web", place, value)) == ()


@pytest.mark.parametrize(
    ("place", "control", "field"),
    [
        (f"{OWN}.allowPrivilegeEscalation", "privilege-escalation", None),
        (f"{OWN}.capabilities", "capabilities", f"{OWN}.capabilities.drop"),
        (f"{POD}.runAsNonRoot", "run-as-non-root", f"{OWN}.runAsNonRoot"),
        (f"{POD}.seccompProfile", "seccomp", f"{OWN}.seccompProfile.type"),
    ],
)
def test_what_must_be_said_is_missed(
    environment: Any, where: Any, place: str, control: str, field: str | None
) -> None:
    found = check_pod_security(environment.without_field("Deployment/web", place))
    assert where(found) == [("Deployment/web", f"pod-security-{control}", field or place)]
    assert found[0].message == "is not set"


def test_a_container_may_say_what_the_pod_does_not(environment: Any) -> None:
    objects = environment.without_field("Deployment/web", POD)
    for obj in objects:
        if obj["kind"] == "Deployment":
            own = obj["spec"]["template"]["spec"]["containers"][0]["securityContext"]
            own |= {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    assert check_pod_security(objects) == ()


@pytest.mark.parametrize(
    ("field", "wrong", "right", "control"),
    [
        ("runAsNonRoot", False, True, "run-as-non-root"),
        ("seccompProfile", {"type": "Unconfined"}, {"type": "RuntimeDefault"}, "seccomp"),
    ],
)
def test_a_container_does_not_mend_what_the_pod_sets_wrong(
    environment: Any, field: str, wrong: Any, right: Any, control: str
) -> None:
    objects = environment.with_field("Deployment/web", f"{OWN}.{field}", right)
    for obj in objects:
        if obj["kind"] == "Deployment":
            obj["spec"]["template"]["spec"]["securityContext"][field] = wrong
    (finding,) = check_pod_security(objects)
    assert finding.rule == f"pod-security-{control}"
    assert finding.field.startswith(f"{POD}.{field}")


def test_every_added_capability_but_one_is_found(environment: Any, where: Any) -> None:
    added = ["NET_BIND_SERVICE", "SYS_ADMIN"]
    found = check_pod_security(
        environment.with_field("Deployment/web", f"{OWN}.capabilities.add", added)
    )
    assert where(found) == [
        ("Deployment/web", "pod-security-capabilities", f"{OWN}.capabilities.add[1]")
    ]


def test_an_unsafe_sysctl_is_found(environment: Any, where: Any) -> None:
    sysctls = [{"name": "kernel.msgmax", "value": "1"}]
    found = check_pod_security(environment.with_field("Deployment/web", f"{POD}.sysctls", sysctls))
    assert where(found) == [("Deployment/web", "pod-security-sysctls", f"{POD}.sysctls[0].name")]


@pytest.mark.parametrize("kind", ["hostPath", "nfs", "gitRepo", "image"])
def test_a_volume_of_another_type_is_found(environment: Any, where: Any, kind: str) -> None:
    volume = {"name": "tmp", kind: {"path": "/"}}
    found = check_pod_security(
        environment.with_field("Deployment/web", f"{SPEC}.volumes[0]", volume)
    )
    assert where(found) == [
        ("Deployment/web", "pod-security-volume-types", f"{SPEC}.volumes[0].{kind}")
    ]


def test_an_apparmor_annotation_is_found(environment: Any, where: Any) -> None:
    place = ("spec", "template", "metadata", "annotations", APPARMOR)
    found = check_pod_security(environment.with_field("Deployment/web", place, "unconfined"))
    assert where(found) == [("Deployment/web", "pod-security-apparmor", ".".join(place))]


@pytest.mark.parametrize("role", ["initContainers", "ephemeralContainers"])
def test_every_kind_of_container_counts(environment: Any, where: Any, role: str) -> None:
    extra = [{"name": "extra", "securityContext": {"allowPrivilegeEscalation": False}}]
    found = check_pod_security(environment.with_field("Deployment/web", f"{SPEC}.{role}", extra))
    assert where(found) == [
        (
            "Deployment/web",
            "pod-security-capabilities",
            f"{SPEC}.{role}[0].securityContext.capabilities.drop",
        )
    ]


@pytest.mark.parametrize("title", ["StatefulSet/db", "Job/migrate"])
def test_every_kind_of_workload_counts(environment: Any, where: Any, title: str) -> None:
    found = check_pod_security(environment.with_field(title, f"{SPEC}.hostNetwork", value=True))
    assert where(found) == [(title, "pod-security-host-namespaces", f"{SPEC}.hostNetwork")]


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("pod-security.kubernetes.io/enforce", "baseline"),
        ("pod-security.kubernetes.io/enforce-version", "latest"),
        ("pod-security.kubernetes.io/enforce-version", "1.27"),
    ],
)
def test_the_namespace_enforces_a_pinned_version(
    environment: Any, where: Any, label: str, value: str
) -> None:
    place = ("metadata", "labels", label)
    expected = [("Namespace/shop", "pod-security-namespace", ".".join(place))]
    assert where(check_pod_security(environment.without_field("Namespace/shop", place))) == expected
    changed = environment.with_field("Namespace/shop", place, value)
    assert where(check_pod_security(changed)) == expected
