"""Checks that the outside reaches what is meant for it, by its entry alone."""

from collections.abc import Iterator, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.objects.fields import is_a, mapping, name, text
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import place_of
from nexus_gitops.checks.objects.selection import PodIndex
from nexus_gitops.manifests.identity import KubeObject

_OPEN: Final = ("LoadBalancer", "NodePort")
_STORES: Final = frozenset(
    {1433, 1521, 2379, 3306, 5432, 5984, 6379, 7000, 8086, 9042, 9200, 9300, 11211, 26257, 27017}
)
"""Ports of databases, caches and search engines, which speak no TLS and no sign-in by default."""
_INTERNAL: Final = ("/actuator", "/debug", "/metrics")
_SNIPPET: Final = "-snippet"


def check_exposure(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `exposed-store`, `exposed-service` (a warning), `exposed-path`, `exposed-snippet`,
    `exposed-host`, `exposed-exact` and `exposed-twice`.

    - A Service with a port on every node or at the provider's balancer goes past the TLS and
      the limits of the Ingress; of a store that is never meant.
    - Metrics and debugging pages tell everybody what only operators may know.
    - A snippet is code that the controller runs, with its right to read every Secret
      (CVE-2021-25742).
    - Of two Ingresses with one host and path the older one counts.

    Source: https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types
    """
    index = PodIndex(objects)
    return (
        *(
            finding
            for obj in objects
            if is_a(obj, "", "Service")
            for finding in _service(obj, index)
        ),
        *(
            finding
            for obj in objects
            if is_a(obj, "networking.k8s.io", "Ingress")
            for finding in _ingress(place_of(obj))
        ),
        *_twice(objects),
    )


def _service(service: KubeObject, index: PodIndex) -> Iterator[Finding]:
    spec = place_of(service).at("spec")
    kind, addresses = spec.at("type"), spec.at("externalIPs")
    opened = addresses if addresses.value else kind if kind.text() in _OPEN else None
    if opened is None:
        return
    selector = mapping(service, "spec", "selector")
    pods = index.carrying(selector) if selector else ()
    numbers = {port.number("port") for port in spec.items("ports")}
    numbers |= {port.number for pod in pods for port in pod.ports}
    if numbers & _STORES or any(is_a(pod.owner, "apps", "StatefulSet") for pod in pods):
        yield opened.found(
            "exposed-store", "opens a store to the outside", "remove it; use a port-forward"
        )
    else:
        yield opened.found(
            "exposed-service",
            "opens a port past the Ingress",
            "remove it, and add a path to the Ingress",
            Severity.WARNING,
        )


def _ingress(obj: Place) -> Iterator[Finding]:
    for key, value in obj.entries("metadata", "annotations"):
        if key.rpartition("/")[2].endswith(_SNIPPET):
            yield value.bare.found("exposed-snippet", "is code for the controller", "remove it")
    for rule in obj.items("spec", "rules"):
        if not rule.text("host"):
            yield rule.at("host").found(
                "exposed-host", "is not set, so it answers for every host", "name the host"
            )
        for entry in rule.items("http", "paths"):
            path = entry.at("path")
            if path.text() == "/" and entry.text("pathType") == "Exact":
                yield entry.at("pathType").found(
                    "exposed-exact", "serves the first page alone", "write Prefix"
                )
            if any(path.text().rstrip("/").endswith(inner) for inner in _INTERNAL):
                yield path.found("exposed-path", "is for operators", "remove the path")


def _twice(objects: Sequence[KubeObject]) -> Iterator[Finding]:
    first: dict[tuple[str, str, str], KubeObject] = {}
    for obj in objects:
        if not is_a(obj, "networking.k8s.io", "Ingress"):
            continue
        place = place_of(obj)
        for rule in place.items("spec", "rules"):
            for entry in rule.items("http", "paths"):
                key = (text(obj, "spec", "ingressClassName"), rule.text("host"), entry.text("path"))
                other = first.setdefault(key, obj)
                if other is not obj:
                    yield entry.at("path").found(
                        "exposed-twice",
                        f"of {key[1] or 'every host'} leads where Ingress {name(other)} says",
                        "remove one of the two",
                    )
