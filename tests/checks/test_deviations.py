"""What pods and Namespaces declare where they are not restricted."""

from collections.abc import Callable
from typing import Any

import pytest

from nexus_constructs.pod_security import DEVIATIONS
from nexus_gitops.checks.deviations import check_deviations
from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.hardening import check_hardening
from nexus_gitops.checks.pod_security import check_pod_security
from nexus_gitops.manifests.identity import KubeObject

SPEC = "spec.template.spec"
OWN = f"{SPEC}.containers[0].securityContext"
PODS = ("spec", "template", "metadata", "annotations", DEVIATIONS)
ENFORCE = "pod-security.kubernetes.io/enforce"

Agent = Callable[..., list[KubeObject]]


@pytest.fixture
def agent(environment: Any) -> Agent:
    """The environment with a field of Deployment/web set, and what is declared of it."""

    def build(place: str, value: Any, *lines: str, level: str = "privileged") -> list[KubeObject]:
        objects: list[KubeObject] = environment.with_field("Deployment/web", place, value)
        for obj in objects:
            if obj["kind"] == "Namespace":
                obj["metadata"]["labels"][ENFORCE] = level
                if level != "restricted":
                    obj["metadata"]["annotations"][DEVIATIONS] = f"enforce={level}: its agents"
            elif (obj["kind"], obj["metadata"]["name"]) == ("Deployment", "web"):
                obj["spec"]["template"]["metadata"].setdefault("annotations", {})[DEVIATIONS] = (
                    "\n".join(lines)
                )
        return objects

    return build


def judged(objects: list[KubeObject]) -> list[Finding]:
    """What all checks of Pod Security say."""
    checks = (check_pod_security, check_hardening, check_deviations)
    return [finding for check in checks for finding in check(objects)]


DECLARABLE = [
    (f"{SPEC}.hostNetwork", True, "hostNetwork=true"),
    (f"{OWN}.privileged", True, "containers[web].securityContext.privileged=true"),
    (f"{OWN}.runAsUser", 0, "containers[web].securityContext.runAsUser=0"),
    (
        f"{OWN}.readOnlyRootFilesystem",
        False,
        "containers[web].securityContext.readOnlyRootFilesystem=false",
    ),
    (
        f"{OWN}.capabilities.add",
        ["SYS_PTRACE"],
        "containers[web].securityContext.capabilities.add=SYS_PTRACE",
    ),
    (f"{SPEC}.containers[0].ports[0].hostPort", 80, "containers[web].ports[http].hostPort=80"),
    (
        f"{SPEC}.volumes[0]",
        {"name": "tmp", "hostPath": {"path": "/var/log", "type": "Directory"}},
        "volumes[tmp].hostPath=/var/log",
    ),
    (
        f"{SPEC}.volumes[0]",
        {"name": "tmp", "nfs": {"server": "files", "path": "/"}},
        'volumes[tmp].nfs={"server":"files","path":"/"}',
    ),
]


@pytest.mark.parametrize(("place", "value", "setting"), DECLARABLE)
def test_what_is_declared_with_its_reason_is_fine(
    agent: Agent, place: str, value: Any, setting: str
) -> None:
    assert judged(agent(place, value, f"{setting}: it must")) == []


@pytest.mark.parametrize(("place", "value", "setting"), DECLARABLE)
def test_what_is_not_declared_is_an_error_that_says_how(
    agent: Agent, place: str, value: Any, setting: str
) -> None:
    (finding,) = judged(agent(place, value))
    assert finding.severity is Severity.ERROR
    assert finding.fix.endswith(f"{DEVIATIONS}: {setting}: <why>")


@pytest.mark.parametrize(
    "other",
    [
        "hostPID=true",
        "containers[db].securityContext.privileged=true",
        "containers[web].securityContext.privileged=false",
        "privileged=true",
    ],
)
def test_one_declaration_permits_nothing_else(agent: Agent, other: str) -> None:
    found = judged(agent(f"{OWN}.privileged", True, f"{other}: it must"))  # noqa: FBT003
    assert [(finding.rule, finding.severity) for finding in found] == [
        ("pod-security-privileged", Severity.ERROR),
        ("deviation-stale", Severity.WARNING),
    ]


def test_one_capability_permits_no_other(agent: Agent) -> None:
    declared = "containers[web].securityContext.capabilities.add=SYS_PTRACE: it must"
    (finding,) = judged(agent(f"{OWN}.capabilities.add", ["SYS_PTRACE", "BPF"], declared))
    assert finding.field == f"{OWN}.capabilities.add[1]"


def test_a_path_of_the_node_permits_no_other(agent: Agent) -> None:
    volume = {"name": "tmp", "hostPath": {"path": "/"}}
    found = judged(agent(f"{SPEC}.volumes[0]", volume, "volumes[tmp].hostPath=/var/log: logs"))
    assert [finding.rule for finding in found] == ["pod-security-volume-types", "deviation-stale"]


@pytest.mark.parametrize("line", ["hostNetwork=true", "hostNetwork=true:", "hostNetwork=true: "])
def test_without_a_reason_nothing_is_declared(agent: Agent, line: str) -> None:
    rules = {finding.rule for finding in judged(agent(f"{SPEC}.hostNetwork", True, line))}  # noqa: FBT003
    assert rules >= {"pod-security-host-namespaces", "deviation-reason"}


@pytest.mark.parametrize(
    ("level", "place", "value", "line"),
    [
        ("restricted", f"{OWN}.runAsUser", 0, "containers[web].securityContext.runAsUser=0"),
        ("baseline", f"{SPEC}.hostNetwork", True, "hostNetwork=true"),
        ("unknown", f"{SPEC}.hostNetwork", True, "hostNetwork=true"),
    ],
)
def test_a_namespace_that_refuses_such_pods_is_found(
    agent: Agent, level: str, place: str, value: Any, line: str
) -> None:
    found = check_deviations(agent(place, value, f"{line}: it must", level=level))
    (finding,) = (finding for finding in found if finding.object == "Deployment/web")
    assert (finding.rule, finding.field) == ("deviation-level", place)


def test_baseline_admits_root_and_a_writable_root_is_admitted_everywhere(agent: Agent) -> None:
    root = "containers[web].securityContext.runAsUser=0: it must"
    assert judged(agent(f"{OWN}.runAsUser", 0, root, level="baseline")) == []
    writable = "containers[web].securityContext.readOnlyRootFilesystem=false: it must"
    place = f"{OWN}.readOnlyRootFilesystem"
    assert judged(agent(place, False, writable, level="restricted")) == []  # noqa: FBT003


def test_a_namespace_that_is_not_there_counts_as_restricted(agent: Agent) -> None:
    objects = agent(f"{SPEC}.hostNetwork", True, "hostNetwork=true: it must")  # noqa: FBT003
    (finding,) = check_deviations([obj for obj in objects if obj["kind"] != "Namespace"])
    assert finding.rule == "deviation-level"


def test_a_level_that_is_not_declared_is_an_error(environment: Any, where: Any) -> None:
    place = ("metadata", "labels", ENFORCE)
    objects = environment.with_field("Namespace/shop", place, "privileged")
    assert where(judged(objects)) == [("Namespace/shop", "pod-security-namespace", ".".join(place))]


def test_a_level_that_is_declared_and_not_so_is_a_warning(environment: Any) -> None:
    place = ("metadata", "annotations", DEVIATIONS)
    objects = environment.with_field("Namespace/shop", place, "enforce=privileged: agents")
    (finding,) = judged(objects)
    assert (finding.rule, finding.severity) == ("deviation-stale", Severity.WARNING)
