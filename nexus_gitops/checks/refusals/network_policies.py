"""NetworkPolicies.

Source: pkg/apis/networking/validation/validation.go
"""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.formats import NETWORK
from nexus_gitops.checks.objects.place import Place, none_of, outside, unlike
from nexus_gitops.checks.refusals.probes import check_port
from nexus_gitops.checks.refusals.selectors import check_selector

_RULE: Final = "refused-network-policy"
_TYPES: Final = ("Egress", "Ingress")
_LARGEST_PORT: Final = 65535


def check_network_policy(obj: Place) -> Iterator[Finding]:
    """Rule `refused-network-policy`."""
    spec = obj.at("spec")
    yield from check_selector(spec.at("podSelector"))
    for kind in spec.items("policyTypes"):
        yield from none_of(kind, _TYPES, _RULE)
    if len(list(spec.items("policyTypes"))) > len(_TYPES):
        yield spec.at("policyTypes").refused(_RULE, "has more than two entries", "remove some")
    for way, peers in (("ingress", "from"), ("egress", "to")):
        for rule in spec.items(way):
            for port in rule.items("ports"):
                yield from _port(port)
            for peer in rule.items(peers):
                yield from _peer(peer)


def _port(port: Place) -> Iterator[Finding]:
    yield from check_port(port.at("port"), _RULE)
    end = port.at("endPort")
    if end.value is None:
        return
    first = port.number("port")
    if first is None:
        yield end.refused(_RULE, "needs a port that is a number", "write it, or remove this")
    else:
        yield from outside(end, first, _LARGEST_PORT, _RULE)


def _peer(peer: Place) -> Iterator[Finding]:
    selectors = ("podSelector", "namespaceSelector")
    for field in selectors:
        yield from check_selector(peer.at(field))
    if not any(peer.has(field) for field in (*selectors, "ipBlock")):
        yield Place(peer.owner, peer.path, None).refused(
            _RULE, "names nobody", "name pods, namespaces or addresses, or remove the list"
        )
    if peer.has("ipBlock") and any(peer.has(field) for field in selectors):
        yield Place(peer.owner, peer.path, None).refused(
            _RULE, "names addresses and pods at once", "make two peers of it"
        )
    block = peer.at("ipBlock")
    if block.value is not None and not block.text("cidr"):
        yield block.at("cidr").refused(_RULE, "is not set", NETWORK.says)
    elif block.value is not None:
        yield from unlike(block.at("cidr"), NETWORK, _RULE)
    for exception in block.items("except"):
        yield from unlike(exception, NETWORK, _RULE)
        known = NETWORK.fits(exception.text()) and NETWORK.fits(block.text("cidr"))
        if known and not _is_strictly_within(exception.text(), block.text("cidr")):
            yield exception.refused(
                _RULE, f"is no part of {block.text('cidr')}", "remove it, or widen the block"
            )


def _is_strictly_within(inner: str, outer: str) -> bool:
    small, large = ip_network(inner, strict=False), ip_network(outer, strict=False)
    return (
        small.version == large.version
        and small.prefixlen > large.prefixlen
        and small.network_address in large
    )
