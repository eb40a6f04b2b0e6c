"""Network policies from one table of flows; what no flow allows is denied.

Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.component import Component, Installation
from nexus_constructs.pods import count

_DNS_PORT: Final = 53
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
    """All pods of another namespace."""

    name: str


@dataclass(frozen=True, slots=True)
class Internet:
    """Every address that is not private."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One allowed connection.

    Attributes:
        source: who opens it.
        target: who accepts it.
        port: TCP port on the target's pods.
    """

    source: PodPeer | NamespacePeer
    target: PodPeer | Internet
    port: int


class NetworkPolicies(Component):
    """Default deny in both directions, name resolution for all, and one policy a component.

    Args:
        flows: everything else that is allowed.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        installation: Installation,
        flows: Sequence[Flow],
        after: Sequence[Component],
    ) -> None:
        super().__init__(scope, "network", installation=installation, after=after)
        self._policy("default-deny", policy_types=["Ingress", "Egress"])
        self._policy("allow-dns", policy_types=["Egress"], egress=[_dns()])
        ends = {end for flow in flows for end in (flow.source, flow.target)}
        for name in sorted(end.name for end in ends if isinstance(end, PodPeer)):
            self._component_policy(name, flows)

    def _component_policy(self, name: str, flows: Sequence[Flow]) -> None:
        incoming = [flow for flow in flows if flow.target == PodPeer(name)]
        outgoing = [flow for flow in flows if flow.source == PodPeer(name)]
        self._policy(
            name,
            selector=self._selector(name),
            policy_types=[
                *(["Ingress"] if incoming else []),
                *(["Egress"] if outgoing else []),
            ],
            ingress=[
                k8s.NetworkPolicyIngressRule(
                    from_=[self._peer(flow.source)], ports=[_tcp(flow.port)]
                )
                for flow in incoming
            ],
            egress=[
                k8s.NetworkPolicyEgressRule(to=[self._peer(flow.target)], ports=[_tcp(flow.port)])
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

    def _selector(self, component: str) -> dict[str, str]:
        return {
            "app.kubernetes.io/name": component,
            "app.kubernetes.io/instance": self.installation.name,
        }

    def _peer(self, end: PodPeer | NamespacePeer | Internet) -> k8s.NetworkPolicyPeer:
        match end:
            case PodPeer(name):
                return k8s.NetworkPolicyPeer(
                    pod_selector=k8s.LabelSelector(match_labels=self._selector(name))
                )
            case NamespacePeer(name):
                return k8s.NetworkPolicyPeer(
                    namespace_selector=k8s.LabelSelector(match_labels={_NAMESPACE_NAME: name})
                )
            case Internet():
                return k8s.NetworkPolicyPeer(
                    ip_block=k8s.IpBlock(cidr="0.0.0.0/0", except_=list(_PRIVATE))
                )


def _tcp(port: int) -> k8s.NetworkPolicyPort:
    return k8s.NetworkPolicyPort(protocol="TCP", port=count(port))


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
