"""What is meant of an entry, in the annotations of each dialect of Ingress."""

from collections.abc import Mapping, Sequence
from typing import Final

from nexus_platform.entry.meaning import Entry, F5Nginx, GatewayApi, HAProxy, IngressNginx, Traefik

_ISSUER: Final = "cert-manager.io/cluster-issuer"
_COOKIE: Final = "nexus"
"""Tells a browser's pod, where its requests stay with one."""


def annotations(entry: Entry, services: Sequence[str]) -> Mapping[str, str]:
    """All annotations of the object that leads in.

    Args:
        entry: what is meant.
        services: names of the Services that it leads to, any of which may accept WebSockets.
    """
    certificate = entry.certificate
    issuer = {_ISSUER: certificate.issuer} if certificate and certificate.issuer else {}
    return {**_dialect(entry, services), **issuer, **entry.annotations}


def _dialect(entry: Entry, services: Sequence[str]) -> Mapping[str, str]:
    match entry.dialect:
        case GatewayApi():
            return {}
        case F5Nginx():
            return _f5_nginx(entry, services)
        case IngressNginx() as dialect:
            return _ingress_nginx(entry, dialect)
        case Traefik():
            return _traefik(entry)
        case HAProxy() as dialect:
            return _haproxy(entry, dialect)


def _f5_nginx(entry: Entry, services: Sequence[str]) -> Mapping[str, str]:
    """It must be told whose connections may become WebSockets."""
    return {
        "nginx.org/client-max-body-size": f"{entry.largest_body_mb}m",
        "nginx.org/proxy-read-timeout": f"{entry.websocket_timeout_seconds}s",
        "nginx.org/proxy-send-timeout": f"{entry.websocket_timeout_seconds}s",
        "nginx.org/ssl-redirect": _word(_redirects(entry)),
        "nginx.org/websocket-services": ",".join(services),
    }


def _ingress_nginx(entry: Entry, dialect: IngressNginx) -> Mapping[str, str]:
    sticky = {
        "nginx.ingress.kubernetes.io/affinity": "cookie",
        "nginx.ingress.kubernetes.io/affinity-mode": "persistent",
        "nginx.ingress.kubernetes.io/session-cookie-name": _COOKIE,
    }
    return {
        "nginx.ingress.kubernetes.io/proxy-body-size": f"{entry.largest_body_mb}m",
        "nginx.ingress.kubernetes.io/proxy-read-timeout": str(entry.websocket_timeout_seconds),
        "nginx.ingress.kubernetes.io/proxy-send-timeout": str(entry.websocket_timeout_seconds),
        "nginx.ingress.kubernetes.io/ssl-redirect": _word(_redirects(entry)),
        **(sticky if dialect.sticky else {}),
    }


def _traefik(entry: Entry) -> Mapping[str, str]:
    """It bounds neither bodies nor the silence of a WebSocket; a host with TLS has that alone."""
    has_tls = entry.certificate is not None
    return {
        "traefik.ingress.kubernetes.io/router.entrypoints": "websecure" if has_tls else "web",
        "traefik.ingress.kubernetes.io/router.tls": _word(has_tls),
    }


def _haproxy(entry: Entry, dialect: HAProxy) -> Mapping[str, str]:
    """It bounds no bodies."""
    sticky = {"haproxy.org/cookie-persistence": _COOKIE}
    return {
        "haproxy.org/ssl-redirect": _word(_redirects(entry)),
        "haproxy.org/timeout-tunnel": f"{entry.websocket_timeout_seconds}s",
        **(sticky if dialect.sticky else {}),
    }


def _redirects(entry: Entry) -> bool:
    return entry.certificate is not None and entry.certificate.redirects


def _word(value: bool) -> str:  # noqa: FBT001 -- the value that is written
    return "true" if value else "false"
