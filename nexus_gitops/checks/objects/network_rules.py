"""The rules of NetworkPolicies, with the pods at both ends.

Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from nexus_gitops.checks.objects.fields import items, mapping
from nexus_gitops.checks.objects.pods import PodTemplate
from nexus_gitops.checks.objects.selection import PodIndex
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
        named: pods of this environment that the rule picks as peers.
        everyone: whether all pods of this environment are peers.
        outside: whether there are peers outside of this environment.
        ports: as the rule has them; an empty mapping stands for every port.
    """

    policy: KubeObject
    path: str
    direction: Direction
    pods: tuple[PodTemplate, ...]
    picked: bool
    named: frozenset[PodTemplate]
    everyone: bool
    outside: bool
    ports: tuple[tuple[str, Mapping[str, Any]], ...]

    def reaches(self, peer: PodTemplate) -> bool:
        """Whether `peer` is at the other end."""
        return self.everyone or peer in self.named

    @property
    def targets(self) -> tuple[PodTemplate, ...]:
        """The pods that accept the connections, as far as they are in this environment."""
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
    pods = index.selected(selector)
    for direction in Direction:
        if direction not in directions(policy):
            continue
        for position, body in items(policy, "spec", direction.field):
            path = f"spec.{direction.field}[{position}]"
            peers = [peer for _, peer in items(body, direction.peers)]
            inside = [peer for peer in peers if is_inside(peer)]
            selectors = [mapping(peer, "podSelector") for peer in inside]
            yield Rule(
                policy=policy,
                path=path,
                direction=direction,
                pods=pods,
                picked=bool(selector),
                named=frozenset(
                    pod for chosen in selectors if chosen for pod in index.selected(chosen)
                ),
                everyone=not peers or not all(selectors),
                outside=not peers or len(inside) < len(peers),
                ports=tuple(
                    (f"{path}.ports[{number}]", port) for number, port in items(body, "ports")
                ),
            )


def directions(policy: KubeObject) -> frozenset[Direction]:
    """The directions in which `policy` isolates its pods."""
    spec = mapping(policy, "spec")
    types = spec.get("policyTypes")
    if isinstance(types, list):
        return frozenset(way for way in Direction if way.value in types)
    return frozenset(way for way in Direction if way is Direction.INGRESS or way.field in spec)


def is_inside(peer: Mapping[str, Any]) -> bool:
    """Whether a rule's peer is pods of the policy's own namespace."""
    return "podSelector" in peer and not {"namespaceSelector", "ipBlock"} & peer.keys()
