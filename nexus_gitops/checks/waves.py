"""Checks that sync waves follow the dependencies between objects.

Argo CD applies an Application wave by wave and waits in each until its objects are healthy;
within a wave it goes by kind.
Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import group, is_a, mapping, name, text, title
from nexus_gitops.checks.objects.hooks import hook_phases
from nexus_gitops.checks.objects.network_rules import Direction, rules
from nexus_gitops.checks.objects.pod_references import (
    CLAIM,
    CONFIG_MAP,
    SECRET,
    SERVICE_ACCOUNT,
    references,
)
from nexus_gitops.checks.objects.pods import PodTemplate
from nexus_gitops.checks.objects.routing import backends, services
from nexus_gitops.checks.objects.scaling import scalers, target_of
from nexus_gitops.checks.objects.secret_sources import secret_sources
from nexus_gitops.checks.objects.selection import PodIndex
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.kinds import built_in_groups

WAVE: Final = "argocd.argoproj.io/sync-wave"
_SYNC_OPTIONS: Final = "argocd.argoproj.io/sync-options"
_SKIP_DRY_RUN: Final = "SkipDryRunOnMissingResource=true"
_INTEGER: Final = re.compile(r"[+-]?\d{1,18}", re.ASCII)
"""Argo CD reads a 64-bit number, and takes a longer one for 0."""
_BOUNDS: Final = (
    ("", "LimitRange"),
    ("", "ResourceQuota"),
    ("networking.k8s.io", "NetworkPolicy"),
)
_WAVE_FIELD: Final = f"metadata.annotations.{WAVE}"


@dataclass(frozen=True, slots=True)
class _Order:
    """What must be applied before what.

    Attributes:
        before: the object that is needed.
        after: the object that needs it.
        why: what it needs it for, after "which".
        gap: waves between them at least; 0 where Argo CD's order of kinds will do.
    """

    before: KubeObject
    after: KubeObject
    why: str
    gap: int = 1


def check_waves(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `wave-integer`, `wave-order`, `wave-claim`, `wave-last` and `wave-custom-kind`."""
    index = PodIndex(objects)
    orders = (
        *_namespace_first(objects),
        *_definitions_first(objects),
        *_bounds_before_pods(objects, index),
        *_references_before_pods(objects, index),
        *_dependencies_before_clients(objects, index),
        *_governing_services(objects),
        *_services_with_pods(objects, index),
        *_scaled_before_scalers(objects),
        *_services_before_ingresses(objects),
        *_budgets_before_pods(objects, index),
        *_hooks_before_workloads(index),
    )
    return (
        *(finding for obj in objects for finding in _integer(obj)),
        *(finding for order in orders for finding in _broken(order)),
        *(finding for pod in index.all for finding in _claims(pod, objects)),
        *_last_wave(objects),
        *_custom_kinds(objects),
    )


def wave_of(obj: KubeObject) -> int:
    """The wave of `obj`; 0 where it names none, or none that Argo CD understands."""
    wave = text(obj, "metadata", "annotations", WAVE)
    return int(wave) if _INTEGER.fullmatch(wave) else 0


def _integer(obj: KubeObject) -> Iterator[Finding]:
    wave = mapping(obj, "metadata", "annotations").get(WAVE, "0")
    if not isinstance(wave, str) or not _INTEGER.fullmatch(wave):
        yield Finding(
            object=title(obj),
            field=_WAVE_FIELD,
            rule="wave-integer",
            message=f"{wave!r} is no integer in a string, and Argo CD would take it for 0",
            fix='write an integer in quotes, as "10"',
        )


def _broken(order: _Order) -> Iterator[Finding]:
    earlier, later = wave_of(order.before), wave_of(order.after)
    if later - earlier < order.gap:
        yield Finding(
            object=title(order.after),
            field=_WAVE_FIELD,
            rule="wave-order",
            message=f"wave {later} does not come after wave {earlier} of {title(order.before)},"
            f" which {order.why}",
            fix=f"move it to wave {earlier + order.gap} or later",
        )


