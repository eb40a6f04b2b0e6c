"""Services and what stands behind them.

Source: `validateService` and its parts in pkg/apis/core/validation/validation.go,
pkg/apis/discovery/validation/validation.go
"""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.formats import (
    ADDRESS,
    DNS_LABEL,
    DNS_SUBDOMAIN,
    NETWORK,
    QUALIFIED_NAME,
)
from nexus_gitops.checks.objects.place import (
    Place,
    none_of,
    outside,
    same,
    twice,
    unlike,
    unlike_if_set,
)
from nexus_gitops.checks.refusals.probes import check_port
from nexus_gitops.checks.refusals.selectors import check_labels

_RULE: Final = "refused-service"
_OPEN: Final = ("NodePort", "LoadBalancer")
_LOWEST_NODE_PORT: Final = 30000
_HIGHEST_NODE_PORT: Final = 32767
_LONGEST_AFFINITY_SECONDS: Final = 86400
_LARGEST_PORT: Final = 65535
_MOST_ADDRESSES: Final = 1000


def check_service(obj: Place) -> Iterator[Finding]:
    """Rules `refused-service` and `syntax-port`."""
    spec = obj.at("spec")
    kind = spec.text("type") or "ClusterIP"
    yield from check_labels(spec.at("selector"), _RULE)
    yield from _ports(spec, kind)
    yield from _cluster_address(spec, kind)
    yield from _outside(spec, kind)
    yield from _affinity(spec)
    families = [family.text() for family in spec.items("ipFamilies")]
    if len(set(families)) < len(families):
        yield spec.at("ipFamilies").refused(_RULE, "names one twice", "name each once")
    if len(families) > 1 and spec.text("ipFamilyPolicy") == "SingleStack":
        yield spec.at("ipFamilies").refused(_RULE, "names two for SingleStack", "name one")
    if kind == "ExternalName":
        yield from unlike(spec.at("externalName"), DNS_SUBDOMAIN, _RULE)
        if not spec.has("externalName"):
            yield spec.at("externalName").refused(_RULE, "is not set", "set it")
    if spec.has("trafficDistribution"):
        yield from none_of(
            spec.at("trafficDistribution"),
            ("PreferClose", "PreferSameNode", "PreferSameZone"),
            _RULE,
        )


def _ports(spec: Place, kind: str) -> Iterator[Finding]:
    ports = list(spec.items("ports"))
    taken: set[tuple[str, int]] = set()
    for port in ports:
        number = port.at("port")
        yield from outside(number, 1, _LARGEST_PORT, "syntax-port")
        yield from unlike_if_set(port.at("name"), DNS_LABEL, "syntax-port")
        if len(ports) > 1 and not port.text("name"):
            yield port.at("name").refused(
                "syntax-port", "is not set, with more ports than one", "give each port a name"
            )
        if port.at("targetPort").value not in (0, ""):  # then it is the Service's own
            yield from check_port(port.at("targetPort"), "syntax-port")
        yield from unlike(port.at("appProtocol"), QUALIFIED_NAME, _RULE)
        yield from _node_port(port, kind, taken)


def _node_port(port: Place, kind: str, taken: set[tuple[str, int]]) -> Iterator[Finding]:
    node_port = port.at("nodePort")
    number = node_port.number()
    if not number:
        return
    if kind not in _OPEN:
        yield node_port.refused(_RULE, f"is not for the type {kind}", "remove it")
    yield from outside(node_port, _LOWEST_NODE_PORT, _HIGHEST_NODE_PORT, _RULE)
    key = (port.text("protocol") or "TCP", number)
    if key in taken:
        yield node_port.refused(_RULE, "is there twice", "use another one, or none")
    taken.add(key)


def _cluster_address(spec: Place, kind: str) -> Iterator[Finding]:
    address = spec.at("clusterIP")
    text = address.text()
    if kind == "ExternalName" and text:
        yield address.refused(_RULE, "is not for the type ExternalName", "remove it")
    elif kind in _OPEN and text == "None":
        yield address.refused(_RULE, f"is not for the type {kind}", "remove it")
    elif text != "None":
        yield from unlike_if_set(address, ADDRESS, _RULE)
    first = next(iter(spec.items("clusterIPs")), None)
    if first is not None and first.value != address.value:
        yield first.refused(_RULE, "is not the clusterIP", "make them equal")
    if kind != "ExternalName" and text != "None" and not list(spec.items("ports")):
        yield spec.at("ports").refused(_RULE, "is empty", "add a port")


