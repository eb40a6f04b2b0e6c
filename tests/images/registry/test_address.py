"""Where registries are, and what may be said without TLS."""

import httpx
import pytest

from nexus_gitops.images.registry.address import api_url, may_lead_to


@pytest.mark.parametrize(
    ("registry", "url"),
    [
        ("docker.io", "https://registry-1.docker.io/v2/"),
        ("ghcr.io", "https://ghcr.io/v2/"),
        ("registry.example.com:5000", "https://registry.example.com:5000/v2/"),
        ("localhost:5001", "http://localhost:5001/v2/"),
        ("127.0.0.1:5001", "http://127.0.0.1:5001/v2/"),
        ("127.8.0.1", "http://127.8.0.1/v2/"),
        ("[::1]:5001", "http://[::1]:5001/v2/"),
        ("localhost.example.com", "https://localhost.example.com/v2/"),
        ("10.0.0.1:5000", "https://10.0.0.1:5000/v2/"),
    ],
)
def test_only_this_machine_is_spoken_to_without_tls(registry: str, url: str) -> None:
    assert str(api_url(registry)) == url


@pytest.mark.parametrize(
    ("source", "target", "allowed"),
    [
        ("https://r.io/v2/", "https://auth.r.io/token", True),
        ("http://localhost:1/v2/", "https://auth.r.io/token", True),
        ("http://localhost:1/v2/", "http://127.0.0.1:2/token", True),
        ("https://r.io/v2/", "http://r.io/token", False),
        ("https://r.io/v2/", "http://localhost/token", False),
        ("http://localhost:1/v2/", "http://auth.r.io/token", False),
        ("http://localhost:1/v2/", "ftp://localhost/token", False),
        ("https://r.io/v2/", "/token", False),
    ],
)
def test_nothing_leads_to_where_others_can_listen(source: str, target: str, allowed: bool) -> None:  # noqa: FBT001
    assert may_lead_to(httpx.URL(target), source=httpx.URL(source)) is allowed
