"""Checks that each autoscaler has a target of its own and owns its number of pods."""

from collections.abc import Iterator, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import group, mapping, title
from nexus_gitops.checks.objects.places import place_of
from nexus_gitops.checks.objects.pods import pod_templates
from nexus_gitops.checks.objects.scaling import Scaler, Target, scalers, target_of
from nexus_gitops.checks.objects.usage import asked_for
from nexus_gitops.manifests.identity import KubeObject

_MEASURED: Final = ("cpu", "memory")


def check_autoscalers(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `autoscaler-target`, `autoscaler-duplicate`, `autoscaler-replicas`,
    `autoscaler-container`, `autoscaler-metric`, `autoscaler-unreachable` and
    `autoscaler-bounds`.

    Of the resources of pods only `cpu` and `memory` are measured
    (https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/).

    A target that has `replicas` as well is thrown back to them at every sync
    (argo-cd#5105), and two autoscalers of one target undo each other's work
    (https://keda.sh/docs/latest/operate/admission-webhooks/).
    """
    by_target = {target_of(obj): obj for obj in objects}
    owners: dict[Target, KubeObject] = {}
    findings: list[Finding] = []
    for scaler in scalers(objects):
        target = by_target.get(scaler.target)
        if target is None:
            findings.append(_missing(scaler))
        elif scaler.target in owners:
            findings.append(_duplicate(scaler, owners[scaler.target]))
        elif "replicas" in mapping(target, "spec"):
            findings.append(_fought_over(scaler, target))
        if target is not None:
            findings += _unreachable(scaler.owner, target)
            findings += _other_version(scaler.owner, target)
        if scaler.lowest > scaler.highest:
            findings.append(_out_of_order(scaler))
        owners.setdefault(scaler.target, scaler.owner)
    return tuple(findings)


def _unreachable(scaler: KubeObject, target: KubeObject) -> Iterator[Finding]:
    """A share of the request that is above the limit is never used."""
    pod = next(pod_templates([target]), None)
    for metric in place_of(scaler).items("spec", "metrics"):
        source = metric.at("containerResource" if metric.has("containerResource") else "resource")
        wanted, name = source.text("container"), source.text("name")
        if name and name not in _MEASURED:
            yield source.at("name").found(
                "autoscaler-metric", "is measured by nobody", f"write {' or '.join(_MEASURED)}"
            )
        containers = [c for c in pod.containers if wanted in ("", c.name)] if pod else []
        if wanted and not containers:
            yield source.at("container").found(
                "autoscaler-container", "is no container of its target", "name one that is"
            )
        percent = source.at("target", "averageUtilization")
        requests = [asked_for(c, "requests", name) for c in containers]
        limits = [asked_for(c, "limits", name) for c in containers]
        if None in (*requests, *limits) or percent.number() is None or not containers:
            continue
        used = sum(amount for amount in requests if amount is not None)
        if used * (percent.number() or 0) > 100 * sum(
            limit for limit in limits if limit is not None
        ):
            yield percent.found(
                "autoscaler-unreachable", "% of the request is above the limit", "lower it"
            )


def _other_version(scaler: KubeObject, target: KubeObject) -> Iterator[Finding]:
    """A version of the API that is served nowhere makes the target unknown."""
    version = place_of(scaler).at("spec", "scaleTargetRef", "apiVersion")
    if version.text() not in ("", target["apiVersion"]):
        yield version.found(
            "autoscaler-target", "is not the version of its target",
            f"write {target['apiVersion']}",
        )  # fmt: skip


def _missing(scaler: Scaler) -> Finding:
    api_group, kind, target = scaler.target
    return Finding(
        object=title(scaler.owner),
        field="spec.scaleTargetRef",
        rule="autoscaler-target",
        message=f"there is no {kind} {target} in the group {api_group or 'core'}",
        fix="name apiVersion, kind and name of the workload to scale",
    )


def _out_of_order(scaler: Scaler) -> Finding:
    return Finding(
        object=title(scaler.owner),
        field="spec",
        rule="autoscaler-bounds",
        message=f"keeps {scaler.lowest} pods at least, but allows {scaler.highest} at most",
        fix="lower the minimum or raise the maximum",
    )


def _duplicate(scaler: Scaler, other: KubeObject) -> Finding:
    return Finding(
        object=title(scaler.owner),
        field="spec.scaleTargetRef",
        rule="autoscaler-duplicate",
        message=f"{title(other)} of {group(other)} scales {scaler.target[2]} already",
        fix="keep one of the two",
    )


def _fought_over(scaler: Scaler, target: KubeObject) -> Finding:
    return Finding(
        object=title(target),
        field="spec.replicas",
        rule="autoscaler-replicas",
        message=f"is {mapping(target, 'spec')['replicas']}, but {title(scaler.owner)} owns"
        " the number of pods, and every sync would reset it",
        fix="remove the field",
    )
