"""Checks that pods can be placed by any cluster that has room."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.objects.fields import is_a, name
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import spec_of
from nexus_gitops.checks.objects.pods import PodTemplate
from nexus_gitops.checks.objects.selection import PodIndex, selects
from nexus_gitops.manifests.identity import KubeObject

_SCHEDULER: Final = "default-scheduler"
_HOST: Final = "kubernetes.io/hostname"
_SYSTEM: Final = "kube-system"
_PRIORITIES: Final = frozenset({"system-cluster-critical", "system-node-critical"})
_PLATFORMS: Final[Mapping[str, frozenset[str]]] = {
    "kubernetes.io/arch": frozenset({"amd64", "arm", "arm64", "ppc64le", "riscv64", "s390x"}),
    "kubernetes.io/os": frozenset({"linux"}),
}
_REQUIRED: Final = "requiredDuringSchedulingIgnoredDuringExecution"


def check_scheduling(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `scheduling-<subject>`.

    - `scheduler` and `gate`: a pod waits for ever for a scheduler that is not there, and until
      somebody takes away each of its gates.
    - `readiness-gate`: a pod is never ready until a controller sets the condition.
    - `node`: a pod that is tied to one node is gone with it.
    - `selector`: a spread that counts other pods.
    - `affinity`: a pod that must be beside pods which are not there.
    - `tolerations`: a pod that goes wherever it is told not to.
    - `dns`: a pod that finds no Service.
    - `class`: the API server refuses a pod of a priority or runtime class that is not there; those
      of the system, a warning, put out others to make room.

    Sources: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-scheduling-readiness/,
    .../assign-pod-node/, .../pod-priority-preemption/ and
    https://kubernetes.io/docs/concepts/containers/runtime-class/
    """
    priorities = _PRIORITIES | {
        name(obj) for obj in objects if is_a(obj, "scheduling.k8s.io", "PriorityClass")
    }
    runtimes = frozenset(name(obj) for obj in objects if is_a(obj, "node.k8s.io", "RuntimeClass"))
    index = PodIndex(objects)
    return tuple(
        finding
        for pod in index.all
        for finding in (
            *_waiting(spec_of(pod)),
            *_tied(spec_of(pod)),
            *_spread(spec_of(pod), pod),
            *_beside(spec_of(pod), pod, index),
            *_of_class(spec_of(pod).at("priorityClassName"), priorities),
            *_of_system(spec_of(pod).at("priorityClassName"), pod),
            *_of_class(spec_of(pod).at("runtimeClassName"), runtimes),
        )
    )


def _waiting(spec: Place) -> Iterator[Finding]:
    scheduler = spec.at("schedulerName")
    if scheduler.text() not in ("", _SCHEDULER):
        yield scheduler.found(
            "scheduling-scheduler", "is a scheduler that nobody starts here", "remove the field"
        )
    for field, rule in (("schedulingGates", "gate"), ("readinessGates", "readiness-gate")):
        for gate in spec.items(field):
            yield gate.found(
                f"scheduling-{rule}", "is a condition that nothing here fulfils", "remove it"
            )


def _tied(spec: Place) -> Iterator[Finding]:
    fix = "say what the node must have, by labels that many nodes carry"
    node = spec.at("nodeName")
    if node.text():
        yield node.found("scheduling-node", "is one node, past the scheduler", fix)
    host = spec.at("nodeSelector", _HOST)
    if host.value is not None:
        yield host.found("scheduling-node", "is one node", fix)
    for term in spec.items("affinity", "nodeAffinity", _REQUIRED, "nodeSelectorTerms"):
        for expression in (*term.items("matchExpressions"), *term.items("matchFields")):
            if expression.text("key") in (_HOST, "metadata.name") and (
                expression.text("operator") == "In"
            ):
                yield expression.at("values").found("scheduling-node", "is a list of nodes", fix)


def _spread(spec: Place, pod: PodTemplate) -> Iterator[Finding]:
    for constraint in spec.items("topologySpreadConstraints"):
        selector = constraint.at("labelSelector")
        if selector.value and not selects(selector.value, pod.labels):
            yield selector.found(
                "scheduling-selector", "does not pick the pods themselves", "use their labels"
            )
    # What is for every node, as an agent, is for broken ones too.
    for toleration in () if pod.owner["kind"] == "DaemonSet" else spec.items("tolerations"):
        if toleration.text("operator") == "Exists" and not toleration.text("key"):
            yield toleration.found(
                "scheduling-tolerations", "is for every taint, also of broken nodes", "name the key"
            )
    if spec.text("dnsPolicy") == "Default":
        yield spec.at("dnsPolicy").found(
            "scheduling-dns", "asks the node's name server, which knows no Service",
            "remove the field",
        )  # fmt: skip
    for label, known in _PLATFORMS.items():
        wanted = spec.at("nodeSelector", label)
        if wanted.value is not None and wanted.value not in known:
            yield wanted.found(
                "scheduling-node", "is no platform of these images",
                f"write one of {', '.join(sorted(known))}",
            )  # fmt: skip


def _beside(spec: Place, pod: PodTemplate, index: PodIndex) -> Iterator[Finding]:
    for term in spec.items("affinity", "podAffinity", _REQUIRED):
        selector = term.at("labelSelector")
        if term.has("namespaces") or term.has("namespaceSelector") or not selector.value:
            continue
        if not any(other.namespace == pod.namespace for other in index.selected(selector.value)):
            yield selector.found(
                "scheduling-affinity", "picks no pod that it could be beside",
                "use the labels of a workload, or remove the term",
            )  # fmt: skip


def _of_system(wanted: Place, pod: PodTemplate) -> Iterator[Finding]:
    if wanted.text() in _PRIORITIES and pod.namespace != _SYSTEM:
        yield wanted.found(
            "scheduling-class", "is for what a cluster cannot do without, and puts out others",
            "remove the field, or make a PriorityClass", Severity.WARNING,
        )  # fmt: skip


def _of_class(wanted: Place, known: frozenset[str]) -> Iterator[Finding]:
    if wanted.text() and wanted.text() not in known:
        yield wanted.found(
            "scheduling-class",
            "is no class that is made here, and the API server refuses pods of a missing one",
            f"name one of {', '.join(sorted(known))}" if known else "add it, or remove the field",
        )
