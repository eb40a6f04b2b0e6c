"""What an API server refuses to take twice in a list, by the list's own keys."""

from typing import Any

import pytest

from nexus_gitops.schemas import Catalog, custom, kubernetes
from nexus_gitops.schemas.lists import repetitions


def definition(catalog: Catalog, kind: str) -> int:
    *_, newest = catalog.kinds[kind].values()
    return newest


def pod(**spec: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": spec}


def fields(catalog: Catalog, obj: dict[str, Any]) -> list[str]:
    number = definition(catalog, f"{obj['apiVersion']} {obj['kind']}")
    return [violation.field for violation in repetitions(catalog, number, obj)]


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        (
            {"imagePullSecrets": [{"name": "a"}, {"name": "b"}, {"name": "a"}]},
            "imagePullSecrets[2]",
        ),
        ({"hostAliases": [{"ip": "10.0.0.1"}, {"ip": "10.0.0.1"}]}, "hostAliases[1]"),
        (
            {
                "topologySpreadConstraints": [
                    {"topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "maxSkew": skew}
                    for skew in (1, 2)
                ]
            },
            "topologySpreadConstraints[1]",
        ),
        (
            {"containers": [{"name": "a", "env": [{"name": "A"}, {"name": "A"}]}]},
            "containers[0].env[1]",
        ),
    ],
)
def test_an_item_with_the_keys_of_another_is_told(spec: dict[str, Any], field: str) -> None:
    assert fields(kubernetes(), pod(**spec)) == [f"spec.{field}"]


def test_items_that_differ_in_one_of_the_keys_are_two() -> None:
    constraints = [
        {"topologyKey": "zone", "whenUnsatisfiable": choice, "maxSkew": 1}
        for choice in ("DoNotSchedule", "ScheduleAnyway")
    ]
    assert fields(kubernetes(), pod(topologySpreadConstraints=constraints)) == []


def test_a_set_holds_a_value_once() -> None:
    obj = pod()
    obj["metadata"]["finalizers"] = ["example.org/a", "example.org/b", "example.org/a"]
    assert fields(kubernetes(), obj) == ["metadata.finalizers[2]"]


def test_a_list_that_is_replaced_as_a_whole_may_repeat_itself() -> None:
    assert fields(kubernetes(), pod(containers=[{"name": "a", "args": ["-v", "-v"]}])) == []


def test_custom_resources_are_held_to_their_own_keys() -> None:
    gateway = {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "Gateway",
        "metadata": {"name": "a"},
        "spec": {
            "gatewayClassName": "a",
            "listeners": [
                {"name": "http", "port": port, "protocol": "HTTP"} for port in (80, 8080)
            ],
        },
    }
    assert fields(custom("gateway.networking.k8s.io"), gateway) == ["spec.listeners[1]"]


def test_what_is_no_list_of_maps_is_left_to_the_schema() -> None:
    assert fields(kubernetes(), pod(imagePullSecrets=["a", "a"], containers="none")) == []
