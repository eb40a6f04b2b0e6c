"""Checks that pods can be placed by any cluster that has room."""

from collections.abc import Iterator, Sequence
from typing import Final

from nexus_gitops.checks.objects.fields import is_a, name
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import spec_of
from nexus_gitops.checks.objects.pods import pod_templates
from nexus_gitops.findings import Finding
from nexus_gitops.manifests.identity import KubeObject

_SCHEDULER: Final = "default-scheduler"
_HOST: Final = "kubernetes.io/hostname"
_PRIORITIES: Final = frozenset({"system-cluster-critical", "system-node-critical"})
_REQUIRED: Final = "requiredDuringSchedulingIgnoredDuringExecution"


def check_scheduling(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `scheduling-<subject>`.

    - `scheduler` and `gate`: a pod waits for ever for a scheduler that is not there, and until
      somebody takes away each of its gates.
    - `readiness-gate`: a pod is never ready until a controller sets the condition.
    - `node`: a pod that is tied to one node is gone with it.
    - `class`: the API server refuses a pod of a priority or runtime class that is not there.

    Sources: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-scheduling-readiness/,
    .../assign-pod-node/, .../pod-priority-preemption/ and
    https://kubernetes.io/docs/concepts/containers/runtime-class/
    """
    priorities = _PRIORITIES | {
        name(obj) for obj in objects if is_a(obj, "scheduling.k8s.io", "PriorityClass")
    }
    runtimes = frozenset(name(obj) for obj in objects if is_a(obj, "node.k8s.io", "RuntimeClass"))
    return tuple(
        finding
        for pod in pod_templates(objects)
        for finding in (
            *_waiting(spec_of(pod)),
            *_tied(spec_of(pod)),
            *_of_class(spec_of(pod).at("priorityClassName"), priorities),
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


def _of_class(wanted: Place, known: frozenset[str]) -> Iterator[Finding]:
    if wanted.text() and wanted.text() not in known:
        yield wanted.found(
            "scheduling-class",
            "is no class that is made here, and the API server refuses pods of a missing one",
            f"name one of {', '.join(sorted(known))}" if known else "add it, or remove the field",
        )
