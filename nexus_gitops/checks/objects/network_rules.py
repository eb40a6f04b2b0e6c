"""The rules of NetworkPolicies, with the pods at both ends.

Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from nexus_gitops.checks.objects.fields import items, mapping, text
from nexus_gitops.checks.objects.pods import PodTemplate
from nexus_gitops.checks.objects.selection import NAMESPACE_NAME, PodIndex, selects
from nexus_gitops.manifests.identity import KubeObject


class Direction(Enum):
    """Of a rule; the value is its policy type."""

    INGRESS = "Ingress"
    EGRESS = "Egress"

    @property
    def field(self) -> str:
        """Of the rules in a policy's spec."""
        return self.value.lower()

    @property
    def peers(self) -> str:
        """Field of the other ends in a rule."""
        return "from" if self is Direction.INGRESS else "to"

    @property
    def opposite(self) -> "Direction":
        """What the other end needs."""
        return Direction.EGRESS if self is Direction.INGRESS else Direction.INGRESS


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule of a NetworkPolicy.

    Attributes:
        policy: the NetworkPolicy.
        path: to the rule.
        direction: see `Direction`.
        pods: that the policy picks.
        picked: whether the policy picks them by name, and is not for all pods.
        named: pods that the rule picks as peers by their labels.
        reached: these, and the pods of namespaces that are peers as a whole.
        everybody: whether the rule is for all peers, wherever they are.
        outside: whether there are peers outside of the policy's namespace.
        unknown: whether there may be peers that are not among the objects.
        ports: as the rule has them; an empty mapping stands for every port.
    """

    policy: KubeObject
    path: str
    direction: Direction
    pods: tuple[PodTemplate, ...]
    picked: bool
    named: frozenset[PodTemplate]
    reached: frozenset[PodTemplate]
    everybody: bool
    outside: bool
    unknown: bool
    ports: tuple[tuple[str, Mapping[str, Any]], ...]

    def reaches(self, peer: PodTemplate) -> bool:
        """Whether `peer` is at the other end."""
        return self.everybody or peer in self.reached

    @property
    def targets(self) -> tuple[PodTemplate, ...]:
        """The pods that accept the connections, as far as they are known."""
        return self.pods if self.direction is Direction.INGRESS else tuple(self.named)

    @property
    def flows(self) -> Iterator[tuple[PodTemplate, PodTemplate]]:
        """Pod and peer of each connection that the rule spells out, picking both ends."""
        if self.picked:
            for pod in self.pods:
                for peer in self.named:
                    yield pod, peer


def rules(policy: KubeObject, index: PodIndex) -> Iterator[Rule]:
    """The rules of `policy`, with the pods at both ends."""
    selector = mapping(policy, "spec", "podSelector")
    namespace = text(policy, "metadata", "namespace")
    pods = within({namespace}, index.selected(selector))
    for direction in Direction:
        if direction not in directions(policy):
            continue
        for position, body in items(policy, "spec", direction.field):
            path = f"spec.{direction.field}[{position}]"
            peers = [peer for _, peer in items(body, direction.peers)]
            reached = [(peer, selected_by(peer, namespace, index)) for peer in peers]
            yield Rule(
                policy=policy,
                path=path,
                direction=direction,
                pods=pods,
                picked=bool(selector),
                named=frozenset(
                    pod for peer, found in reached if mapping(peer, "podSelector") for pod in found
                ),
                reached=frozenset(pod for _, found in reached for pod in found),
                everybody=not peers,
                outside=not peers or not all(is_inside(peer) for peer in peers),
                unknown=not peers or not all(is_known(peer, index) for peer in peers),
                ports=tuple(
                    (f"{path}.ports[{number}]", port) for number, port in items(body, "ports")
                ),
            )


def selected_by(
    peer: Mapping[str, Any], namespace: str, index: PodIndex
) -> tuple[PodTemplate, ...]:
    """The pods that a rule's peer picks, as far as they are among the objects.

    Args:
        peer: of a rule.
        namespace: of the policy.
        index: of the objects.
    """
    if "ipBlock" in peer:
        return ()
    namespaces = {namespace} if is_inside(peer) else _namespaces(peer, index)
    return within(namespaces, index.selected(mapping(peer, "podSelector")))


def _namespaces(peer: Mapping[str, Any], index: PodIndex) -> frozenset[str]:
    selector = mapping(peer, "namespaceSelector")
    return frozenset(name for name, labels in index.namespaces.items() if selects(selector, labels))


def is_known(peer: Mapping[str, Any], index: PodIndex) -> bool:
    """Whether all that a peer picks is among the objects."""
    if is_inside(peer):
        return True
    return text(peer, "namespaceSelector", "matchLabels", NAMESPACE_NAME) in index.namespaces


def within(namespaces: Collection[str], pods: Iterable[PodTemplate]) -> tuple[PodTemplate, ...]:
    """Those of `pods` that are in one of `namespaces`."""
    return tuple(pod for pod in pods if pod.namespace in namespaces)


def directions(policy: KubeObject) -> frozenset[Direction]:
    """The directions in which `policy` isolates its pods."""
    spec = mapping(policy, "spec")
    types = spec.get("policyTypes")
    if isinstance(types, list):
        return frozenset(way for way in Direction if way.value in types)
    return frozenset(way for way in Direction if way is Direction.INGRESS or way.field in spec)


def is_inside(peer: Mapping[str, Any]) -> bool:
    """Whether a rule's peer is pods of the policy's own namespace, and says no namespace."""
    return "podSelector" in peer and not {"namespaceSelector", "ipBlock"} & peer.keys()
