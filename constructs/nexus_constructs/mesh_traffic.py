"""How the sidecars of Istio treat what they carry; ztunnel, the ambient data plane, has no such say.

Source: https://istio.io/latest/docs/reference/config/networking/
"""

from collections.abc import Sequence
from typing import Final

from cdk8s_plus_27 import k8s
from constructs import Construct

from imports.io.istio import networking, telemetry
from nexus_constructs.component import Component, Installation
from nexus_constructs.mesh import MeshObject
from nexus_constructs.scalars import count
from nexus_constructs.services import ServicePort

_CONNECT_TIMEOUT: Final = "3s"
_MOST_CONNECTIONS: Final = 1024
_MOST_PENDING: Final = 256
_EJECTED_FOR: Final = "30s"
_REPEATS: Final = 2
_NOT_SENT: Final = "connect-failure,refused-stream"
"""What a request met that no program has seen."""

_Policy = networking.DestinationRuleSpecTrafficPolicy
_Pool = networking.DestinationRuleSpecTrafficPolicyConnectionPool
_Http = networking.VirtualServiceSpecHttp


class HttpTraffic(MeshObject):
    """Limits of connections to a service, pods that cannot be reached left out, and few repeats.

    An answer of 5xx ejects no pod: a kernel that is full says 503, and is well. A request that
    may not be repeated is sent once, whatever becomes of it.

    Args:
        port: of the service.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        port: ServicePort,
        after: Sequence[Component],
    ) -> None:
        super().__init__(scope, name, installation=installation, after=after)
        host = _host(installation, port.component.name)
        networking.DestinationRule(
            self,
            "rule",
            metadata=self.istio_metadata(port.component.name),
            spec=networking.DestinationRuleSpec(host=host, traffic_policy=_policy()),
        )
        networking.VirtualService(
            self,
            "routes",
            metadata=self.istio_metadata(port.component.name),
            spec=networking.VirtualServiceSpec(
                hosts=[host],
                http=[
                    _route(
                        host,
                        match=[
                            networking.VirtualServiceSpecHttpMatch(
                                method=networking.VirtualServiceSpecHttpMatchMethod(exact=method)
                            )
                            for method in ("GET", "HEAD")
                        ],
                        attempts=_REPEATS,
                        retry_on=_NOT_SENT,
                    ),
                    _route(host, match=None, attempts=0, retry_on=None),
                ],
            ),
        )


class PodAddresses(MeshObject):
    """Lets pods be reached by their own addresses with mutual TLS, as their peers and Prometheus do.

    A sidecar sends what goes to an address that no Service has in plain text, which a strict
    peer refuses. The ports are those of TCP, whatever is spoken, so that the address decides.

    Args:
        component: whose pods they are.
        ports: where they listen.
    """

    def __init__(
        self,
        scope: Construct,
        component: str,
        *,
        installation: Installation,
        ports: Sequence[int],
        after: Sequence[Component],
    ) -> None:
        name = f"{component}-pods"
        super().__init__(scope, name, installation=installation, after=after)
        k8s.KubeService(
            self,
            "service",
            metadata=self.metadata(),
            spec=k8s.ServiceSpec(
                type="ClusterIP",
                cluster_ip="None",
                publish_not_ready_addresses=True,
                selector=installation.selector(component),
                ports=[
                    k8s.ServicePort(
                        name=f"tcp-{port}", port=port, target_port=count(port), protocol="TCP"
                    )
                    for port in ports
                ],
            ),
        )
        networking.DestinationRule(
            self,
            "rule",
            metadata=self.istio_metadata(),
            spec=networking.DestinationRuleSpec(
                host=_host(installation, name),
                traffic_policy=_Policy(
                    tls=networking.DestinationRuleSpecTrafficPolicyTls(
                        mode=networking.DestinationRuleSpecTrafficPolicyTlsMode.ISTIO_UNDERSCORE_MUTUAL
                    )
                ),
            ),
        )


class FailuresLogged(MeshObject):
    """Has the sidecars of a namespace write a line for each request that ended in 5xx."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        after: Sequence[Component],
    ) -> None:
        super().__init__(scope, name, installation=installation, after=after)
        telemetry.Telemetry(
            self,
            "telemetry",
            metadata=self.istio_metadata(),
            spec=telemetry.TelemetrySpec(
                access_logging=[
                    telemetry.TelemetrySpecAccessLogging(
                        providers=[telemetry.TelemetrySpecAccessLoggingProviders(name="envoy")],
                        filter=telemetry.TelemetrySpecAccessLoggingFilter(
                            expression="response.code >= 500"
                        ),
                    )
                ]
            ),
        )


def _host(installation: Installation, service: str) -> str:
    return f"{service}.{installation.namespace}.svc.cluster.local"


def _policy() -> _Policy:
    return _Policy(
        connection_pool=_Pool(
            tcp=networking.DestinationRuleSpecTrafficPolicyConnectionPoolTcp(
                max_connections=_MOST_CONNECTIONS, connect_timeout=_CONNECT_TIMEOUT
            ),
            http=networking.DestinationRuleSpecTrafficPolicyConnectionPoolHttp(
                http1_max_pending_requests=_MOST_PENDING
            ),
        ),
        outlier_detection=networking.DestinationRuleSpecTrafficPolicyOutlierDetection(
            split_external_local_origin_errors=True,
            consecutive_local_origin_failures=5,
            consecutive5_xx_errors=0,
            consecutive_gateway_errors=0,
            base_ejection_time=_EJECTED_FOR,
            max_ejection_percent=50,
        ),
    )


def _route(
    host: str,
    *,
    match: Sequence[networking.VirtualServiceSpecHttpMatch] | None,
    attempts: int,
    retry_on: str | None,
) -> _Http:
    return _Http(
        match=match,
        route=[
            networking.VirtualServiceSpecHttpRoute(
                destination=networking.VirtualServiceSpecHttpRouteDestination(host=host)
            )
        ],
        retries=networking.VirtualServiceSpecHttpRetries(attempts=attempts, retry_on=retry_on),
    )
