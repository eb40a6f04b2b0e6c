"""Checks that NetworkPolicies deny by default and that each allowed flow is a real one."""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Any, Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import (
    is_a,
    items,
    mapping,
    name,
    shown,
    text,
    title,
)
from nexus_gitops.checks.objects.leave import Leave, leave_of, means, opens
from nexus_gitops.checks.objects.network_rules import (
    Direction,
    Rule,
    directions,
    is_known,
    selected_by,
    within,
)
from nexus_gitops.checks.objects.pods import PodTemplate, Port, protocol
from nexus_gitops.checks.objects.routing import backends, service_port, services
from nexus_gitops.checks.objects.selection import PodIndex, names
from nexus_gitops.manifests.identity import KubeObject

_CREDENTIALS: Final = ip_address("169.254.169.254")
_ANY_PORT: Final[Mapping[str, Any]] = {}
_DNS: Final = (Port("", 53, "UDP"), Port("", 53, "TCP"))
_TUNNEL: Final = Port("", 15008, "TCP")
_IN_AMBIENT: Final = ("istio.io/dataplane-mode", "ambient")


def check_network(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `network-default-deny`, `network-selector`, `network-port`, `network-one-sided`,
    `network-dns`, `network-ingress`, `network-open`, `network-metadata` and `network-unused`.

    A connection needs both ends' leave: once a pod is isolated in a direction, only what a
    policy allows in that direction passes. So it is with what comes from outside: answers of
    the name server, which every pod asks, and requests of the Ingress controller. In a
    namespace that is in Istio's ambient mesh every pod accepts tunnels, at port 15008.
    Sources: https://kubernetes.io/docs/concepts/services-networking/network-policies/ and
    https://istio.io/latest/docs/ambient/usage/networkpolicy/
    """
    policies = [obj for obj in objects if is_a(obj, "networking.k8s.io", "NetworkPolicy")]
    index = PodIndex(objects)
    namespaces = {*index.namespaces, *map(_namespace, policies)} or {""}
    leave = leave_of(policies, index)
    tunnelled = _in_ambient(objects)
    return (
        *(
            finding
            for namespace in sorted(namespaces)
            for way in Direction
            for finding in _default_deny(policies, namespace, way)
        ),
        *(finding for policy in policies for finding in _selectors(policy, index)),
        *(finding for policy in policies for finding in _open(policy)),
        *(finding for policy in policies for finding in _metadata(policy)),
        *(finding for rule in leave.all for finding in _ports(rule, tunnelled)),
        *(finding for rule in leave.all for finding in _one_sided(rule, leave)),
        *(finding for pod in index.all for finding in _names_unresolved(pod, leave)),
        *_unreachable(objects, index, leave),
        *_unused(objects, index, leave),
    )


def _namespace(obj: KubeObject) -> str:
    return text(obj, "metadata", "namespace")


def _default_deny(
    policies: Sequence[KubeObject], namespace: str, way: Direction
) -> Iterator[Finding]:
    if not any(
        _namespace(policy) == namespace
        and way in directions(policy)
        and not mapping(policy, "spec", "podSelector")
        and not mapping(policy, "spec").get(way.field)
        for policy in policies
    ):
        yield Finding(
            object="NetworkPolicy/default-deny",
            namespace=namespace,
            field="",
            rule="network-default-deny",
            message=f"no policy denies {way.field} to all pods of namespace {namespace or '(none)'}",
            fix=f"add one with podSelector: {{}}, policyTypes: [{way.value}] and no rules",
        )


def _selectors(policy: KubeObject, index: PodIndex) -> Iterator[Finding]:
    """Pods of a namespace that has none among the objects are not known."""
    own = mapping(policy, "spec", "podSelector")
    places: list[tuple[str, Mapping[str, Any]]] = [("spec.podSelector", {"podSelector": own})]
    for way in Direction:
        for position, body in items(policy, "spec", way.field):
            places += [
                (f"spec.{way.field}[{position}].{way.peers}[{other}].podSelector", peer)
                for other, peer in items(body, way.peers)
                if is_known(peer, index)
            ]
    for path, peer in places:
        selector = mapping(peer, "podSelector")
        if selector and not selected_by(peer, _namespace(policy), index):
            yield Finding(
                object=title(policy),
                namespace=_namespace(policy),
                field=path,
                rule="network-selector",
                message=f"{shown(selector)} picks no pod of this environment",
                fix="use the labels of a workload, or remove the rule",
            )


def _open(policy: KubeObject) -> Iterator[Finding]:
    for way in Direction:
        for position, body in items(policy, "spec", way.field):
            if way in directions(policy) and _is_everybody(body, way):
                yield Finding(
                    object=title(policy),
                    namespace=_namespace(policy),
                    field=f"spec.{way.field}[{position}]",
                    rule="network-open",
                    message="allows everybody in the cluster",
                    fix="name the pods, namespaces or addresses that it is for",
                )


def _metadata(policy: KubeObject) -> Iterator[Finding]:
    """The address at which clouds hand out a node's credentials to whoever asks."""
    for position, body in items(policy, "spec", "egress"):
        for index, peer in items(body, "to"):
            block = mapping(peer, "ipBlock")
            excepted = block.get("except")
            if _holds(block.get("cidr")) and not any(
                map(_holds, excepted if isinstance(excepted, list) else ())
            ):
                yield Finding(
                    object=title(policy),
                    namespace=_namespace(policy),
                    field=f"spec.egress[{position}].to[{index}].ipBlock",
                    rule="network-metadata",
                    message=f"allows {_CREDENTIALS}, where a cloud hands out the node's credentials",
                    fix="add 169.254.0.0/16 to except",
                )


def _holds(network: Any) -> bool:
    if not isinstance(network, str):
        return False
    try:
        return _CREDENTIALS in ip_network(network, strict=False)
    except ValueError:
        return False


def _is_everybody(rule: Mapping[str, Any], way: Direction) -> bool:
    every_namespace: dict[str, Any] = {"namespaceSelector": {}}
    peers = [dict(peer) for _, peer in items(rule, way.peers)]
    return not peers or every_namespace in peers or {**every_namespace, "podSelector": {}} in peers


def _in_ambient(objects: Sequence[KubeObject]) -> frozenset[str]:
    return frozenset(
        name(obj)
        for obj in objects
        if is_a(obj, "", "Namespace") and _IN_AMBIENT in mapping(obj, "metadata", "labels").items()
    )


def _ports(rule: Rule, tunnelled: frozenset[str]) -> Iterator[Finding]:
    """A port is real if one of the pods that would accept the connection declares it.

    Args:
        tunnelled: namespaces whose pods accept tunnels without declaring it.
    """
    if not rule.targets or (rule.direction is Direction.EGRESS and rule.unknown):
        return
    for path, port in rule.ports:
        if not any(
            means(port, declared)
            for pod in rule.targets
            for declared in (*pod.ports, *([_TUNNEL] if pod.namespace in tunnelled else []))
        ):
            yield Finding(
                object=title(rule.policy),
                namespace=_namespace(rule.policy),
                field=f"{path}.port",
                rule="network-port",
                message=f"{names(rule.targets)} declares no port"
                f" {shown(port.get('port'))}/{protocol(port)}",
                fix="allow a port that its containers declare",
            )


def _one_sided(rule: Rule, leave: Leave) -> Iterator[Finding]:
    way = rule.direction.opposite
    for pod, peer in rule.flows:
        if (peer, way) not in leave.isolated:
            continue
        target = pod if rule.direction is Direction.INGRESS else peer
        others = [other for other in leave.rules(peer, way) if other.reaches(pod)]
        for path, port in rule.ports or ((rule.path, _ANY_PORT),):
            if not _agreed(port, target, others):
                yield _dead(rule, path, pod, peer)


def _agreed(port: Mapping[str, Any], target: PodTemplate, others: Sequence[Rule]) -> bool:
    """Whether the other end allows one of the target's ports that `port` means."""
    meant = [declared for declared in target.ports if means(port, declared)]
    return not meant or any(opens(other, declared) for declared in meant for other in others)


def _dead(rule: Rule, path: str, pod: PodTemplate, peer: PodTemplate) -> Finding:
    verb, missing = (
        ("accept from", "connect to")
        if rule.direction is Direction.INGRESS
        else ("connect to", "accept from")
    )
    return Finding(
        object=title(rule.policy),
        namespace=_namespace(rule.policy),
        field=path,
        rule="network-one-sided",
        message=f"{pod.title} may {verb} {peer.title} here,"
        f" but no policy lets {peer.title} {missing} it",
        fix=f"allow the {rule.direction.opposite.field} too, or remove this rule",
    )


def _names_unresolved(pod: PodTemplate, leave: Leave) -> Iterator[Finding]:
    if not all(leave.with_outside(pod, Direction.EGRESS, port) for port in _DNS):
        yield Finding(
            object=pod.title,
            namespace=pod.namespace,
            field="",
            rule="network-dns",
            message="no policy lets its pods ask a name server, so they find no Service",
            fix="allow egress to port 53 by UDP and TCP",
        )


def _unreachable(objects: Sequence[KubeObject], index: PodIndex, leave: Leave) -> Iterator[Finding]:
    for ingress in objects:
        if not is_a(ingress, "networking.k8s.io", "Ingress"):
            continue
        namespace = _namespace(ingress)
        found = services(obj for obj in objects if _namespace(obj) == namespace)
        for path, backend in backends(ingress):
            service = found.get(text(backend, "name"), {})
            port = service_port(service, mapping(backend, "port")) or {}
            selector = mapping(service, "spec", "selector")
            for pod in within({namespace}, index.carrying(selector)) if selector else ():
                target = pod.port(port.get("targetPort", port.get("port")), protocol(port))
                if target and not leave.with_outside(pod, Direction.INGRESS, target):
                    yield Finding(
                        object=title(ingress),
                        namespace=_namespace(ingress),
                        field=path,
                        rule="network-ingress",
                        message="no policy lets the Ingress controller reach port"
                        f" {target.number} of {pod.title}",
                        fix="allow ingress to it from the controller's namespace",
                    )


def _unused(objects: Sequence[KubeObject], index: PodIndex, leave: Leave) -> Iterator[Finding]:
    """A Service whose pods nobody may reach on any of its ports was forgotten in the flows.

    Of one that an Ingress leads to `network-ingress` tells.
    """
    led_to = {
        (_namespace(ingress), text(backend, "name"))
        for ingress in objects
        if is_a(ingress, "networking.k8s.io", "Ingress")
        for _, backend in backends(ingress)
    }
    for service in objects:
        selector = mapping(service, "spec", "selector")
        if not is_a(service, "", "Service") or not selector:
            continue
        if (_namespace(service), name(service)) in led_to:
            continue
        pods = within({_namespace(service)}, index.carrying(selector))
        targets = [
            (pod, target)
            for pod in pods
            for _, port in items(service, "spec", "ports")
            if (target := pod.port(port.get("targetPort", port.get("port")), protocol(port)))
        ]
        if targets and not any(_is_reached(pod, target, leave) for pod, target in targets):
            yield Finding(
                object=title(service),
                namespace=_namespace(service),
                field="spec.ports",
                rule="network-unused",
                message=f"no policy lets anybody reach {names(pods)} on them",
                fix="add the flow of whoever needs it, or remove the Service",
            )


def _is_reached(pod: PodTemplate, port: Port, leave: Leave) -> bool:
    return (pod, Direction.INGRESS) not in leave.isolated or any(
        opens(rule, port) for rule in leave.rules(pod, Direction.INGRESS)
    )
