"""Where staging answers from outside, by whichever dialect it is entered, as rendered."""

from typing import Any

import msgspec
import pytest

from nexus_gitops.operations.way_in import leading_in, way_in
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import render
from nexus_platform.entry.meaning import Certificate, Entry, GatewayApi, Traefik
from nexus_platform.environment import Environment

CERTIFICATE = Certificate(secret="nexus-tls")
BY_INGRESS = {"loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}}
BY_GATEWAY = {"addresses": [{"type": "IPAddress", "value": "192.0.2.1"}]}


@pytest.mark.parametrize(
    ("dialect", "kind", "status"),
    [(Traefik(), "Ingress", BY_INGRESS), (GatewayApi(), "Gateway", BY_GATEWAY)],
)
@pytest.mark.parametrize("certificate", [None, CERTIFICATE])
def test_host_address_and_whether_it_is_secure_come_from_the_object_that_leads_in(
    dialect: Traefik | GatewayApi,
    kind: str,
    status: dict[str, Any],
    certificate: Certificate | None,
) -> None:
    staging = loading.load("staging")
    assert isinstance(staging, Environment)
    entry = Entry(host="nexus.example.com", dialect=dialect, certificate=certificate)
    env = msgspec.structs.replace(staging, entry=entry)
    rendered = render(platform(), env, loading.images(env.name), env.repository)
    found = leading_in(rendered.objects["core"])
    assert found is not None
    assert found[1]["kind"] == kind
    way = way_in(*found, {"status": status})
    assert (way.host, way.address) == ("nexus.example.com", "192.0.2.1")
    assert way.secure is (certificate is not None)
    assert way_in(*found, {}).address == ""


def test_where_nothing_leads_in_there_is_no_way() -> None:
    assert leading_in([]) is None
