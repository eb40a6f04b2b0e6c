"""The outside reaches what is meant for it, by its entry alone."""

from typing import Any

import pytest

from nexus_gitops.checks.exposure import check_exposure
from nexus_gitops.checks.findings import Severity

PATH = "spec.rules[0].http.paths[0].path"


@pytest.mark.parametrize("kind", ["LoadBalancer", "NodePort"])
@pytest.mark.parametrize(
    ("title", "rule", "severity"),
    [
        ("Service/db", "exposed-store", Severity.ERROR),
        ("Service/web", "exposed-service", Severity.WARNING),
    ],
)
def test_a_service_with_a_port_past_the_ingress_is_found(
    environment: Any, title: str, rule: str, severity: Severity, kind: str
) -> None:
    (finding,) = check_exposure(environment.with_field(title, "spec.type", kind))
    assert (finding.object, finding.rule, finding.severity) == (title, rule, severity)


def test_an_address_of_a_node_is_as_open(environment: Any, where: Any) -> None:
    found = check_exposure(environment.with_field("Service/db", "spec.externalIPs", ["192.0.2.1"]))
    assert where(found) == [("Service/db", "exposed-store", "spec.externalIPs")]


def test_a_store_is_known_by_its_port_too(environment: Any) -> None:
    objects = environment.with_field("Service/web", "spec.ports[0].port", 6379)
    service = next(o for o in objects if o["metadata"]["name"] == "web" and o["kind"] == "Service")
    service["spec"]["type"] = "NodePort"
    assert [finding.rule for finding in check_exposure(objects)] == ["exposed-store"]


@pytest.mark.parametrize("path", ["/metrics", "/api/metrics/", "/debug", "/actuator"])
def test_a_page_for_operators_is_not_for_the_outside(
    environment: Any, where: Any, path: str
) -> None:
    found = check_exposure(environment.with_field("Ingress/web", PATH, path))
    assert where(found) == [("Ingress/web", "exposed-path", PATH)]


@pytest.mark.parametrize(
    "key", ["nginx.ingress.kubernetes.io/server-snippet", "nginx.org/location-snippet"]
)
def test_a_snippet_is_code(environment: Any, key: str) -> None:
    place = ("metadata", "annotations", key)
    found = check_exposure(environment.with_field("Ingress/web", place, "return 200;"))
    assert [finding.rule for finding in found] == ["exposed-snippet"]


@pytest.mark.parametrize(
    ("place", "value", "rule"),
    [
        ("spec.rules[0].host", "", "exposed-host"),
        ("spec.rules[0].http.paths[0].pathType", "Exact", "exposed-exact"),
    ],
)
def test_an_entry_serves_its_host_and_all_of_it(
    environment: Any, where: Any, place: str, value: str, rule: str
) -> None:
    found = check_exposure(environment.with_field("Ingress/web", place, value))
    assert where(found) == [("Ingress/web", rule, place)]


def test_a_host_and_path_belong_to_one_ingress(environment: Any, where: Any) -> None:
    other = environment["Ingress/web"]
    other["metadata"]["name"] = "second"
    found = check_exposure(environment.plus(other))
    assert where(found) == [("Ingress/second", "exposed-twice", PATH)]
    other["spec"]["rules"][0]["host"] = "other.example.com"
    assert check_exposure(environment.plus(other)) == ()
