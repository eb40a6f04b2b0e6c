"""What of an environment is drawn: workloads as nodes, and what policies let through as flows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.checks.objects.fields import is_a, mapping, text
from nexus_gitops.checks.objects.network_rules import Direction, Rule, is_inside, rules
from nexus_gitops.checks.objects.pods import PodTemplate
from nexus_gitops.checks.objects.selection import NAMESPACE_NAME, PodIndex
from nexus_gitops.checks.waves import wave_of
from nexus_gitops.manifests.identity import KubeObject

_DNS: Final = 53
_METRICS: Final = "metrics"
ADDRESSES: Final = "addresses"
"""Kind of a node for what a policy names by its addresses, as the internet or the API server."""
NAMESPACE: Final = "namespace"
"""Kind of a node for the pods of a namespace that is not the environment's."""


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """What is connected.

    Attributes:
        application: of the environment that it is of; "" for what is outside.
        name: of the workload, the namespace or the addresses.
        kind: of the workload, or `NAMESPACE` or `ADDRESSES`.
        wave: in which Argo CD applies it.
        version: the tag of its first container's image; "" where there is none.
    """

    application: str
    name: str
    kind: str
    wave: int = 0
    version: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Flow:
    """Connections that policies let through from one node to another.

    Attributes:
        source: who opens them.
        target: who is asked.
        ports: that are asked, in order; none where all are.
        watches: whether figures alone are asked for.
    """

    source: Node
    target: Node
    ports: tuple[int | str, ...] = ()
    watches: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """What is drawn, in the order in which it is.

    Attributes:
        title: environment and release.
        nodes: sorted.
        flows: sorted, one a pair of nodes.
    """

    title: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]

    @property
    def applications(self) -> tuple[str, ...]:
        """Those of the nodes, in order."""
        return tuple(sorted({node.application for node in self.nodes} - {""}))


def graph_of(title: str, applications: Mapping[str, Iterable[KubeObject]]) -> Graph:
    """The graph of an environment's objects by Application.

    Name resolution is left out: every pod asks the name server.
    """
    owned = {name: list(objects) for name, objects in applications.items()}
    everything = [obj for objects in owned.values() for obj in objects]
    index = PodIndex(everything)
    application_of = {id(obj): name for name, objects in owned.items() for obj in objects}
    nodes = {id(pod): _node(pod, application_of[id(pod.owner)]) for pod in index.all}
    ports: dict[tuple[Node, Node], set[int | str]] = {}
    watched: dict[tuple[Node, Node], bool] = {}
    for policy in everything:
        if not is_a(policy, "networking.k8s.io", "NetworkPolicy"):
            continue
        for rule in rules(policy, index):
            for source, target, pod in _ends(rule, nodes, index):
                for port in _ports(rule, pod):
                    ports.setdefault((source, target), set()).add(port)
                    watches = _is_metrics(pod, port)
                    watched[source, target] = watched.get((source, target), True) and watches
    flows = (
        Flow(*pair, tuple(sorted(found - {""}, key=str)), watched[pair])
        for pair, found in ports.items()
    )
    drawn = {*nodes.values(), *(node for pair in ports for node in pair)}
    return Graph(title, tuple(sorted(drawn)), tuple(sorted(flows, key=_order)))


def _order(flow: Flow) -> tuple[Node, Node]:
    return flow.source, flow.target


def _node(pod: PodTemplate, application: str) -> Node:
    image = text(pod.containers[0].body, "image") if pod.containers else ""
    name = image.partition("@")[0].rpartition("/")[2]
    return Node(
        application,
        text(pod.owner, "metadata", "name"),
        pod.owner["kind"],
        wave_of(pod.owner),
        name.partition(":")[2],
    )


def _ends(
    rule: Rule, nodes: Mapping[int, Node], index: PodIndex
) -> Iterator[tuple[Node, Node, PodTemplate | None]]:
    """Source and target of each connection of the rule, and the target's pods where known."""
    if not rule.picked:
        return  # for all pods, as the leave to ask the name server is
    inwards = rule.direction is Direction.INGRESS
    for pod in rule.pods:
        ours = nodes[id(pod)]
        for peer in sorted(rule.named, key=lambda one: one.title):
            theirs = nodes[id(peer)]
            yield (theirs, ours, pod) if inwards else (ours, theirs, peer)
        for outside in _outside(rule, index):
            yield (outside, ours, pod) if inwards else (ours, outside, None)


def _outside(rule: Rule, index: PodIndex) -> Iterator[Node]:
    body = _body(rule)
    for peer in body.get(rule.direction.peers, ()):
        if "ipBlock" in peer:
            cidr = text(peer, "ipBlock", "cidr")
            yield Node("", "any address" if cidr.endswith("/0") else cidr, ADDRESSES)
        elif not is_inside(peer):
            name = text(peer, "namespaceSelector", "matchLabels", NAMESPACE_NAME)
            if name and name not in index.namespaces:
                yield Node("", name, NAMESPACE)


def _body(rule: Rule) -> Mapping[str, Any]:
    position = int(rule.path.rpartition("[")[2].rstrip("]"))
    body: Mapping[str, Any] = mapping(rule.policy, "spec")[rule.direction.field][position]
    return body


def _ports(rule: Rule, target: PodTemplate | None) -> Iterator[int | str]:
    """What the rule lets through; "" where that is every port."""
    if not rule.ports:
        yield ""
    for _, port in rule.ports:
        wanted = port.get("port", "")
        if wanted == _DNS:
            continue
        known = target.port(wanted, "TCP") if target else None
        yield known.number if known else wanted


def _is_metrics(target: PodTemplate | None, port: int | str) -> bool:
    known = target.port(port, "TCP") if target else None
    return known is not None and _METRICS in known.name
