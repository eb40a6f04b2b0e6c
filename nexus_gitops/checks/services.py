"""Checks that each Service leads to named ports of one workload's pods."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a, items, mapping, name, shown, text, title
from nexus_gitops.checks.objects.places import place_of
from nexus_gitops.checks.objects.pods import PodTemplate, protocol
from nexus_gitops.checks.objects.routing import services
from nexus_gitops.checks.objects.selection import PodIndex, names
from nexus_gitops.manifests.identity import KubeObject

_SERVICE: Final = "kubernetes.io/service-name"


def check_services(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `service-selector`, `service-port`, `service-port-duplicate`, `service-local`,
    `stateful-service`.

    A target port must be declared and have a name, so that the number stands in one place; a
    headless Service may have none, as it is for names;
    a Service that is local to nodes drops what comes from others, unless each node has a pod;
    a StatefulSet's Service must exist and be headless, or its pods get no DNS names.
    Sources: https://kubernetes.io/docs/concepts/services-networking/service/ and
    .../workloads/controllers/statefulset/#limitations
    """
    index = PodIndex(objects)
    found = services(objects)
    outside = frozenset(_led_elsewhere(objects))
    return (
        *(finding for service in found.values() for finding in _check(service, index, outside)),
        *(
            finding
            for obj in objects
            if is_a(obj, "apps", "StatefulSet")
            for finding in _governing(obj, found)
        ),
    )


def _check(service: KubeObject, index: PodIndex, outside: frozenset[str]) -> Iterator[Finding]:
    if mapping(service, "spec").get("type") == "ExternalName":
        return
    is_headless = text(service, "spec", "clusterIP") == "None"
    if not is_headless and not any(True for _ in items(service, "spec", "ports")):
        yield Finding(
            object=title(service),
            field="spec.ports",
            rule="service-port",
            message="has none, so it leads nowhere",
            fix="add a port with a name",
        )
    selector = mapping(service, "spec", "selector")
    if not selector and name(service) in outside:
        yield from _duplicate_ports(service)
        return
    pods = index.carrying(selector) if selector else ()
    if len(pods) != 1:
        yield Finding(
            object=title(service),
            field="spec.selector",
            rule="service-selector",
            message=f"{shown(selector)} picks the pods of {names(pods)}",
            fix="select the pods of exactly one workload",
        )
    else:
        yield from _ports(service, pods[0])
        local = place_of(service).at("spec", "internalTrafficPolicy")
        if local.value == "Local" and pods[0].owner["kind"] != "DaemonSet":
            yield local.found(
                "service-local", "drops what comes from nodes without a pod", "remove the field"
            )
    yield from _duplicate_ports(service)


def _led_elsewhere(objects: Sequence[KubeObject]) -> Iterator[str]:
    """Names of the Services whose addresses are given by hand, and not by a selector.

    A slice that lacks the label is taken for that of the Service which its name begins with.
    """
    for obj in objects:
        if is_a(obj, "discovery.k8s.io", "EndpointSlice"):
            yield text(obj, "metadata", "labels", _SERVICE) or name(obj).rpartition("-")[0]
        elif is_a(obj, "", "Endpoints"):
            yield name(obj)


def _ports(service: KubeObject, pod: PodTemplate) -> Iterator[Finding]:
    for index, port in items(service, "spec", "ports"):
        target = port.get("targetPort", port.get("port"))
        declared = pod.port(target, protocol(port))
        if declared is None or not declared.name:
            state = "no port" if declared is None else "only a port without a name"
            known = ", ".join(sorted(p.name for p in pod.ports if p.name)) or "none"
            yield Finding(
                object=title(service),
                field=f"spec.ports[{index}].targetPort",
                rule="service-port",
                message=f"{pod.title} declares {state} for {shown(target)}/{protocol(port)}",
                fix=f"name a port that its containers declare ({known}), or declare this one",
            )


def _duplicate_ports(service: KubeObject) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for index, port in items(service, "spec", "ports"):
        keys = {
            ("name", text(port, "name")),
            ("port", f"{port.get('port')}/{protocol(port)}"),
        }
        for field, value in sorted(keys & seen):
            yield Finding(
                object=title(service),
                field=f"spec.ports[{index}].{field}",
                rule="service-port-duplicate",
                message=f"{field} {value or '(none)'} is there twice",
                fix="give each port a name and a number of its own",
            )
        seen |= keys


def _governing(stateful_set: KubeObject, found: Mapping[str, KubeObject]) -> Iterator[Finding]:
    wanted = text(stateful_set, "spec", "serviceName")
    service = found.get(wanted)
    if service is not None and mapping(service, "spec").get("clusterIP") == "None":
        return
    reason = "does not exist" if service is None else "is not headless"
    yield Finding(
        object=title(stateful_set),
        field="spec.serviceName",
        rule="stateful-service",
        message=f"Service {wanted or '(none)'} {reason}",
        fix="name a Service that has clusterIP: None",
    )
