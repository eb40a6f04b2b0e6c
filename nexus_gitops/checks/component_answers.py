"""Checks that each component is asked, and reached, as the platform declares that it answers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.objects.declared import Running, running
from nexus_gitops.checks.objects.fields import is_a, items, mapping
from nexus_gitops.checks.objects.leave import Leave, leave_of
from nexus_gitops.checks.objects.network_rules import Direction
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import place_of
from nexus_gitops.checks.objects.pods import PodTemplate, Port
from nexus_gitops.checks.objects.routing import service_port, services
from nexus_gitops.checks.objects.selection import NAMESPACE_NAME, PodIndex, selects
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.platform.components import Component, Declaration

_PROBES: Final = ("startupProbe", "livenessProbe", "readinessProbe")
_DEFAULT_PERIOD_SECONDS: Final = 10
_DEFAULT_FAILURES: Final = 3
_OTHER_WAYS_IN: Final = ("GRPCRoute", "HTTPProxy", "HTTPRoute", "IngressRoute", "VirtualService")
_REWRITE: Final = "nginx.ingress.kubernetes.io/rewrite-target"


def check_component_answers(
    objects: Sequence[KubeObject], declaration: Declaration
) -> tuple[Finding, ...]:
    """Rules `component-port`, `component-probe`, `component-boot`, `component-service`,
    `component-path`, `component-host`, `component-flow` and, a warning, `component-outside`.

    A component declares once where it listens, what it answers to probes, how long it may take
    to start, the path of the Ingress that leads to it, and whom it connects to. So a probe that
    asks for a page that is not there, a path that leads to another component or nowhere, and a
    flow that is cut at both ends are found.

    Source: what the platform declares (`nexus_gitops.platform.components`)

    Args:
        objects: of one environment.
        declaration: of the platform.
    """
    index = PodIndex(objects)
    leave = leave_of((o for o in objects if is_a(o, "networking.k8s.io", "NetworkPolicy")), index)
    there = {one.component.name: one for one in running(declaration, objects, index)}
    return (
        *(finding for one in there.values() for finding in _port(one)),
        *(finding for one in there.values() for finding in _probes(one)),
        *(finding for one in there.values() for finding in _boot(one)),
        *(finding for one in there.values() for finding in _service(one, index)),
        *(finding for one in there.values() for finding in _flows(one, there, leave)),
        *(finding for one in there.values() for finding in _outside(one, leave)),
        *(finding for one in there.values() for finding in _routes(one, declaration.host, index)),
        *_controllers(declaration, there, leave),
    )


def _port(one: Running) -> Iterator[Finding]:
    wanted = one.component.port
    ports = list(one.body.items("ports"))
    if wanted is not None and wanted not in {port.number("containerPort") for port in ports}:
        place = ports[0].at("containerPort") if ports else one.body.at("ports")
        yield place.found(
            "component-port", f"is not {wanted}, where {one.component.name} listens",
            f"declare {wanted}",
        )  # fmt: skip


def _probes(one: Running) -> Iterator[Finding]:
    component = one.component
    for field in _PROBES:
        action = one.body.at(field, "httpGet")
        if action.value is None:
            if component.alive and one.body.at(field).has("grpc"):
                yield one.body.at(field, "grpc").bare.found(
                    "component-probe", f"is not what {component.name} speaks", "ask by httpGet"
                )
            continue
        if not component.alive:
            yield action.bare.found(
                "component-probe", f"asks by HTTP, which {component.name} does not speak",
                "ask by exec or tcpSocket",
            )  # fmt: skip
            continue
        path = action.text("path").partition("?")[0] or "/"
        answered = component.alive + (component.ready if field == "readinessProbe" else ())
        if path not in answered:
            yield Place(one.pod.title, f"{action.path}.path", path).found(
                "component-probe", f"is no path at which {component.name} answers it",
                f"write {' or '.join(answered)}",
            )  # fmt: skip
        if action.text("scheme").upper() == "HTTPS":
            yield action.at("scheme").found(
                "component-probe", f"is not what {component.name} speaks", "remove the field"
            )
        if action.text("host"):
            yield action.at("host").found(
                "component-probe", "asks another than the pod itself", "remove the field"
            )
        asked = one.pod.port(action.at("port").value, "TCP")
        if asked is not None and component.port not in (None, asked.number):
            yield action.at("port").found(
                "component-probe", f"is not {component.port}, where {component.name} listens",
                f"name the port {component.port}",
            )  # fmt: skip


def _boot(one: Running) -> Iterator[Finding]:
    probe = "startupProbe" if one.body.has("startupProbe") else "livenessProbe"
    body = one.body.at(probe)
    period = body.number("periodSeconds") or _DEFAULT_PERIOD_SECONDS
    failures = body.number("failureThreshold") or _DEFAULT_FAILURES
    seconds = (body.number("initialDelaySeconds") or 0) + period * failures
    if body.value is not None and seconds < one.component.boot_seconds:
        yield body.bare.found(
            "component-boot",
            f"kills {one.component.name} after {seconds} s, and it may take"
            f" {one.component.boot_seconds} s to start",
            "allow as much by a startupProbe",
        )


def _service(one: Running, index: PodIndex) -> Iterator[Finding]:
    if one.component.port is None:
        return
    service = services(one.beside).get(one.component.name)
    if service is None:
        yield Place(one.pod.title, "", None).found(
            "component-service", f"has no Service {one.component.name}, by which others find it",
            "add it",
        )  # fmt: skip
        return
    selector = place_of(service).at("spec", "selector")
    if selector.value and one.pod not in index.carrying(mapping(service, "spec", "selector")):
        yield selector.found(
            "component-service", f"does not pick the pods of {one.component.name}",
            "use their labels",
        )  # fmt: skip


def _flows(one: Running, there: Mapping[str, Running], leave: Leave) -> Iterator[Finding]:
    for wanted in one.component.connects:
        server = there.get(wanted)
        if server is None or server.component.port is None:
            continue
        target = Port("", server.component.port, "TCP")
        target = next((p for p in server.pod.ports if p.number == target.number), target)
        if not leave.between(one.pod, server.pod, target):
            yield Place(one.pod.title, "", None).found(
                "component-flow",
                f"needs {wanted}, and no policy lets it connect to port {target.number} there",
                "allow the flow at both ends",
            )
    for port in one.component.outside:
        if not leave.with_outside(one.pod, Direction.EGRESS, Port("", port, "TCP")):
            yield Place(one.pod.title, "", None).found(
                "component-flow", f"needs port {port} outside, and no policy lets it connect",
                "allow the flow",
            )  # fmt: skip


def _outside(one: Running, leave: Leave) -> Iterator[Finding]:
    for rule in leave.rules(one.pod, Direction.EGRESS):
        if one.component.outside or not rule.picked:
            continue
        position = int(rule.path.rpartition("[")[2].rstrip("]"))
        body = list(place_of(rule.policy).items("spec", "egress"))[position]
        for peer in body.items("to"):
            if peer.has("ipBlock"):
                yield peer.at("ipBlock", "cidr").found(
                    "component-outside",
                    f"is outside, and {one.component.name} declares no need of that",
                    "remove the rule, or declare the need",
                    Severity.WARNING,
                )


def _routes(one: Running, host: str, index: PodIndex) -> Iterator[Finding]:
    component = one.component
    ingresses = [o for o in one.beside if is_a(o, "networking.k8s.io", "Ingress")]
    ways = bool(ingresses) or not any(obj["kind"] in _OTHER_WAYS_IN for obj in one.beside)
    if not component.path or not ways:
        return
    rules = [(obj, rule) for obj in ingresses for rule in place_of(obj).items("spec", "rules")]
    meant = [(obj, rule) for obj, rule in rules if _is_for(host, rule)]
    place = place_of(ingresses[0]).at("spec", "rules") if ingresses else place_of(one.pod.owner)
    if rules and not meant:
        yield place.bare.found(
            "component-host", f"has none for {host}, which leads to {component.name}",
            f"write {host}",
        )  # fmt: skip
        return
    own = [
        (obj, entry)
        for obj, rule in meant
        for entry in rule.items("http", "paths")
        if _is_path(entry, component.path)
    ]
    if not own:
        yield place.bare.found(
            "component-path", f"leads nobody by {component.path} to {component.name}",
            "add the path to an Ingress",
        )  # fmt: skip
    known = services(one.beside)
    for ingress, entry in own:
        yield from _route(component, one.pod, ingress, entry, known, index)


def _is_for(host: str, rule: Place) -> bool:
    """Whether requests to `host` come by a rule; by any where no host is declared."""
    return not host or rule.text("host") in ("", host, f"*.{host.partition('.')[2]}")


def _is_path(entry: Place, wanted: str) -> bool:
    """Whether an entry has the path, whatever its expression begins or ends with."""
    path = entry.text("path")
    return path == wanted or (path.rstrip("/") or "/") == wanted or path.startswith(f"{wanted}(")


def _route(
    component: Component,
    pod: PodTemplate,
    ingress: KubeObject,
    entry: Place,
    known: Mapping[str, KubeObject],
    index: PodIndex,
) -> Iterator[Finding]:
    backend = entry.at("backend", "service")
    service: Mapping[str, Any] = known.get(backend.text("name"), {})
    selector = mapping(service, "spec", "selector")
    if service and selector and pod not in index.carrying(selector):
        yield backend.at("name").found(
            "component-path", f"is not {component.name}, which {component.path} is for",
            f"write {component.name}",
        )  # fmt: skip
    port = service_port(service, mapping(backend.value, "port")) or {}
    target = pod.port(port.get("targetPort", port.get("port")), "TCP")
    if target is not None and component.port not in (None, target.number):
        yield backend.at("port").found(
            "component-path", f"is not {component.port}, where {component.name} listens",
            "name its port",
        )  # fmt: skip
    if entry.text("pathType") == "Exact":
        yield entry.at("pathType").found(
            "component-path", f"leads nobody to what is below {component.path}", "write Prefix"
        )
    rewrite = place_of(ingress).at("metadata", "annotations", _REWRITE)
    if rewrite.text() and "$" not in rewrite.text():
        yield rewrite.found(
            "component-path", f"takes away what is below {component.path}",
            "remove it, or refer to a group of the path",
        )  # fmt: skip


def _controllers(
    declaration: Declaration, there: Mapping[str, Running], leave: Leave
) -> Iterator[Finding]:
    """The Ingress controller is in a namespace that the platform names."""
    if not declaration.controller:
        return
    labels = {NAMESPACE_NAME: declaration.controller}
    for one in there.values():
        port = one.component.port
        if not one.component.path or port is None:
            continue
        if (one.pod, Direction.INGRESS) not in leave.isolated:
            continue
        rules = leave.rules(one.pod, Direction.INGRESS)
        if not any(_lets_in(rule.policy, rule.path, labels) for rule in rules):
            yield Place(one.pod.title, "", None).found(
                "component-flow",
                f"is behind an Ingress, and no policy lets in its controller, which is in"
                f" {declaration.controller}",
                f"allow ingress from that namespace to port {port}",
            )


def _lets_in(policy: KubeObject, path: str, labels: Mapping[str, str]) -> bool:
    position = int(path.rpartition("[")[2].rstrip("]"))
    body = dict(items(policy, "spec", "ingress")).get(position, {})
    peers = [peer for _, peer in items(body, "from")]
    return not peers or any(
        "ipBlock" in peer
        or ("namespaceSelector" in peer and _may_pick(mapping(peer, "namespaceSelector"), labels))
        for peer in peers
    )


def _may_pick(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """Whether it picks the namespace, or by labels of which nothing is known."""
    by_name = NAMESPACE_NAME in str(selector)
    return not by_name or selects(selector, labels)