def _outside(spec: Place, kind: str) -> Iterator[Finding]:
    external = list(spec.items("externalIPs"))
    for address in external:
        yield from unlike(address, ADDRESS, _RULE)
        if ADDRESS.fits(address.text()) and _is_special(address.text()):
            yield address.refused(_RULE, "is no address of others", "remove it")
    policy = spec.at("externalTrafficPolicy")
    if policy.text() and kind not in _OPEN and not (kind == "ClusterIP" and external):
        yield policy.refused(_RULE, f"is not for the type {kind}", "remove it")
    check = spec.at("healthCheckNodePort")
    yield from outside(check, 0, _LARGEST_PORT, _RULE)
    if check.number() and not (kind == "LoadBalancer" and policy.text() == "Local"):
        yield check.refused(_RULE, "is only for LoadBalancer with the policy Local", "remove it")
    for field in ("allocateLoadBalancerNodePorts", "loadBalancerClass"):
        if spec.has(field) and kind != "LoadBalancer":
            yield spec.at(field).refused(_RULE, f"is not for the type {kind}", "remove it")
    yield from unlike(spec.at("loadBalancerClass"), QUALIFIED_NAME, _RULE)
    ranges = list(spec.items("loadBalancerSourceRanges"))
    for network in ranges:
        if not NETWORK.fits(network.text().strip()):
            yield network.refused(_RULE, f"is no {NETWORK.name}", NETWORK.says)
    if ranges and kind != "LoadBalancer":
        yield spec.at("loadBalancerSourceRanges").refused(
            _RULE, f"is not for the type {kind}", "remove it"
        )


def _is_special(text: str) -> bool:
    address = ip_address(text)
    return (
        address.is_loopback
        or address.is_link_local
        or address.is_unspecified
        or address.is_multicast
    )


def _affinity(spec: Place) -> Iterator[Finding]:
    seconds = spec.at("sessionAffinityConfig", "clientIP", "timeoutSeconds")
    if spec.text("sessionAffinity") == "ClientIP":
        yield from outside(seconds, 1, _LONGEST_AFFINITY_SECONDS, _RULE)


def check_endpoint_slice(obj: Place) -> Iterator[Finding]:
    """Rule `refused-service`, for addresses and ports."""
    kind = obj.text("addressType")
    yield from none_of(obj.at("addressType"), ("FQDN", "IPv4", "IPv6"), _RULE)
    endpoints = list(obj.items("endpoints"))
    if len(endpoints) > _MOST_ADDRESSES:
        yield Place(obj.owner, "endpoints", None).refused(
            _RULE, f"has more than {_MOST_ADDRESSES} entries", "split it"
        )
    wanted = DNS_SUBDOMAIN if kind == "FQDN" else ADDRESS
    for endpoint in endpoints:
        if not endpoint.at("addresses").value:
            yield endpoint.at("addresses").refused(_RULE, "is empty", "add an address")
        yield from unlike(endpoint.at("hostname"), DNS_LABEL, _RULE)
        yield from unlike_if_set(endpoint.at("nodeName"), DNS_SUBDOMAIN, _RULE)
        yield from same(endpoint.items("addresses"), _RULE)
        for address in endpoint.items("addresses"):
            yield from unlike(address, wanted, _RULE)
            if ADDRESS.fits(address.text()) and (":" in address.text()) != (kind == "IPv6"):
                yield address.refused(_RULE, f"is no address of {kind}", "change one of the two")
    yield from twice(obj.items("ports"), "name", "syntax-port")
    for port in obj.items("ports"):
        yield from unlike_if_set(port.at("name"), DNS_LABEL, "syntax-port")
        yield from unlike(port.at("appProtocol"), QUALIFIED_NAME, _RULE)
