"""What an environment says of its entry, whatever the controller that serves it."""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from nexus_gitops.platform.data import Data, DnsLabel, DnsName


class Dialect(Data, frozen=True, kw_only=True):
    """A kind of controller, and where it runs.

    Attributes:
        class_name: of its IngressClass or GatewayClass.
        namespace: of the pods that the traffic comes from.
    """

    class_name: DnsLabel
    namespace: DnsLabel

    @property
    def requires(self) -> tuple[str, ...]:
        """Custom kinds that the cluster must have for it, as `group/Kind`."""
        return ()


class GatewayApi(Dialect, frozen=True, kw_only=True, tag_field="kind", tag="gateway-api"):
    """A Gateway and its HTTPRoutes, for any implementation; the names are Envoy Gateway's.

    Source: https://gateway-api.sigs.k8s.io/
    """

    class_name: DnsLabel = "eg"
    namespace: DnsLabel = "envoy-gateway-system"

    @property
    def requires(self) -> tuple[str, ...]:
        """See `Dialect`."""
        return ("gateway.networking.k8s.io/Gateway", "gateway.networking.k8s.io/HTTPRoute")


class F5Nginx(Dialect, frozen=True, kw_only=True, tag_field="kind", tag="f5-nginx"):
    """An Ingress for F5's NGINX Ingress Controller.

    Source: https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/
    """

    class_name: DnsLabel = "nginx"
    namespace: DnsLabel = "nginx-ingress"


class IngressNginx(Dialect, frozen=True, kw_only=True, tag_field="kind", tag="ingress-nginx"):
    """An Ingress for the community's ingress-nginx, which was retired in March 2026.

    Attributes:
        sticky: whether the requests of a browser go to one pod while it lives.

    Source: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
    """

    class_name: DnsLabel = "nginx"
    namespace: DnsLabel = "ingress-nginx"
    sticky: bool = False


class Traefik(Dialect, frozen=True, kw_only=True, tag_field="kind", tag="traefik"):
    """An Ingress for Traefik.

    A host with a certificate is served by HTTPS alone; whether plain HTTP leads there is said
    for all hosts at its entry point (entryPoints.web.http.redirections).

    Source: https://doc.traefik.io/traefik/routing/providers/kubernetes-ingress/
    """

    class_name: DnsLabel = "traefik"
    namespace: DnsLabel = "traefik"


class HAProxy(Dialect, frozen=True, kw_only=True, tag_field="kind", tag="haproxy"):
    """An Ingress for HAProxy Technologies' controller.

    Attributes:
        sticky: whether the requests of a browser go to one pod while it lives.

    Source: https://www.haproxy.com/documentation/kubernetes-ingress/community/configuration-reference/ingress/
    """

    class_name: DnsLabel = "haproxy"
    namespace: DnsLabel = "haproxy-controller"
    sticky: bool = False


class Certificate(Data, frozen=True, kw_only=True):
    """The certificate that the host is served with.

    Attributes:
        secret: the Secret that holds it.
        issuer: the ClusterIssuer by which cert-manager fills it, by DNS-01: a pod that answers
            HTTP-01 is in no flow, so nothing reaches it. "" where somebody else fills it.
        redirects: whether plain HTTP leads to HTTPS.
    """

    secret: DnsName
    issuer: str = ""
    redirects: bool = True


class Entry(Data, frozen=True, kw_only=True):
    """How an environment is reached from outside.

    What is meant is said here once, for every dialect; what only some can do is a field of
    theirs, because a controller passes over in silence what it does not know.

    Attributes:
        host: DNS name.
        dialect: who serves it.
        certificate: what it is served with; None for plain HTTP.
        largest_body_mb: megabytes of the largest request that is let through.
        websocket_timeout_seconds: how long a WebSocket stays open in silence.
        annotations: what else the controller is to know.
    """

    host: DnsName
    dialect: GatewayApi | F5Nginx | IngressNginx | Traefik | HAProxy = GatewayApi()
    certificate: Certificate | None = None
    largest_body_mb: Annotated[int, msgspec.Meta(ge=1, le=1024)] = 10
    websocket_timeout_seconds: Annotated[int, msgspec.Meta(ge=60, le=3600)] = 3600
    annotations: Mapping[str, str] = {}
