"""Network policies from one table of flows; what no flow allows is denied.

Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Final

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.component import Component, Installation
from nexus_constructs.containers import Protocol
from nexus_constructs.scalars import count

_DNS_PORT: Final = 53
_LAST_PORT: Final = 65535
_DNS_LABELS: Final = {"k8s-app": "kube-dns"}
_DNS_NAMESPACE: Final = "kube-system"
_NODE_LOCAL_DNS: Final = "169.254.20.10/32"
_NAMESPACE_NAME: Final = "kubernetes.io/metadata.name"
_PRIVATE: Final = (
    "10.0.0.0/8",
    "100.64.0.0/10",
    "169.254.0.0/16",  # link-local: the cloud's metadata service
    "172.16.0.0/12",
    "192.168.0.0/16",
)


@dataclass(frozen=True, slots=True)
class PodPeer:
    """The pods of one component of this installation, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class NamespacePeer:
    """Pods of another namespace.

    Attributes:
        name: of the namespace.
        labels: that the pods carry, as `Installation.selector` gives them; all pods where
            there are none.
    """

    name: str
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class IPBlock:
    """Addresses, of what is no pod.

    Attributes:
        cidr: as `203.0.113.0/24`.
        excluded: smaller blocks in it that are not meant.

    Raises:
        ValueError: a block is none, or one of `excluded` is not inside `cidr`.
    """

    cidr: str
    excluded: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        whole = ip_network(self.cidr)
        for block in self.excluded:
            part = ip_network(block)
            if part.version != whole.version or not part.subnet_of(whole):  # type: ignore[arg-type]
                raise ValueError(
                    f"{block} is not inside {self.cidr}, so it cannot be excluded; remove it"
                )


INTERNET: Final = IPBlock("0.0.0.0/0", excluded=_PRIVATE)
"""Every address that is not private."""

API_SERVER: Final = IPBlock("0.0.0.0/0", excluded=("169.254.0.0/16",))
"""Wherever the cluster's API server is: it is no pod, so that no label picks it out."""

Peer = PodPeer | NamespacePeer | IPBlock


@dataclass(frozen=True, slots=True)
class Flow:
    """One allowed connection, of which a component of this installation is an end.

    Attributes:
        source: who opens it.
        target: who accepts it.
        port: on the target.
        protocol: of the transport.
        end_port: the last of a range that begins with `port`; None for one port alone.

    Raises:
        ValueError: neither end is a component, or the ports are none.
    """

    source: Peer
    target: Peer
    port: int
    protocol: Protocol = "TCP"
    end_port: int | None = None

    def __post_init__(self) -> None:
        if not any(isinstance(end, PodPeer) for end in (self.source, self.target)):
            raise ValueError(
                f"{self.source} and {self.target} are both outside of the installation;"
                " make one end a PodPeer"
            )
        last = self.port if self.end_port is None else self.end_port
        if not 1 <= self.port <= last <= _LAST_PORT:
            raise ValueError(
                f"port {self.port} to {last} is no port or range; use 1 to {_LAST_PORT}, in order"
            )

    def ports(self) -> list[k8s.NetworkPolicyPort]:
        """The port or range, as a policy has it."""
        return [
            k8s.NetworkPolicyPort(
                protocol=self.protocol, port=count(self.port), end_port=self.end_port
            )
        ]


class NetworkPolicies(Component):
    """Default deny in both directions, name resolution for all, and one policy a component.

    Args:
        flows: everything else that is allowed.
        probes: addresses that probes come from, where it is not the node's own that asks.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        installation: Installation,
        flows: Sequence[Flow],
        probes: Sequence[IPBlock] = (),
        after: Sequence[Component],
    ) -> None:
        super().__init__(scope, "network", installation=installation, after=after)
        self._policy("default-deny", policy_types=["Ingress", "Egress"])
        self._policy("allow-dns", policy_types=["Egress"], egress=[_dns()])
        if probes:
            rule = k8s.NetworkPolicyIngressRule(from_=[self._peer(block) for block in probes])
            self._policy("allow-probes", policy_types=["Ingress"], ingress=[rule])
        ends = [end for flow in flows for end in (flow.source, flow.target)]
        for name in sorted({end.name for end in ends if isinstance(end, PodPeer)}):
            self._component_policy(name, flows)

    def _component_policy(self, name: str, flows: Sequence[Flow]) -> None:
        incoming = [flow for flow in flows if flow.target == PodPeer(name)]
        outgoing = [flow for flow in flows if flow.source == PodPeer(name)]
        self._policy(
            name,
            selector=self.installation.selector(name),
            policy_types=[
                *(["Ingress"] if incoming else []),
                *(["Egress"] if outgoing else []),
            ],
            ingress=[
                k8s.NetworkPolicyIngressRule(from_=[self._peer(flow.source)], ports=flow.ports())
                for flow in incoming
            ],
            egress=[
                k8s.NetworkPolicyEgressRule(to=[self._peer(flow.target)], ports=flow.ports())
                for flow in outgoing
            ],
        )

    def _policy(
        self,
        name: str,
        *,
        policy_types: list[str],
        selector: dict[str, str] | None = None,
        ingress: Sequence[k8s.NetworkPolicyIngressRule] = (),
        egress: Sequence[k8s.NetworkPolicyEgressRule] = (),
    ) -> None:
        k8s.KubeNetworkPolicy(
            self,
            name,
            metadata=self.metadata(name),
            spec=k8s.NetworkPolicySpec(
                pod_selector=k8s.LabelSelector(match_labels=selector),
                policy_types=policy_types,
                ingress=list(ingress) or None,
                egress=list(egress) or None,
            ),
        )

    def _peer(self, peer: Peer) -> k8s.NetworkPolicyPeer:
        match peer:
            case PodPeer(name):
                return k8s.NetworkPolicyPeer(
                    pod_selector=k8s.LabelSelector(match_labels=self.installation.selector(name))
                )
            case NamespacePeer(name, labels):
                return k8s.NetworkPolicyPeer(
                    namespace_selector=k8s.LabelSelector(match_labels={_NAMESPACE_NAME: name}),
                    pod_selector=k8s.LabelSelector(match_labels=dict(labels)) if labels else None,
                )
            case IPBlock(cidr, excluded):
                return k8s.NetworkPolicyPeer(
                    ip_block=k8s.IpBlock(cidr=cidr, except_=list(excluded) or None)
                )


def _dns() -> k8s.NetworkPolicyEgressRule:
    return k8s.NetworkPolicyEgressRule(
        to=[
            k8s.NetworkPolicyPeer(
                namespace_selector=k8s.LabelSelector(
                    match_labels={_NAMESPACE_NAME: _DNS_NAMESPACE}
                ),
                pod_selector=k8s.LabelSelector(match_labels=_DNS_LABELS),
            ),
            k8s.NetworkPolicyPeer(ip_block=k8s.IpBlock(cidr=_NODE_LOCAL_DNS)),
        ],
        ports=[
            k8s.NetworkPolicyPort(protocol=protocol, port=count(_DNS_PORT))
            for protocol in ("UDP", "TCP")
        ],
    )