def _namespace_first(objects: Sequence[KubeObject]) -> Iterator[_Order]:
    namespaces = [obj for obj in objects if is_a(obj, "", "Namespace")]
    others = [obj for obj in objects if text(obj, "metadata", "namespace")]
    if others:
        first = min(others, key=wave_of)
        for namespace in namespaces:
            yield _Order(namespace, first, "holds everything else")


def _definitions_first(objects: Sequence[KubeObject]) -> Iterator[_Order]:
    definitions = {
        (text(obj, "spec", "group"), text(obj, "spec", "names", "kind")): obj
        for obj in objects
        if is_a(obj, "apiextensions.k8s.io", "CustomResourceDefinition")
    }
    for obj in objects:
        definition = definitions.get((group(obj), str(obj["kind"])))
        if definition is not None:
            yield _Order(definition, obj, "makes its kind known")


def _bounds_before_pods(objects: Sequence[KubeObject], index: PodIndex) -> Iterator[_Order]:
    if not index.all:
        return
    first = min((pod.owner for pod in index.all), key=wave_of)
    for obj in objects:
        if (group(obj), obj["kind"]) in _BOUNDS:
            yield _Order(obj, first, "must hold before the first pod starts")


def _references_before_pods(objects: Sequence[KubeObject], index: PodIndex) -> Iterator[_Order]:
    """An account is ready as soon as it is there, so that the order of kinds will do."""
    sources: Mapping[str, Mapping[str, KubeObject]] = {
        CONFIG_MAP: {name(obj): obj for obj in objects if is_a(obj, "", CONFIG_MAP)},
        SECRET: {source.secret: source.owner for source in secret_sources(objects)},
        SERVICE_ACCOUNT: {name(obj): obj for obj in objects if is_a(obj, "", SERVICE_ACCOUNT)},
    }
    for pod in index.all:
        wanted = {(ref.kind, ref.name) for ref in references(pod) if ref.kind in sources}
        for kind, wanted_name in sorted(wanted):
            source = sources[kind].get(wanted_name)
            if source is not None:
                gap = 0 if kind == SERVICE_ACCOUNT else 1
                yield _Order(source, pod.owner, "its pods refer to", gap)


def _dependencies_before_clients(
    objects: Sequence[KubeObject], index: PodIndex
) -> Iterator[_Order]:
    """Of pods that may connect, by the NetworkPolicies, one kind needs the other.

    That is so where the other is a StatefulSet or connects to nobody itself; services that
    call each other have no order.
    """
    flows = {
        (pod, peer)
        for policy in objects
        if is_a(policy, "networking.k8s.io", "NetworkPolicy")
        for rule in rules(policy, index)
        if rule.direction is Direction.EGRESS
        for pod, peer in rule.flows
    }
    clients = {pod for pod, _ in flows}
    for pod, peer in sorted(flows, key=lambda pair: (pair[0].title, pair[1].title)):
        if peer is not pod and (peer not in clients or is_a(peer.owner, "apps", "StatefulSet")):
            yield _Order(peer.owner, pod.owner, "its pods connect to")


def _governing_services(objects: Sequence[KubeObject]) -> Iterator[_Order]:
    found = services(objects)
    for obj in objects:
        service = found.get(text(obj, "spec", "serviceName"))
        if is_a(obj, "apps", "StatefulSet") and service is not None:
            yield _Order(service, obj, "names its pods", gap=0)


def _services_with_pods(objects: Sequence[KubeObject], index: PodIndex) -> Iterator[_Order]:
    """Clients, which come after the pods, find them by the name of their Service."""
    for service in services(objects).values():
        selector = mapping(service, "spec", "selector")
        for pod in index.carrying(selector) if selector else ():
            yield _Order(service, pod.owner, "leads to its pods", gap=0)


def _scaled_before_scalers(objects: Sequence[KubeObject]) -> Iterator[_Order]:
    """An autoscaler without metrics is Degraded and would fail the sync for its target."""
    by_target = {target_of(obj): obj for obj in objects}
    for scaler in scalers(objects):
        target = by_target.get(scaler.target)
        if target is not None:
            yield _Order(target, scaler.owner, "it scales")


