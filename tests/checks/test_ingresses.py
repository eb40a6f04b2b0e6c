"""An Ingress leads to ports of Services, and has its certificate."""

from typing import Any

import pytest

from nexus_gitops.checks.ingresses import check_ingresses

PATH = "spec.rules[0].http.paths[0].backend.service"
ISSUER = ("metadata", "annotations", "cert-manager.io/cluster-issuer")


@pytest.mark.parametrize("path", [PATH, "spec.defaultBackend.service"])
def test_a_backend_that_does_not_exist_is_found(environment: Any, where: Any, path: str) -> None:
    objects = environment.with_field("Ingress/web", f"{path}.name", "api")
    found = check_ingresses(objects, {})
    assert where(found) == [("Ingress/web", "ingress-backend", f"{path}.name")]
    assert found[0].message == "there is no Service api"
    assert found[0].fix == "name one of db, web"


@pytest.mark.parametrize("port", [{"name": "grpc"}, {"number": 8080}, {}])
def test_a_port_that_the_service_lacks_is_found(
    environment: Any, where: Any, port: dict[str, Any]
) -> None:
    objects = environment.with_field("Ingress/web", f"{PATH}.port", port)
    found = check_ingresses(objects, {})
    assert where(found) == [("Ingress/web", "ingress-backend", f"{PATH}.port")]
    assert "http (80)" in found[0].fix


def test_a_certificate_that_nothing_makes_is_found(environment: Any, where: Any) -> None:
    objects = environment.without_field("Ingress/web", ISSUER)
    assert where(check_ingresses(objects, {})) == [
        ("Ingress/web", "ingress-tls", "spec.tls[0].secretName")
    ]


def test_a_certificate_may_come_from_elsewhere(environment: Any) -> None:
    objects = environment.without_field("Ingress/web", ISSUER)
    certificate = {
        "apiVersion": "cert-manager.io/v1",
        "kind": "Certificate",
        "metadata": {"name": "shop", "namespace": "shop"},
        "spec": {"secretName": "shop-tls"},
    }
    assert check_ingresses([*objects, certificate], {}) == ()
    assert check_ingresses(objects, {"shop-tls": frozenset({"tls.crt", "tls.key"})}) == ()


def test_a_certificate_is_in_a_secret_that_can_hold_one(environment: Any, where: Any) -> None:
    objects = environment.without_field("Ingress/web", ISSUER)
    found = check_ingresses(objects, {"shop-tls": frozenset({"PASSWORD"})})
    assert where(found) == [("Ingress/web", "ingress-tls", "spec.tls[0].secretName")]
    assert found[0].message == "Secret shop-tls holds no tls.crt and tls.key"


def test_a_certificate_has_a_secret(environment: Any, where: Any) -> None:
    objects = environment.without_field("Ingress/web", "spec.tls[0].secretName")
    assert where(check_ingresses(objects, {})) == [
        ("Ingress/web", "ingress-tls", "spec.tls[0].secretName")
    ]


@pytest.mark.parametrize("host", ["other.example.com", "*.shop.example.com"])
def test_a_host_without_a_certificate_is_found(environment: Any, where: Any, host: str) -> None:
    objects = environment.with_field("Ingress/web", "spec.tls[0].hosts", [host])
    assert where(check_ingresses(objects, {})) == [
        ("Ingress/web", "ingress-tls", "spec.rules[0].host")
    ]


def test_a_wildcard_certifies_a_host_and_plain_http_needs_none(environment: Any) -> None:
    objects = environment.with_field("Ingress/web", "spec.tls[0].hosts", ["*.example.com"])
    assert check_ingresses(objects, {}) == ()
    assert check_ingresses(environment.without_field("Ingress/web", "spec.tls"), {}) == ()


def test_a_path_that_is_there_twice_is_found(environment: Any, where: Any) -> None:
    path = environment["Ingress/web"]["spec"]["rules"][0]["http"]["paths"][0]
    objects = environment.with_field("Ingress/web", "spec.rules[0].http.paths", [path, path])
    assert where(check_ingresses(objects, {})) == [
        ("Ingress/web", "ingress-path", "spec.rules[0].http.paths[1].path")
    ]


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [
        ("spec", {}, "spec"),
        ("spec.rules[0].http", {}, "spec.rules[0]"),
        ("spec.rules[0].http.paths", [], "spec.rules[0]"),
        ("spec.rules[0].http.paths[0].backend", {}, "spec.rules[0].http.paths[0].backend"),
    ],
)
def test_an_ingress_leads_somewhere(
    environment: Any, where: Any, place: str, value: Any, field: str
) -> None:
    found = check_ingresses(environment.with_field("Ingress/web", place, value), {})
    assert where(found) == [("Ingress/web", "ingress-backend", field)]
