"""How a platform is reached from outside: data, free of cdk8s, so that it loads fast."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

NGINX_WEBSOCKETS: Final = {
    "nginx.ingress.kubernetes.io/proxy-body-size": "10m",
    "nginx.ingress.kubernetes.io/proxy-read-timeout": "3600",
    "nginx.ingress.kubernetes.io/proxy-send-timeout": "3600",
}
"""For ingress-nginx: WebSockets that stay open for an hour of silence (its default is 60 s)."""


def f5_nginx_websockets(*services: str) -> dict[str, str]:
    """The same for F5's NGINX Ingress Controller, which must be told whose WebSockets they are.

    Source: https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/

    Args:
        services: names of the Services that accept WebSockets.
    """
    return {
        "nginx.org/client-max-body-size": "10m",
        "nginx.org/proxy-read-timeout": "3600s",
        "nginx.org/proxy-send-timeout": "3600s",
        "nginx.org/websocket-services": ",".join(services),
    }


@dataclass(frozen=True, slots=True)
class IngressSettings:
    """How the platform is reached from outside.

    Attributes:
        host: DNS name.
        class_name: IngressClass; with the annotations it is data, because the community's
            nginx controller was retired and others read another dialect.
        annotations: for the controller.
        tls_secret: Secret that cert-manager fills for the host; "" for plain HTTP.
    """

    host: str
    class_name: str
    annotations: Mapping[str, str] = field(default_factory=dict)
    tls_secret: str = ""
