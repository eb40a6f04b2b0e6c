"""Where pods and namespaces are not restricted, and why."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cdk8s import App, Chart

from nexus_constructs.component import Installation
from nexus_constructs.containers import ContainerSpec
from nexus_constructs.daemon_set import DaemonSet
from nexus_constructs.namespace import Namespace
from nexus_constructs.pod_security import DEVIATIONS, Deviation, Level, PodSecurity
from nexus_constructs.pods import PodSpec
from nexus_constructs.volumes import HostPath
from nexus_gitops.checks.deviations import check_deviations
from nexus_gitops.checks.hardening import check_hardening
from nexus_gitops.checks.pod_security import check_pod_security
from nexus_gitops.manifests.identity import KubeObject

Agent = Callable[[PodSpec], list[KubeObject]]
PRIVILEGED = PodSecurity(Level.PRIVILEGED, "agents look into the node")


@pytest.fixture
def agent(installation: Installation) -> Agent:
    """The objects of a DaemonSet `agent` in a namespace that admits everything."""

    def build(pod: PodSpec) -> list[KubeObject]:
        chart = Chart(App(), "test", disable_resource_name_hashes=True)
        Namespace(chart, installation=installation, pod_security=PRIVILEGED)
        DaemonSet(chart, "agent", installation=installation, version="1", pod=pod, service_ports={})
        return list(chart.to_json())

    return build


def template(objects: list[KubeObject]) -> dict[str, Any]:
    (found,) = (obj for obj in objects if obj["kind"] == "DaemonSet")
    return dict(found["spec"]["template"])


def reads_logs(container: ContainerSpec, **more: Any) -> PodSpec:
    logs = HostPath("logs", "/logs", host_path="/var/log", reason="the logs lie there")
    return PodSpec(replace(container, volumes=(logs,), ports=(), **more))


CASES: dict[str, tuple[Callable[[ContainerSpec], PodSpec], list[str]]] = {
    "hostPath": (reads_logs, ["volumes[logs].hostPath=/var/log: the logs lie there"]),
    "hostNetwork": (
        lambda c: PodSpec(c, deviations=(Deviation("hostNetwork", "measures it"),)),
        ["hostNetwork=true: measures it"],
    ),
    "root": (
        lambda c: PodSpec(
            replace(c, uid=0, deviations=(Deviation("runAsUser", "the files are root's"),))
        ),
        [
            "containers[agent].securityContext.runAsUser=0: the files are root's",
            "containers[agent].securityContext.runAsNonRoot=false: the files are root's",
        ],
    ),
    "privileged": (
        lambda c: PodSpec(
            c,
            init_containers=(
                replace(c, name="mount", ports=(), deviations=(Deviation("privileged", "mounts"),)),
            ),
        ),
        [
            "initContainers[mount].securityContext.privileged=true: mounts",
            "initContainers[mount].securityContext.allowPrivilegeEscalation=true: mounts",
        ],
    ),
    "capabilities": (
        lambda c: PodSpec(
            replace(
                c,
                deviations=(
                    Deviation("capabilities.BPF", "loads programs"),
                    Deviation("capabilities.SYS_PTRACE", "reads stacks"),
                ),
            )
        ),
        [
            "containers[agent].securityContext.capabilities.add=BPF: loads programs",
            "containers[agent].securityContext.capabilities.add=SYS_PTRACE: reads stacks",
        ],
    ),
    "writable root": (
        lambda c: PodSpec(
            replace(c, deviations=(Deviation("readOnlyRootFilesystem", "compiles"),))
        ),
        ["containers[agent].securityContext.readOnlyRootFilesystem=false: compiles"],
    ),
}


@pytest.mark.parametrize(("pod", "lines"), CASES.values(), ids=CASES)
def test_what_is_declared_is_done_and_said_and_the_checks_hold_all_else(
    agent: Agent,
    container: ContainerSpec,
    pod: Callable[[ContainerSpec], PodSpec],
    lines: list[str],
) -> None:
    objects = agent(pod(container))

    assert template(objects)["metadata"]["annotations"][DEVIATIONS].splitlines() == lines
    for check in (check_deviations, check_hardening, check_pod_security):
        assert check(objects) == ()


def test_a_pod_that_is_restricted_says_nothing(agent: Agent, container: ContainerSpec) -> None:
    assert "annotations" not in template(agent(PodSpec(container)))["metadata"]


def test_a_path_of_the_node_is_read_unless_it_is_said_to_be_written(
    agent: Agent, container: ContainerSpec
) -> None:
    read = HostPath("logs", "/logs", host_path="/var/log", reason="reads")
    written = replace(read, name="state", host_path="/var/lib/agent", read_only=False)
    written = replace(written, type="DirectoryOrCreate", path="/state")

    spec = template(agent(PodSpec(replace(container, volumes=(read, written)))))["spec"]

    assert spec["volumes"] == [
        {"name": "logs", "hostPath": {"path": "/var/log", "type": "Directory"}},
        {"name": "state", "hostPath": {"path": "/var/lib/agent", "type": "DirectoryOrCreate"}},
    ]
    assert spec["containers"][0]["volumeMounts"] == [
        {"name": "logs", "mountPath": "/logs", "readOnly": True},
        {"name": "state", "mountPath": "/state"},
    ]


def test_a_pod_on_the_nodes_network_still_finds_services(
    agent: Agent, container: ContainerSpec
) -> None:
    pod = PodSpec(container, deviations=(Deviation("hostNetwork", "measures it"),))

    assert template(agent(pod))["spec"]["dnsPolicy"] == "ClusterFirstWithHostNet"


def test_root_is_of_no_group_of_its_own(agent: Agent, container: ContainerSpec) -> None:
    root = replace(container, uid=0, deviations=(Deviation("runAsUser", "files"),))

    assert template(agent(PodSpec(root)))["spec"]["securityContext"] == {
        "runAsNonRoot": True,
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def test_a_namespace_says_why_it_is_not_restricted(
    chart: Chart, installation: Installation, one: Callable[..., KubeObject]
) -> None:
    Namespace(chart, installation=installation, pod_security=PRIVILEGED)

    metadata = one(chart, "Namespace")["metadata"]

    assert metadata["labels"]["pod-security.kubernetes.io/enforce"] == "privileged"
    assert metadata["annotations"][DEVIATIONS] == "enforce=privileged: agents look into the node"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda c: PodSecurity(Level.PRIVILEGED), "privileged needs a reason"),
        (lambda c: Deviation("hostNetwork", " "), "hostNetwork needs a reason"),
        (lambda c: Deviation("hostNetwork", "one\ntwo"), "on one line"),
        (lambda c: Deviation("hostUsers", "x"), "hostUsers is no deviation; name one of"),
        (lambda c: Deviation("capabilities.CAP_BPF", "x"), "CAP_BPF is no deviation"),
        (lambda c: Deviation("capabilities.ALL", "x"), "ALL is no deviation"),
        (lambda c: Deviation("capabilities.", "x"), "is no deviation"),
        (lambda c: HostPath("a", "/a", host_path="/a", reason=""), "hostPath /a needs a reason"),
        (lambda c: replace(c, uid=0), "runs as user 0; root needs a Deviation"),
        (lambda c: replace(c, deviations=(Deviation("runAsUser", "x"),)), "runs as user 1234"),
        (lambda c: replace(c, deviations=(Deviation("hostPID", "x"),)), "move it to its PodSpec"),
        (
            lambda c: PodSpec(c, deviations=(Deviation("privileged", "x"),)),
            "move it to its ContainerSpec",
        ),
    ],
)
def test_a_deviation_in_the_wrong_place_or_without_a_reason_is_refused(
    container: ContainerSpec, wrong: Callable[[ContainerSpec], object], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        wrong(container)
