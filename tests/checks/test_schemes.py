"""A port is spoken to as it speaks: over TLS, or in the clear."""

from typing import Any

import pytest

from nexus_gitops.checks.schemes import check_schemes

FIRST = "spec.template.spec.containers[0]"
SETTINGS = "ConfigMap/settings"
PROBES = ("readinessProbe", "livenessProbe")
BACKEND_PROTOCOL = "nginx.ingress.kubernetes.io/backend-protocol"


def part(objects: Any, title: str) -> Any:
    kind, name = title.split("/")
    return next(obj for obj in objects if (obj["kind"], obj["metadata"]["name"]) == (kind, name))


def asked_over_tls(objects: Any) -> Any:
    """The objects with the probes of web over TLS."""
    container = part(objects, "Deployment/web")["spec"]["template"]["spec"]["containers"][0]
    for probe in PROBES:
        container[probe]["httpGet"]["scheme"] = "HTTPS"
    return objects


@pytest.mark.parametrize(
    ("value", "clear", "tls"),
    [
        ("http://web", False, True),
        ("http://web:80/path", False, True),
        ("ws://web.shop.svc", False, True),
        ("https://web:80", True, False),
        ("wss://web.shop.svc.cluster.local:80/live", True, False),
        ("https://web.example.com", False, False),
        ("postgresql://db:5432/shop", False, False),
        ("web:80", False, False),
    ],
)
def test_a_url_speaks_as_the_probes_of_its_port_do(
    environment: Any, where: Any, value: str, *, clear: bool, tls: bool
) -> None:
    for edit, is_found in ((list, clear), (asked_over_tls, tls)):
        objects = edit(environment.with_field(SETTINGS, ("data", "WEB_URL"), value))
        found = [one for one in where(check_schemes(objects)) if one[0] == SETTINGS]
        assert found == ([(SETTINGS, "connection-scheme", "data.WEB_URL")] if is_found else [])


@pytest.mark.parametrize(
    ("port", "url", "is_found"),
    [
        ({"appProtocol": "http"}, "https://db:5432", True),
        ({"appProtocol": "https"}, "http://db:5432", True),
        ({"appProtocol": "https"}, "https://db:5432", False),
        ({"appProtocol": "kubernetes.io/ws"}, "wss://db:5432", True),
        ({"name": "https"}, "http://db:5432", True),
        # A search engine's port is called so, whether it speaks TLS or not.
        ({"name": "http"}, "https://db:5432", False),
        ({}, "https://db:5432", False),
    ],
)
def test_where_no_probe_asks_the_service_tells(
    environment: Any, port: dict[str, str], url: str, *, is_found: bool
) -> None:
    objects = environment.with_field(SETTINGS, ("data", "STORE_URL"), url)
    part(objects, "Service/db")["spec"]["ports"][0] |= port
    assert bool(check_schemes(objects)) == is_found


def test_a_server_that_answers_both_on_one_port_is_fine(environment: Any) -> None:
    objects = environment.with_field("Service/web", "spec.ports[0].name", "https")
    for url in ("https://web:80", "http://web:80"):
        part(objects, SETTINGS)["data"]["WEB_URL"] = url
        assert check_schemes(objects) == ()


@pytest.mark.parametrize(
    ("annotations", "found"),
    [
        ({}, ["spec.defaultBackend.service.port", "spec.rules[0].http.paths[0].backend.service.port"]),
        ({BACKEND_PROTOCOL: "HTTP"}, [f"metadata.annotations.{BACKEND_PROTOCOL}"] * 2),
        ({BACKEND_PROTOCOL: "HTTPS"}, []),
        ({"nginx.ingress.kubernetes.io/ssl-passthrough": "true"}, []),
        ({"nginx.ingress.kubernetes.io/force-ssl-redirect": "true"},
         ["spec.defaultBackend.service.port", "spec.rules[0].http.paths[0].backend.service.port"]),
        ({"haproxy.org/server-ssl": "true"}, []),
        ({"alb.ingress.kubernetes.io/backend-protocol": "HTTPS"}, []),
    ],
)  # fmt: skip
def test_an_ingress_is_told_that_a_port_speaks_tls(
    environment: Any, where: Any, annotations: dict[str, str], found: list[str]
) -> None:
    objects = asked_over_tls(environment.all)
    part(objects, "Ingress/web")["metadata"]["annotations"] |= annotations
    assert where(check_schemes(objects)) == [
        ("Ingress/web", "connection-scheme", place) for place in found
    ]


def test_an_ingress_that_speaks_tls_to_a_port_in_the_clear_is_found(environment: Any) -> None:
    place = ("metadata", "annotations", BACKEND_PROTOCOL)
    assert check_schemes(environment.with_field("Ingress/web", place, "HTTPS"))


@pytest.mark.parametrize(("said", "count"), [("https", 1), ("http", 0), ("example.com/x", 0)])
def test_a_service_says_of_a_port_what_its_probes_say(
    environment: Any, said: str, count: int
) -> None:
    place = "spec.ports[0].appProtocol"
    found = check_schemes(environment.with_field("Service/web", place, said))
    assert [one.field for one in found if one.object == "Service/web"] == [place] * count
