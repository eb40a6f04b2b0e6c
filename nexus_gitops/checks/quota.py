"""Checks that a ResourceQuota never refuses what the environment may ask for.

The peak of a workload is all that its autoscaler allows, plus the surge of a rollout.
Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any, Final

from nexus_constructs.quantity import format_quantity
from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.objects.fields import (
    group,
    is_a,
    items,
    mapping,
    name,
    number,
    quantity,
    text,
    title,
)
from nexus_gitops.checks.objects.pods import pod_templates
from nexus_gitops.checks.objects.scaling import Replicas, share
from nexus_gitops.checks.objects.usage import effective
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.kinds import built_in_groups, kinds

_NONE: Final = Fraction(0)
_FIELDS: Final = tuple(product(("requests", "limits"), ("cpu", "memory")))
_ALIASES: Final = {"cpu": "requests.cpu", "memory": "requests.memory", "count/pods": "pods"}
_DEFAULT_SURGE: Final = "25%"
_COUNTED_OTHERWISE: Final = ("PersistentVolumeClaim", "Pod")
_BOUNDS: Final = (
    ("ResourceQuota", "quota-missing", "its pods may take all of the cluster"),
    ("LimitRange", "limit-range-missing", "a container that asks for nothing may take a node"),
)


def check_quota(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `quota-unknown`, `quota-too-small` for CPU, memory, pods, storage and numbers of
    objects, and two warnings, `quota-missing` and `limit-range-missing`.

    A namespace without a quota may take all of a cluster, and without a LimitRange a container
    that says nothing of what it needs may.

    A quota with scopes is left out, because it only counts some pods. A DaemonSet counts as
    one pod, because the number of nodes is not known here.
    """
    quotas = [obj for obj in objects if is_a(obj, "", "ResourceQuota") and not _is_scoped(obj)]
    peak = peak_of(objects) if quotas else {}
    return (
        *(finding for obj in quotas for finding in _check(obj, peak)),
        *_without(objects),
    )


def _without(objects: Sequence[KubeObject]) -> Iterator[Finding]:
    """Of namespaces that are made here."""
    for kind, rule, what in _BOUNDS:
        bounded = {text(obj, "metadata", "namespace") for obj in objects if is_a(obj, "", kind)}
        for obj in objects:
            if is_a(obj, "", "Namespace") and name(obj) not in bounded:
                yield Finding(
                    object=title(obj),
                    field="",
                    rule=rule,
                    message=f"has no {kind}, so {what}",
                    fix=f"add a {kind}",
                    severity=Severity.WARNING,
                )


def peak_of(objects: Sequence[KubeObject]) -> Mapping[str, Fraction]:
    """The most of each resource that `objects` can use at once, by its name in a quota."""
    replicas = Replicas(objects)
    peak: defaultdict[str, Fraction] = defaultdict(Fraction)
    for pod in pod_templates(objects):
        count = _most_pods(pod.owner, replicas)
        peak["pods"] += count
        for kind, resource in _FIELDS:
            peak[f"{kind}.{resource}"] += count * effective(pod, kind, resource)
    for obj in objects:
        for plural in _plurals(group(obj), obj["kind"]):
            peak[plural] += 1
    for count, size in _claims(objects, replicas):
        peak["persistentvolumeclaims"] += count
        peak["requests.storage"] += count * size
    return peak


@cache
def _plurals(api_group: str, kind: str) -> tuple[str, ...]:
    """What a quota that counts the objects of a kind calls them, as `count/jobs.batch`."""
    known = kinds().get((api_group, kind))
    if known is None or kind in _COUNTED_OTHERWISE:
        return ()
    counted = f"count/{known.plural}.{api_group}".rstrip(".")
    return (counted, known.plural) if not api_group else (counted,)


def _most_pods(owner: KubeObject, replicas: Replicas) -> int:
    spec = mapping(owner, "spec")
    match owner["kind"]:
        case "Deployment":
            highest = replicas.highest(owner)
            return highest + _surge(mapping(spec, "strategy"), highest)
        case "StatefulSet" | "ReplicaSet" | "ReplicationController":
            return replicas.highest(owner)
        case "Job":
            return number(spec.get("parallelism"), 1)
        case "CronJob":
            return number(mapping(spec, "jobTemplate", "spec").get("parallelism"), 1)
        case _:
            return 1


def _surge(strategy: Mapping[str, Any], replicas: int) -> int:
    if text(strategy, "type") == "Recreate":
        return 0
    return share(mapping(strategy, "rollingUpdate").get("maxSurge", _DEFAULT_SURGE), replicas)


def _claims(objects: Iterable[KubeObject], replicas: Replicas) -> Iterator[tuple[int, Fraction]]:
    for obj in objects:
        if is_a(obj, "", "PersistentVolumeClaim"):
            yield 1, _size(obj)
        elif is_a(obj, "apps", "StatefulSet"):
            for _, claim in items(obj, "spec", "volumeClaimTemplates"):
                yield replicas.highest(obj), _size(claim)


def _size(claim: Mapping[str, Any]) -> Fraction:
    requests = mapping(claim, "spec", "resources", "requests")
    return quantity(requests.get("storage")) or _NONE


def _is_scoped(quota: KubeObject) -> bool:
    return bool({"scopes", "scopeSelector"} & mapping(quota, "spec").keys())


def _check(quota: KubeObject, peak: Mapping[str, Fraction]) -> Iterator[Finding]:
    yield from _counts_of_nothing(quota)
    for resource, value in mapping(quota, "spec", "hard").items():
        granted = quantity(value)
        needed = peak.get(_ALIASES.get(resource, resource), _NONE)
        if granted is not None and granted < needed:
            yield Finding(
                object=title(quota),
                field=f"spec.hard.{resource}",
                rule="quota-too-small",
                message=f"grants {value}, but all autoscalers at their maximum and a rollout"
                f" of everything need {_written(needed)}",
                fix=f"raise it to {_written(needed)} at least, or lower a maximum",
            )


def _counts_of_nothing(quota: KubeObject) -> Iterator[Finding]:
    """The API server takes any plural to count, and counts nothing of one that is not there."""
    plurals = {
        f"{kind.plural}.{kind.group}".rstrip(".") for kind in kinds().values() if kind.is_built_in
    }
    for resource in mapping(quota, "spec", "hard"):
        what = str(resource).removeprefix("count/")
        is_known_group = what.partition(".")[2] in built_in_groups()
        if what != resource and is_known_group and what not in plurals:
            yield Finding(
                object=title(quota),
                field=f"spec.hard.{resource}",
                rule="quota-unknown",
                message=f"counts {what}, which there are none of",
                fix="write the plural and the group, as count/deployments.apps",
            )


def _written(amount: Fraction) -> str:
    try:
        return format_quantity(amount)
    except ValueError:
        return f"{float(amount):.2g}, more than a quantity can be"
