"""A Service leads to named ports of one workload's pods."""

from typing import Any

import pytest

from nexus_gitops.checks.services import check_services

NAME = "app.kubernetes.io/name"


def test_a_service_that_picks_no_pods_is_found(environment: Any, where: Any) -> None:
    objects = environment.with_field("Service/web", ("spec", "selector", NAME), "shop")
    found = check_services(objects)
    assert where(found) == [("Service/web", "service-selector", "spec.selector")]
    assert "no workload" in found[0].message


def test_a_service_that_picks_the_pods_of_two_workloads_is_found(
    environment: Any, where: Any
) -> None:
    objects = environment.without_field("Service/web", ("spec", "selector", NAME))
    found = check_services(objects)
    assert where(found) == [("Service/web", "service-selector", "spec.selector")]
    assert "StatefulSet/db, Job/migrate, Deployment/web" in found[0].message


def test_a_service_without_a_selector_is_found(environment: Any, where: Any) -> None:
    objects = environment.without_field("Service/web", "spec.selector")
    assert where(check_services(objects)) == [("Service/web", "service-selector", "spec.selector")]


def test_a_service_for_a_name_elsewhere_needs_no_pods(environment: Any) -> None:
    objects = environment.with_field(
        "Service/web", "spec", {"type": "ExternalName", "externalName": "shop.example.com"}
    )
    assert check_services(objects) == ()


@pytest.mark.parametrize("target", ["grpc", 9090])
def test_a_target_port_that_no_container_declares_is_found(
    environment: Any, where: Any, target: str | int
) -> None:
    objects = environment.with_field("Service/web", "spec.ports[0].targetPort", target)
    found = check_services(objects)
    assert where(found) == [("Service/web", "service-port", "spec.ports[0].targetPort")]
    assert str(target) in found[0].message
    assert "(http)" in found[0].fix


def test_a_target_port_counts_with_its_protocol(environment: Any, where: Any) -> None:
    objects = environment.with_field("Service/web", "spec.ports[0].protocol", "UDP")
    assert where(check_services(objects)) == [
        ("Service/web", "service-port", "spec.ports[0].targetPort")
    ]


def test_a_target_port_that_is_not_said_is_the_port_itself(environment: Any, where: Any) -> None:
    objects = environment.without_field("Service/web", "spec.ports[0].targetPort")
    assert where(check_services(objects)) == [
        ("Service/web", "service-port", "spec.ports[0].targetPort")
    ]


def test_a_target_port_without_a_name_is_found(environment: Any) -> None:
    objects = environment.with_field(
        "Deployment/web", "spec.template.spec.containers[0].ports[0]", {"containerPort": 8080}
    )
    web = next(
        obj for obj in objects if obj["kind"] == "Service" and obj["spec"]["ports"][0]["port"] == 80
    )
    web["spec"]["ports"][0]["targetPort"] = 8080
    (finding,) = check_services(objects)
    assert "only a port without a name" in finding.message


@pytest.mark.parametrize(
    ("second", "field"),
    [
        ({"name": "http", "port": 81, "targetPort": "http"}, "name"),
        ({"name": "other", "port": 80, "targetPort": "http"}, "port"),
    ],
)
def test_a_port_that_is_there_twice_is_found(
    environment: Any, where: Any, second: dict[str, Any], field: str
) -> None:
    ports = [*environment["Service/web"]["spec"]["ports"], second]
    objects = environment.with_field("Service/web", "spec.ports", ports)
    assert where(check_services(objects)) == [
        ("Service/web", "service-port-duplicate", f"spec.ports[1].{field}")
    ]


def test_a_stateful_set_needs_its_service(environment: Any, where: Any) -> None:
    objects = environment.with_field("StatefulSet/db", "spec.serviceName", "database")
    found = check_services(objects)
    assert where(found) == [("StatefulSet/db", "stateful-service", "spec.serviceName")]
    assert "database does not exist" in found[0].message


def test_the_service_of_a_stateful_set_is_headless(environment: Any, where: Any) -> None:
    objects = environment.without_field("Service/db", "spec.clusterIP")
    found = check_services(objects)
    assert where(found) == [("StatefulSet/db", "stateful-service", "spec.serviceName")]
    assert "not headless" in found[0].message


@pytest.mark.parametrize("ports", [[], None])
def test_a_service_without_ports_is_found(environment: Any, where: Any, ports: Any) -> None:
    found = check_services(environment.with_field("Service/web", "spec.ports", ports))
    assert where(found) == [("Service/web", "service-port", "spec.ports")]


def test_a_service_that_only_names_pods_needs_no_ports(environment: Any) -> None:
    assert not check_services(environment.without_field("Service/db", "spec.ports"))


def test_a_service_that_drops_what_comes_from_other_nodes_is_found(
    environment: Any, where: Any
) -> None:
    place = "spec.internalTrafficPolicy"
    objects = environment.with_field("Service/web", place, "Local")
    assert where(check_services(objects)) == [("Service/web", "service-local", place)]
