"""Who may connect to whom, by all NetworkPolicies together.

Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nexus_gitops.checks.objects.fields import mapping, number, text
from nexus_gitops.checks.objects.network_rules import (
    Direction,
    Rule,
    directions,
    rules,
    selected_by,
)
from nexus_gitops.checks.objects.pods import PodTemplate, Port, protocol
from nexus_gitops.checks.objects.selection import PodIndex
from nexus_gitops.manifests.identity import KubeObject


@dataclass(frozen=True, slots=True)
class Leave:
    """Who may connect.

    Attributes:
        all: the rules of all policies.
        isolated: pods that some policy picks, by direction; to others everything is allowed.
        allowing: the rules that each pod has in a direction.
    """

    all: Sequence[Rule]
    isolated: frozenset[tuple[PodTemplate, Direction]]
    allowing: Mapping[tuple[PodTemplate, Direction], Sequence[Rule]]

    def rules(self, pod: PodTemplate, way: Direction) -> Sequence[Rule]:
        """What `pod` is allowed in a direction, where it is isolated in it."""
        return self.allowing.get((pod, way), ())

    def with_outside(self, pod: PodTemplate, way: Direction, port: Port) -> bool:
        """Whether `pod` may connect with somebody outside of its namespace."""
        return (pod, way) not in self.isolated or any(
            rule.outside and opens(rule, port) for rule in self.rules(pod, way)
        )

    def between(self, client: PodTemplate, server: PodTemplate, port: Port) -> bool:
        """Whether `client` may connect to `port` of `server`, by the policies of both."""
        return self._lets(client, Direction.EGRESS, server, port) and self._lets(
            server, Direction.INGRESS, client, port
        )

    def _lets(self, pod: PodTemplate, way: Direction, peer: PodTemplate, port: Port) -> bool:
        return (pod, way) not in self.isolated or any(
            rule.reaches(peer) and opens(rule, port) for rule in self.rules(pod, way)
        )


def leave_of(policies: Iterable[KubeObject], index: PodIndex) -> Leave:
    """What `policies` allow the pods of `index`."""
    known = tuple(policies)
    parsed = tuple(rule for policy in known for rule in rules(policy, index))
    isolated = frozenset(
        (pod, way)
        for policy in known
        for way in directions(policy)
        for pod in selected_by(
            {"podSelector": mapping(policy, "spec", "podSelector")},
            text(policy, "metadata", "namespace"),
            index,
        )
    )
    allowing: defaultdict[tuple[PodTemplate, Direction], list[Rule]] = defaultdict(list)
    for rule in parsed:
        for pod in rule.pods:
            allowing[pod, rule.direction].append(rule)
    return Leave(parsed, isolated, allowing)


def opens(rule: Rule, port: Port) -> bool:
    """Whether `rule` allows connections to `port`."""
    return not rule.ports or any(means(allowed, port) for _, allowed in rule.ports)


def means(wanted: Mapping[str, Any], declared: Port) -> bool:
    """Whether `wanted`, a port of a rule, is the declared one."""
    if not wanted:
        return True
    if protocol(wanted) != declared.protocol:
        return False
    port = wanted.get("port")
    if isinstance(port, str):
        return port == declared.name
    first = number(port, 0)
    last = number(wanted.get("endPort"), first or 65535)
    return first <= declared.number <= last
