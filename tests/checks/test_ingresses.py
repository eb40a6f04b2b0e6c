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