def _services_before_ingresses(objects: Sequence[KubeObject]) -> Iterator[_Order]:
    """An Ingress without an address is Progressing and would hold up its own backends."""
    found = services(objects)
    for obj in objects:
        if is_a(obj, "networking.k8s.io", "Ingress"):
            for wanted in sorted({text(backend, "name") for _, backend in backends(obj)}):
                if wanted in found:
                    yield _Order(found[wanted], obj, "it leads to")


def _budgets_before_pods(objects: Sequence[KubeObject], index: PodIndex) -> Iterator[_Order]:
    for obj in objects:
        if is_a(obj, "policy", "PodDisruptionBudget"):
            for pod in index.selected(mapping(obj, "spec", "selector")):
                yield _Order(obj, pod.owner, "guards its pods", gap=0)


def _hooks_before_workloads(index: PodIndex) -> Iterator[_Order]:
    """A Sync hook prepares for the workloads that run the same image."""
    by_image: dict[str, list[PodTemplate]] = {}
    for pod in index.all:
        if pod.is_long_running:
            for image in _images(pod):
                by_image.setdefault(image, []).append(pod)
    for hook in index.all:
        if "Sync" in hook_phases(hook.owner):
            for image in sorted(_images(hook)):
                for pod in by_image.get(image, []):
                    yield _Order(hook.owner, pod.owner, "prepares for it")


def _images(pod: PodTemplate) -> set[str]:
    return {text(container.body, "image") for container in pod.containers}


def _claims(pod: PodTemplate, objects: Iterable[KubeObject]) -> Iterator[Finding]:
    """A claim binds when its first pod comes, and its wave waits until it is bound."""
    wanted = {ref.name for ref in references(pod) if ref.kind == CLAIM}
    for obj in objects if wanted else ():
        if is_a(obj, "", CLAIM) and name(obj) in wanted and wave_of(obj) != wave_of(pod.owner):
            yield Finding(
                object=title(obj),
                field=_WAVE_FIELD,
                rule="wave-claim",
                message=f"wave {wave_of(obj)} is not wave {wave_of(pod.owner)} of {pod.title},"
                " and a claim is only bound when its pod comes (argo-cd#12840)",
                fix=f"move it to wave {wave_of(pod.owner)}",
            )


def _last_wave(objects: Sequence[KubeObject]) -> Iterator[Finding]:
    """Argo CD waits for health in every wave but the last, unless that has hooks.

    An autoscaler without metrics or an Ingress without an address would then fail the sync.
    """
    waiting = [obj for obj in objects if not hook_phases(obj)]
    last = max((wave_of(obj) for obj in waiting), default=0)
    for obj in objects:
        phases = hook_phases(obj)
        if "PostSync" in phases or ("Sync" in phases and wave_of(obj) >= last):
            yield Finding(
                object=title(obj),
                field=_WAVE_FIELD,
                rule="wave-last",
                message=f"a hook of {', '.join(sorted(phases))} in wave {wave_of(obj)} makes"
                f" Argo CD wait for the health of the last wave, {last}",
                fix=f"make it a Sync hook in a wave below {last}",
            )


def _custom_kinds(objects: Sequence[KubeObject]) -> Iterator[Finding]:
    """The dry run of a kind that the cluster does not know yet fails the whole sync.

    Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
    """
    for obj in objects:
        options = text(obj, "metadata", "annotations", _SYNC_OPTIONS)
        if group(obj) not in built_in_groups() and _SKIP_DRY_RUN not in options.split(","):
            yield Finding(
                object=title(obj),
                field=f"metadata.annotations.{_SYNC_OPTIONS}",
                rule="wave-custom-kind",
                message=f"lacks {_SKIP_DRY_RUN}, and the cluster may not know"
                f" {group(obj)} yet when Argo CD tries the sync",
                fix="add it",
            )
