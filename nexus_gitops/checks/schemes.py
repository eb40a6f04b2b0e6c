"""Checks that a port is spoken to as it speaks: over TLS, or in the clear."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.addresses import Address, addresses
from nexus_gitops.checks.objects.fields import is_a, items, mapping, number, text
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import place_of
from nexus_gitops.checks.objects.pods import PodTemplate, Port
from nexus_gitops.checks.objects.routing import backends, reached, service_port, services
from nexus_gitops.checks.objects.selection import PodIndex
from nexus_gitops.manifests.identity import KubeObject

_CLEAR: Final = "HTTP"
_TLS: Final = "HTTPS"
_SPOKEN: Final[Mapping[str, str]] = {"http": _CLEAR, "https": _TLS, "ws": _CLEAR, "wss": _TLS}
"""What a client speaks, by the scheme of its URL."""
_DECLARED: Final[Mapping[str, str]] = {
    "http": _CLEAR,
    "https": _TLS,
    "kubernetes.io/h2c": _CLEAR,
    "kubernetes.io/ws": _CLEAR,
    "kubernetes.io/wss": _TLS,
}
"""By `appProtocol`."""
_PORT_OF_TLS: Final = 443
_PROBES: Final = ("startupProbe", "readinessProbe", "livenessProbe")
_BACKEND_PROTOCOL: Final = "nginx.ingress.kubernetes.io/backend-protocol"
_TOLD: Final = ("app-protocols", "passthrough", "protocol", "secure-backends", "server-ssl",
                "serversscheme", "serverstransport")  # fmt: skip
"""Parts of the annotations by which controllers are told how to speak to a backend."""


def check_schemes(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rule `connection-scheme`.

    What speaks TLS to a port in the clear, or the reverse, gets an error instead of an answer.
    How a port speaks is told by the probes that ask it, by `appProtocol` of the Service, and by
    the name `https`; the name `http` tells nothing, because stores that may speak TLS keep it.
    An Ingress speaks in the clear, unless an annotation tells its controller otherwise.

    Sources: https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol
    and https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#backend-protocol

    Args:
        objects: of one namespace.
    """
    index = PodIndex(objects)
    found = services(objects)
    if not found:
        return ()
    return (
        *(finding for service in found.values() for finding in _declared(service, index)),
        *(
            finding
            for address in addresses(objects, index.all)
            for finding in _setting(address, found, index)
        ),
        *(
            finding
            for obj in objects
            if is_a(obj, "networking.k8s.io", "Ingress")
            for finding in _ingress(obj, found, index)
        ),
    )


def _setting(
    address: Address, found: Mapping[str, KubeObject], index: PodIndex
) -> Iterator[Finding]:
    service, spoken = found.get(address.service), _SPOKEN.get(address.scheme)
    if service is None or spoken is None:
        return
    if address.namespace not in ("", text(service, "metadata", "namespace")):
        return
    expected = _speaks(service, address.port, index)
    if expected and expected != spoken:
        yield address.place.found(
            "connection-scheme",
            f"leads to a port of Service {address.service} that speaks {expected}",
            f"write {address.scheme.removesuffix('s')}{'s' if expected == _TLS else ''}://",
        )


def _ingress(
    ingress: KubeObject, found: Mapping[str, KubeObject], index: PodIndex
) -> Iterator[Finding]:
    annotations = mapping(ingress, "metadata", "annotations")
    told = text(annotations, _BACKEND_PROTOCOL).upper()
    for path, backend in backends(ingress):
        service = found.get(text(backend, "name"))
        port = service_port(service, mapping(backend, "port")) if service else None
        if service is None or port is None:
            continue
        expected = _speaks(service, number(port.get("port"), 0), index)
        if told in (_CLEAR, _TLS):
            if expected and expected != told:
                yield (
                    place_of(ingress)
                    .at("metadata", "annotations", _BACKEND_PROTOCOL)
                    .found(
                        "connection-scheme",
                        f"is not what the port of Service {text(backend, 'name')} speaks",
                        f"write {expected}",
                    )
                )
        elif expected == _TLS and not _is_told(ingress, service, port):
            place = Place(place_of(ingress).owner, f"{path}.port", dict(mapping(backend, "port")))
            yield place.found(
                "connection-scheme",
                f"of Service {text(backend, 'name')} speaks {_TLS}, and the Ingress does not",
                f"annotate the Ingress with {_BACKEND_PROTOCOL}: {_TLS}, or let the port speak"
                f" {_CLEAR}",
            )


def _is_told(ingress: KubeObject, service: KubeObject, port: Mapping[str, Any]) -> bool:
    """Whether the controller may know that the port speaks TLS."""
    keys = (
        *mapping(ingress, "metadata", "annotations"),
        *mapping(service, "metadata", "annotations"),
    )
    return (
        _is_for_tls(port)
        or "appProtocol" in port
        or any(part in str(key).lower() for key in keys for part in _TOLD)
    )


def _declared(service: KubeObject, index: PodIndex) -> Iterator[Finding]:
    """A Service that says of a port what its probes say otherwise."""
    for port in place_of(service).items("spec", "ports"):
        said = port.at("appProtocol")
        declared = _DECLARED.get(said.text().lower())
        asked = {
            spoken
            for pod, target in reached(service, port.number("port") or 0, index)
            for spoken in _asked(pod, target)
        }
        if declared and asked and declared not in asked:
            yield said.found(
                "connection-scheme", f"is not how its probes ask the port, which is {asked.pop()}",
                "correct one of them",
            )  # fmt: skip


def _speaks(service: KubeObject, wanted: int, index: PodIndex) -> str:
    """How a port of a Service speaks; "" where nothing tells, or not all say the same."""
    ports = [port for _, port in items(service, "spec", "ports") if wanted in (0, port.get("port"))]
    said = {
        spoken for pod, target in reached(service, wanted, index) for spoken in _asked(pod, target)
    } or {spoken for port in ports if (spoken := _DECLARED.get(text(port, "appProtocol").lower()))}
    if any(_is_for_tls(port) for port in ports):
        said.add(_TLS)  # some servers answer both on one port
    return said.pop() if len(said) == 1 else ""


def _is_for_tls(port: Mapping[str, Any]) -> bool:
    return text(port, "name").startswith("https") or port.get("port") == _PORT_OF_TLS


def _asked(pod: PodTemplate, target: Port) -> set[str]:
    """How the probes ask a port, or how its name says that it speaks where none asks."""
    said = {
        text(action, "scheme") or _CLEAR
        for container in pod.containers
        for probe in _PROBES
        if (action := mapping(container.body, probe, "httpGet"))
        and action.get("port") in (target.name, target.number)
    }
    return said or ({_TLS} if target.name == "https" else set())
