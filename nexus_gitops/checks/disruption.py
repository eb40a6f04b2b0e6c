"""Checks that each PodDisruptionBudget guards one workload and still lets nodes drain."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.objects.fields import is_a, mapping, shown, text, title
from nexus_gitops.checks.objects.places import place_of
from nexus_gitops.checks.objects.pods import PodTemplate
from nexus_gitops.checks.objects.scaling import Replicas, share
from nexus_gitops.checks.objects.selection import PodIndex, names
from nexus_gitops.manifests.identity import KubeObject

_INSTANCE: Final = "app.kubernetes.io/instance"


def check_disruption(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `disruption-selector`, `disruption-overlap`, `disruption-blocks-drain` and, a warning,
    `disruption-missing`.

    A budget that allows no disruption blocks every drain, and pods under two budgets can't
    be evicted at all. Percentages round up for both fields. Who guards one workload of an
    instance guards all of its workloads that may have several pods.
    Source: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
    """
    index = PodIndex(objects)
    replicas = Replicas(objects)
    guarded: dict[PodTemplate, KubeObject] = {}
    findings: list[Finding] = []
    for budget in objects:
        if not is_a(budget, "policy", "PodDisruptionBudget"):
            continue
        pods = index.selected(mapping(budget, "spec", "selector"))
        if len(pods) != 1:
            findings.append(_wrong_selector(budget, pods))
            continue
        findings += _overlap(budget, guarded.setdefault(pods[0], budget), pods[0])
        findings += _blocked(budget, pods[0], replicas.lowest(pods[0].owner))
    return (*findings, *_unguarded(index, guarded, replicas))


def _unguarded(
    index: PodIndex, guarded: Mapping[PodTemplate, KubeObject], replicas: Replicas
) -> Iterator[Finding]:
    careful = {text(pod.labels, _INSTANCE) for pod in guarded} - {""}
    for pod in index.all:
        if (
            pod not in guarded
            and text(pod.labels, _INSTANCE) in careful
            and is_a(pod.owner, "apps", "Deployment", "StatefulSet")
            and replicas.highest(pod.owner) > 1
        ):
            yield place_of(pod.owner).bare.found(
                "disruption-missing",
                "may have several pods, and no PodDisruptionBudget guards them as it does others",
                "add one with maxUnavailable: 1",
                Severity.WARNING,
            )


def _wrong_selector(budget: KubeObject, pods: Sequence[PodTemplate]) -> Finding:
    return Finding(
        object=title(budget),
        field="spec.selector",
        rule="disruption-selector",
        message=f"picks the pods of {names(pods)}",
        fix="select the pods of exactly one workload",
    )


def _overlap(budget: KubeObject, first: KubeObject, pod: PodTemplate) -> Iterator[Finding]:
    if first is not budget:
        yield Finding(
            object=title(budget),
            field="spec.selector",
            rule="disruption-overlap",
            message=f"{title(first)} guards the pods of {pod.title} already,"
            " and no pod under two budgets can be evicted",
            fix="remove one of the two",
        )


def _blocked(budget: KubeObject, pod: PodTemplate, replicas: int) -> Iterator[Finding]:
    spec = mapping(budget, "spec")
    if spec.keys() >= {"minAvailable", "maxUnavailable"}:
        return  # which is refused
    for field in ("minAvailable", "maxUnavailable"):
        if field in spec and _allowed(spec, field, replicas) < 1:
            yield Finding(
                object=title(budget),
                field=f"spec.{field}",
                rule="disruption-blocks-drain",
                message=f"{shown(spec[field])} lets no pod of {pod.title} go while it has"
                f" {replicas}",
                fix="set maxUnavailable: 1 instead",
            )


def _allowed(spec: Mapping[str, Any], field: str, replicas: int) -> int:
    """How many of `replicas` pods may be away."""
    amount = share(spec[field], replicas)
    return replicas - amount if field == "minAvailable" else amount
