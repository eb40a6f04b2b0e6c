"""Where a registry is, and which addresses may be spoken to without TLS."""

import ipaddress

import httpx

from nexus_gitops.images.image import DOCKER_HUB

_DOCKER_HUB_API = "registry-1.docker.io"


def api_url(registry: str) -> httpx.URL:
    """Root of the registry's API; plain HTTP only where the registry is this machine's own.

    That is Docker's rule for registries that nobody declared insecure
    (https://docs.docker.com/reference/cli/dockerd/#insecure-registries).
    """
    secure = httpx.URL(f"https://{_DOCKER_HUB_API if registry == DOCKER_HUB else registry}/v2/")
    return secure.copy_with(scheme="http") if _is_this_machine(secure.host) else secure


def may_lead_to(target: httpx.URL, *, source: httpx.URL) -> bool:
    """Whether an answer from `source` may send us on to `target`.

    Never from TLS to plain HTTP, which would give a credential or the choice of the digest
    to whoever listens, and never to plain HTTP on another machine.
    """
    if target.scheme == "https":
        return True
    return target.scheme == source.scheme == "http" and _is_this_machine(target.host)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
