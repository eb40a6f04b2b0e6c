"""Checks that each workload's selector picks its own pods and nobody else's."""

from collections.abc import Iterator, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import mapping, shown
from nexus_gitops.checks.objects.pods import PodTemplate
from nexus_gitops.checks.objects.selection import PodIndex, names
from nexus_gitops.manifests.identity import KubeObject

_SELECTOR_LABELS: Final = {"app.kubernetes.io/name", "app.kubernetes.io/instance"}
_SELECTING: Final = frozenset({"DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"})


def check_selectors(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `selector-own-pods`, `selector-foreign-pods` and `selector-labels`.

    The API server refuses a selector that misses its own template; one that picks the pods
    of another workload makes two controllers fight. It can never be changed, so it holds
    the two labels that never change.
    Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector
    """
    index = PodIndex(objects)
    return tuple(
        finding
        for pod in index.all
        if pod.owner["kind"] in _SELECTING
        for finding in _check(pod, index)
    )


def _check(pod: PodTemplate, index: PodIndex) -> Iterator[Finding]:
    selector = mapping(pod.owner, "spec", "selector")
    selected = index.selected(selector) if selector else ()
    if pod not in selected:
        yield _finding(
            pod,
            "selector-own-pods",
            f"{shown(selector)} does not pick the pods of its own template",
            "give the template the labels of the selector",
        )
    if foreign := [other for other in selected if other is not pod]:
        yield _finding(
            pod,
            "selector-foreign-pods",
            f"{shown(selector)} picks the pods of {names(foreign)} too",
            "select by a name that no other workload carries",
        )
    labels = set(mapping(selector, "matchLabels"))
    if labels != _SELECTOR_LABELS or selector.get("matchExpressions"):
        yield _finding(
            pod,
            "selector-labels",
            f"{shown(selector)} is not {' and '.join(sorted(_SELECTOR_LABELS))} alone",
            "select by these two: a selector can never be changed, and only they stay the same",
        )


def _finding(pod: PodTemplate, rule: str, message: str, fix: str) -> Finding:
    return Finding(object=pod.title, field="spec.selector", rule=rule, message=message, fix=fix)
