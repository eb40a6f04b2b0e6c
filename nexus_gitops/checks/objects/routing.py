"""Services, and the Ingresses that lead to them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nexus_gitops.checks.objects.fields import is_a, items, mapping, name, number, text
from nexus_gitops.checks.objects.operated import operated_services
from nexus_gitops.checks.objects.pods import PodTemplate, Port, protocol
from nexus_gitops.checks.objects.selection import PodIndex
from nexus_gitops.manifests.identity import KubeObject


def services(objects: Iterable[KubeObject]) -> dict[str, KubeObject]:
    """The Services in `objects` by name, and those that an operator makes of some of them."""
    known = tuple(objects)
    return {
        **{name(obj): obj for obj in known if is_a(obj, "", "Service")},
        **{name(obj): obj for obj in operated_services(known)},
    }


def backends(ingress: KubeObject) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each Service backend of an Ingress, the default one too, with the path to it."""
    default = mapping(ingress, "spec", "defaultBackend", "service")
    if default:
        yield "spec.defaultBackend.service", default
    for rule, body in items(ingress, "spec", "rules"):
        for path, entry in items(body, "http", "paths"):
            service = mapping(entry, "backend", "service")
            if service:
                yield f"spec.rules[{rule}].http.paths[{path}].backend.service", service


def behind(
    ingress: KubeObject, found: Mapping[str, KubeObject], index: PodIndex
) -> Iterator[PodTemplate]:
    """The pods that an Ingress leads to, by way of the Services `found`."""
    for _, backend in backends(ingress):
        service = found.get(text(backend, "name"))
        selector = mapping(service or {}, "spec", "selector")
        yield from index.carrying(selector) if selector else ()


def nowhere(ingress: KubeObject) -> Iterator[str]:
    """Paths to what leads to no backend: the spec, a rule, an entry of a rule."""
    if not any(mapping(ingress, "spec").get(field) for field in ("rules", "defaultBackend")):
        yield "spec"
    for rule, body in items(ingress, "spec", "rules"):
        entries = list(items(body, "http", "paths"))
        if not entries:
            yield f"spec.rules[{rule}]"
        for path, entry in entries:
            if not any(mapping(entry, "backend", kind) for kind in ("service", "resource")):
                yield f"spec.rules[{rule}].http.paths[{path}].backend"


def service_port(service: Mapping[str, Any], wanted: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The port of a Service that an Ingress means by `wanted`, a name or a number."""
    for _, port in items(service, "spec", "ports"):
        if text(wanted, "name"):
            is_meant = text(wanted, "name") == text(port, "name")
        else:
            is_meant = "number" in wanted and wanted["number"] == port.get("port")
        if is_meant:
            return port
    return None


def reached(service: KubeObject, wanted: int, index: PodIndex) -> list[tuple[PodTemplate, Port]]:
    """The pods behind a Service with the port of theirs that a connection to `wanted` reaches.

    Args:
        service: the Service; one without a selector reaches nothing that is known.
        wanted: number of a port of the Service, or of its pods; 0 for all of its ports.
        index: the pods of its namespace.
    """
    selector = mapping(service, "spec", "selector")
    return [
        (pod, target)
        for pod in (index.carrying(selector) if selector else ())
        for _, port in items(service, "spec", "ports")
        if (target := pod.port(port.get("targetPort", port.get("port")), protocol(port)))
        and wanted in (0, target.number, number(port.get("port"), 0))
    ]
