"""No key of a container is there twice."""

from typing import Any

import pytest

from nexus_gitops.checks.duplicates import check_duplicates

SPEC = "spec.template.spec"
WEB = f"{SPEC}.containers[0]"


@pytest.mark.parametrize(
    ("place", "second", "rule", "field"),
    [
        (f"{WEB}.env", {"name": "LEVEL", "value": "debug"}, "env-duplicate", "env[2].name"),
        (
            f"{WEB}.ports",
            {"name": "other", "containerPort": 8080},
            "port-duplicate",
            "ports[1].containerPort",
        ),
        (
            f"{WEB}.ports",
            {"name": "http", "containerPort": 9090},
            "port-duplicate",
            "ports[1].name",
        ),
    ],
)
def test_a_key_that_is_there_twice_is_found(
    environment: Any, where: Any, place: str, second: dict[str, Any], rule: str, field: str
) -> None:
    container = environment["Deployment/web"]["spec"]["template"]["spec"]["containers"][0]
    values = [*container[place.rpartition(".")[2]], second]
    found = check_duplicates(environment.with_field("Deployment/web", place, values))
    assert where(found) == [("Deployment/web", rule, f"{WEB}.{field}")]


def test_one_number_for_two_protocols_is_no_duplicate(environment: Any) -> None:
    ports = [
        {"name": "dns", "containerPort": 53, "protocol": "UDP"},
        {"name": "dns-tcp", "containerPort": 53, "protocol": "TCP"},
    ]
    objects = environment.with_field("Deployment/web", f"{WEB}.ports", ports)
    assert check_duplicates(objects) == ()


def test_a_container_name_is_unique_over_all_roles(environment: Any, where: Any) -> None:
    objects = environment.with_field("Deployment/web", f"{SPEC}.initContainers", [{"name": "web"}])
    assert where(check_duplicates(objects)) == [
        ("Deployment/web", "container-duplicate", f"{SPEC}.initContainers[0].name")
    ]


def test_a_volume_name_is_unique(environment: Any, where: Any) -> None:
    volumes = [{"name": "tmp", "emptyDir": {}}, {"name": "tmp", "emptyDir": {}}]
    objects = environment.with_field("Deployment/web", f"{SPEC}.volumes", volumes)
    assert where(check_duplicates(objects)) == [
        ("Deployment/web", "volume-duplicate", f"{SPEC}.volumes[1].name")
    ]
