"""What a mesh adds to an Application, made of the same edges as the NetworkPolicies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from cdk8s import Chart

from nexus_constructs import component as construct
from nexus_constructs.component import Installation
from nexus_constructs.deployment import Deployment
from nexus_constructs.mesh import Access, Account, Anybody, Authorization
from nexus_constructs.mesh_traffic import FailuresLogged, HttpTraffic, PodAddresses
from nexus_constructs.network import Flow, IPBlock, NamespacePeer, PodPeer
from nexus_constructs.quota import Peak
from nexus_platform.component import Component
from nexus_platform.edges import AllOf, Edge, Pods
from nexus_platform.istio import SYSTEM
from nexus_platform.mesh import Ambient, Mesh, Sidecar

_NAME: Final = "mesh"
_HBONE: Final = 15008
_ISTIOD: Final = NamespacePeer(SYSTEM, {"app": "istiod"})
_ISTIOD_PORT: Final = 15012
_PROBES: Final = IPBlock("169.254.7.127/32")
"""Where the kubelet's probes come from once a pod is in the ambient mesh.

Source: https://istio.io/latest/docs/ambient/usage/networkpolicy/
"""


def namespace_labels(mesh: Mesh | None) -> Mapping[str, str]:
    """By which a namespace is in the mesh."""
    return {} if mesh is None else mesh.namespace_labels


def peak(mesh: Mesh | None, alone: Peak) -> Peak:
    """The most that pods take, with what the mesh puts into them."""
    match mesh:
        case Sidecar(proxy=proxy) if alone.pods:
            return replace(alone, beside=(*alone.beside, proxy))
        case _:
            return alone


def carried(mesh: Mesh | None, edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """The connections that NetworkPolicies see.

    Those of the ambient mesh go through a tunnel, between the same pods, to one port; which port
    is meant, the tunnel's end decides (istio#56659).
    """
    known = tuple(edges)
    match mesh:
        case Ambient():
            tunnels = (
                Edge(edge.source, edge.target, _HBONE)
                for edge in known
                if isinstance(edge.target, Pods)
            )
            return (*known, *dict.fromkeys(tunnels))
        case _:
            return known


def probes(mesh: Mesh | None) -> tuple[IPBlock, ...]:
    """Where the kubelet's probes come from, unless they come from the node."""
    return (_PROBES,) if isinstance(mesh, Ambient) else ()


def own_flows(mesh: Mesh | None, components: Iterable[Component]) -> tuple[Flow, ...]:
    """What the proxies in the pods of a namespace ask for."""
    match mesh:
        case Sidecar(control_plane=namespace):
            istiod = replace(_ISTIOD, name=namespace)
            return tuple(
                Flow(PodPeer(c.name), istiod, _ISTIOD_PORT) for c in components if c.image_names
            )
        case _:
            return ()


def access(namespace: str, edges: Iterable[Edge]) -> tuple[Access, ...]:
    """Who may connect to the components of a namespace."""
    return tuple(
        Access(_caller(edge), edge.target.component, edge.port)
        for edge in edges
        if isinstance(edge.target, Pods) and edge.target.namespace == namespace
    )


def _caller(edge: Edge) -> Account | Anybody:
    match edge.source:
        case Pods(component, namespace):
            return Account(namespace, component)
        case AllOf(namespace):
            return Anybody(namespace)
        case nobody:
            raise ValueError(f"{nobody} has no identity in a mesh; let it come in by the entry")


def enforce(
    mesh: Mesh,
    chart: Chart,
    *,
    installation: Installation,
    edges: Sequence[Edge],
    after: Sequence[construct.Component],
) -> construct.Component:
    """Make what says who may call whom."""
    allowed = access(installation.namespace, edges)
    made = Authorization(chart, _NAME, installation=installation, access=allowed, after=after)
    if isinstance(mesh, Sidecar):
        FailuresLogged(chart, f"{_NAME}-failures", installation=installation, after=after)
        # Before the pods, so that each of them knows how to reach the next.
        for component in sorted({one.component for one in allowed}):
            ports = dict.fromkeys(one.port for one in allowed if one.component == component)
            PodAddresses(
                chart, component, installation=installation, ports=tuple(ports), after=[made]
            )
    return made


def shape_traffic(
    mesh: Mesh | None,
    chart: Chart,
    *,
    installation: Installation,
    services: Iterable[construct.Component],
) -> None:
    """Make what says how HTTP is carried; the ambient mesh carries connections alone."""
    match mesh:
        case Sidecar():
            for service in services:
                if isinstance(service, Deployment) and "http" in service.ports:
                    HttpTraffic(
                        chart,
                        f"{service.name}-traffic",
                        installation=installation,
                        port=service.ports["http"],
                        after=[service],
                    )
        case _:
            return
