"""Each component is asked, and reached, as the platform declares that it answers."""

from typing import Any

import pytest

from nexus_gitops.checks.component_answers import check_component_answers
from tests.checks.shop import SHOP

CONTAINER = "spec.template.spec.containers[0]"
ENTRY = "spec.rules[0].http.paths[0]"


def found(objects: Any) -> set[tuple[str, str, str]]:
    findings = check_component_answers(objects, SHOP)
    return {(finding.object, finding.rule, finding.field) for finding in findings}


def test_what_answers_as_it_is_asked_is_fine(environment: Any) -> None:
    assert found(environment.all) == set()


def test_another_port_is_found(environment: Any) -> None:
    place = f"{CONTAINER}.ports[0].containerPort"
    objects = environment.with_field("Deployment/web", place, 8081)
    assert ("Deployment/web", "component-port", place) in found(objects)


@pytest.mark.parametrize(
    ("title", "field", "value", "at"),
    [
        ("Deployment/web", "livenessProbe.httpGet.path", "/ready", "livenessProbe.httpGet.path"),
        ("Deployment/web", "readinessProbe.httpGet.path", "/redy", "readinessProbe.httpGet.path"),
        ("Deployment/web", "livenessProbe.httpGet.scheme", "HTTPS", "livenessProbe.httpGet.scheme"),
        ("Deployment/web", "livenessProbe.httpGet.host", "a.b", "livenessProbe.httpGet.host"),
        ("Deployment/web", "livenessProbe", {"grpc": {"port": 8080}}, "livenessProbe.grpc"),
        ("StatefulSet/db", "livenessProbe", {"httpGet": {"port": "db"}}, "livenessProbe.httpGet"),
    ],
)
def test_a_probe_of_what_is_not_answered_is_found(
    environment: Any, title: str, field: str, value: Any, at: str
) -> None:
    objects = environment.with_field(title, f"{CONTAINER}.{field}", value)
    assert (title, "component-probe", f"{CONTAINER}.{at}") in found(objects)


@pytest.mark.parametrize("path", ["/health", "/ready?full=1"])
def test_readiness_may_ask_for_either(environment: Any, path: str) -> None:
    place = f"{CONTAINER}.readinessProbe.httpGet.path"
    assert found(environment.with_field("Deployment/web", place, path)) == set()


def test_less_time_than_a_start_takes_is_found(environment: Any) -> None:
    objects = environment.with_field(
        "Deployment/web", f"{CONTAINER}.livenessProbe.failureThreshold", 2
    )
    assert found(objects) == {("Deployment/web", "component-boot", f"{CONTAINER}.livenessProbe")}


def test_a_service_that_is_gone_or_of_others_is_found(environment: Any) -> None:
    selector = environment["Service/db"]["spec"]["selector"]
    mixed_up = environment.with_field("Service/web", "spec.selector", selector)
    gone = environment.without("Service/web")
    assert ("Service/web", "component-service", "spec.selector") in found(mixed_up)
    assert ("Deployment/web", "component-service", "") in found(gone)


@pytest.mark.parametrize(
    ("place", "value", "at"),
    [
        (f"{ENTRY}.path", "/shop", "spec.rules"),
        (f"{ENTRY}.pathType", "Exact", f"{ENTRY}.pathType"),
        (f"{ENTRY}.backend.service.name", "db", f"{ENTRY}.backend.service.name"),
        (
            ("metadata", "annotations", "nginx.ingress.kubernetes.io/rewrite-target"),
            "/",
            "metadata.annotations.nginx.ingress.kubernetes.io/rewrite-target",
        ),
    ],
)
def test_a_path_that_leads_elsewhere_is_found(
    environment: Any, place: Any, value: str, at: str
) -> None:
    objects = environment.with_field("Ingress/web", place, value)
    assert ("Ingress/web", "component-path", at) in found(objects)


def test_an_ingress_that_is_gone_or_of_another_host_is_found(environment: Any) -> None:
    other = environment.with_field("Ingress/web", "spec.rules[0].host", "shop.example.org")
    assert found(environment.without("Ingress/web")) == {("Deployment/web", "component-path", "")}
    assert found(other) == {("Ingress/web", "component-host", "spec.rules")}


def test_a_host_by_wildcard_is_fine(environment: Any) -> None:
    objects = environment.with_field("Ingress/web", "spec.rules[0].host", "*.example.com")
    assert found(objects) == set()


def test_another_way_in_is_not_judged(environment: Any) -> None:
    route = {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {"name": "web", "namespace": "shop"},
    }
    assert found([*environment.without("Ingress/web"), route]) == set()


def test_a_flow_that_is_cut_at_both_ends_is_found(environment: Any) -> None:
    objects = environment.without_field("NetworkPolicy/web", "spec.egress[0]")
    objects = [obj for obj in objects if obj["metadata"]["name"] != "db" or "Set" in obj["kind"]]
    assert ("Deployment/web", "component-flow", "") in found(objects)


def test_the_outside_that_is_cut_is_found(environment: Any) -> None:
    objects = environment.without_field("NetworkPolicy/web", "spec.egress[1]")
    assert found(objects) == {("Deployment/web", "component-flow", "")}


def test_the_outside_that_nobody_needs_is_told(environment: Any) -> None:
    rule = {"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}
    objects = environment.with_field("NetworkPolicy/db", "spec.egress", [rule])
    for obj in objects:
        if obj["metadata"]["name"] == "db" and obj["kind"] == "NetworkPolicy":
            obj["spec"]["policyTypes"] = ["Ingress", "Egress"]
    place = "spec.egress[0].to[0].ipBlock.cidr"
    assert ("NetworkPolicy/db", "component-outside", place) in found(objects)


def test_a_controller_of_another_namespace_is_not_let_in(environment: Any) -> None:
    peer = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "traefik"}}}
    objects = environment.with_field("NetworkPolicy/web", "spec.ingress[0].from", [peer])
    assert found(objects) == {("Deployment/web", "component-flow", "")}
