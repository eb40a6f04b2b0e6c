"""A Service in front of a component's pods.

Source: https://kubernetes.io/docs/concepts/services-networking/service/
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cdk8s_plus_27 import k8s

from nexus_constructs.component import Component
from nexus_constructs.pods import PodSpec
from nexus_constructs.scalars import port_ref


@dataclass(frozen=True, slots=True)
class ServicePort:
    """One port of the Service that has the name of its component."""

    component: Component
    name: str
    number: int


def service(
    component: Component,
    pod: PodSpec,
    ports: Mapping[str, int],
    *,
    name: str = "",
    cluster_ip: str = "",
) -> dict[str, ServicePort]:
    """Make a Service, and return its ports by name.

    Args:
        component: whose pods it leads to.
        pod: what they run.
        ports: where the Service listens, by the name of a container's port.
        name: the component's own unless given.
        cluster_ip: "None" for a headless Service.

    Raises:
        ValueError: no container has a port of that name.
    """
    declared = {port.name: port for c in pod.all_containers for port in c.ports}
    if unknown := ports.keys() - declared.keys():
        raise ValueError(
            f"the Service of {component.name} leads to the port {min(unknown)}, which no container"
            f" has; name one of {', '.join(declared) or 'those you add'}"
        )
    k8s.KubeService(
        component,
        f"{name}-service" if name else "service",
        metadata=component.metadata(name),
        spec=k8s.ServiceSpec(
            type="ClusterIP",
            cluster_ip=cluster_ip or None,
            selector=component.selector,
            ports=[
                k8s.ServicePort(
                    name=port,
                    port=number,
                    target_port=port_ref(port),
                    protocol=declared[port].protocol,
                )
                for port, number in ports.items()
            ]
            or None,  # which a headless one may do without
        ),
    )
    return {port: ServicePort(component, port, number) for port, number in ports.items()}
