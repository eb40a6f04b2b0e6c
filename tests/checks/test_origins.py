"""A web page of anybody's may not speak for who visits it."""

from typing import Any

import pytest

from nexus_gitops.checks.origins import check_origins
from nexus_gitops.images.image import ImagePolicy

SETTINGS = "ConfigMap/settings"
ENABLED = ("metadata", "annotations", "nginx.ingress.kubernetes.io/enable-cors")
ALLOWED = "nginx.ingress.kubernetes.io/cors-allow-origin"


@pytest.mark.parametrize(
    ("name", "value", "is_found"),
    [
        ("CORS_ORIGINS", "*", True),
        ("ALLOWED_ORIGINS", "https://shop.example.com, *", True),
        ("APP_CORS_ALLOWED_ORIGINS", '["*"]', True),
        ("CORS_ALLOW_ORIGIN", "https://*", True),
        ("SOCKET_ALLOWED_ORIGIN", ".*", True),
        ("cors.allowed-origins", "*", True),
        ("CORS_ALLOW_ALL_ORIGINS", "true", True),
        ("CORS_ALLOW_ALL_ORIGINS", "false", False),
        ("CORS_ORIGINS", "https://shop.example.com,https://example.org", False),
        ("CORS_ORIGINS", "https://*.example.com", False),
        ("CORS_ALLOWED_METHODS", "*", False),
        ("CORS_ALLOWED_HEADERS", "*", False),
        ("ALLOWED_HOSTS", "*", False),
    ],
)
def test_a_setting_lists_the_origins_that_are_meant(
    environment: Any, where: Any, name: str, value: str, *, is_found: bool
) -> None:
    objects = environment.with_field(SETTINGS, ("data", name), value)
    found = [(SETTINGS, "exposed-origins", f"data.{name}")] if is_found else []
    assert where(check_origins(objects, ImagePolicy.DIGEST)) == found


def test_a_variable_of_a_container_counts_as_well(environment: Any, where: Any) -> None:
    place = "spec.template.spec.containers[0].env[0]"
    variable = {"name": "CORS_ORIGINS", "value": "*"}
    found = check_origins(
        environment.with_field("Deployment/web", place, variable), ImagePolicy.VERSIONED
    )
    assert where(found) == [("Deployment/web", "exposed-origins", f"{place}.value")]


def test_what_no_ingress_leads_to_may_answer_everybody(environment: Any) -> None:
    place = "spec.template.spec.containers[0].env[0]"
    variable = {"name": "CORS_ORIGINS", "value": "*"}
    objects = environment.with_field("StatefulSet/db", place, variable)
    assert check_origins(objects, ImagePolicy.DIGEST) == ()


def test_development_may_answer_everybody(environment: Any) -> None:
    objects = environment.with_field(SETTINGS, ("data", "CORS_ORIGINS"), "*")
    assert check_origins(objects, ImagePolicy.ANY) == ()


@pytest.mark.parametrize(
    ("allowed", "is_found"),
    [({}, True), ({ALLOWED: "*"}, True), ({ALLOWED: "https://shop.example.com"}, False)],
)
def test_an_ingress_that_answers_other_pages_lists_them(
    environment: Any, where: Any, allowed: dict[str, str], *, is_found: bool
) -> None:
    objects = environment.with_field("Ingress/web", ENABLED, "true")
    ingress = next(obj for obj in objects if obj["kind"] == "Ingress")
    ingress["metadata"]["annotations"] |= allowed
    place = f"metadata.annotations.{ALLOWED}"
    found = [("Ingress/web", "exposed-origins", place)] if is_found else []
    assert where(check_origins(objects, ImagePolicy.DIGEST)) == found


@pytest.mark.parametrize(
    ("origins", "is_found"),
    [
        ("http://shop.example.com", True),
        ("https://example.org,http://shop.example.com", True),
        ("http://shop.example.com,https://shop.example.com", False),
        ("http://example.org", False),
        ("http://localhost:3000", False),
    ],
)
def test_an_origin_has_the_protocol_that_its_pages_are_served_by(
    environment: Any, where: Any, origins: str, *, is_found: bool
) -> None:
    objects = environment.with_field(SETTINGS, ("data", "CORS_ORIGINS"), origins)
    found = [(SETTINGS, "origin-scheme", "data.CORS_ORIGINS")] if is_found else []
    assert where(check_origins(objects, ImagePolicy.DIGEST)) == found


@pytest.mark.parametrize("origin", ["https://shop.example.com/", "https://a.b:8443/x"])
def test_an_origin_has_no_path(environment: Any, where: Any, origin: str) -> None:
    objects = environment.with_field(SETTINGS, "data.CORS_ORIGINS", origin)
    assert where(check_origins(objects, ImagePolicy.DIGEST)) == [
        (SETTINGS, "origin-path", "data.CORS_ORIGINS")
    ]
