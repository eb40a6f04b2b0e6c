"""What a schema says against an object is told so that it can be mended."""

import json
from typing import Any

import pytest

from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.schemas import Catalog, kubernetes
from nexus_gitops.schemas.violations import Violation, violations

NEWEST_SECRET = list(kubernetes().kinds["v1 Secret"].values())[-1]


def found(schema: dict[str, Any], value: Any) -> tuple[str, str]:
    """Message and fix for the object {"field": value}, whose field has the schema."""
    catalog = Catalog({}, (json.dumps({"type": "object", "properties": {"field": schema}}),))
    (violation,) = violations(catalog, 0, {"field": value})
    assert violation.field == "field"
    return violation.message, violation.fix


@pytest.mark.parametrize(
    ("schema", "value", "message", "fix"),
    [
        ({"type": "integer"}, "3", '"3" is not an integer', "write an integer"),
        ({"type": "string"}, 3, "3 is not a string", "write it in quotes"),
        ({"type": "string"}, False, "false is not a string", "write it in quotes"),
        ({"type": "string"}, ["a"], '["a"] is not a string', "write a string"),
        ({"type": "boolean"}, "yes", '"yes" is not true or false', "write true or false"),
        ({"type": "array"}, {}, "{} is not a list", "write a list"),
        (
            {"type": ["integer", "string"]},
            1.5,
            "1.5 is not an integer or a string",
            "write an integer or a string",
        ),
        (
            {"type": "object"},
            None,
            "null is not a map",
            "leave the field out, or give it a value",
        ),
        (
            {"enum": ["Always", "Never"]},
            "Alway",
            '"Alway" is not one of Always, Never',
            "write Always",
        ),
        (
            {"enum": ["Always", "Never"]},
            "x",
            '"x" is not one of Always, Never',
            "write one of them",
        ),
        ({"pattern": "^[a-z]+$"}, "A", '"A" does not match ^[a-z]+$', "write a value that does"),
        ({"maximum": 5}, 7, "7 is greater than the maximum of 5", "write a value that fits"),
    ],
)
def test_a_wrong_value_is_shown_with_what_belongs_there(
    schema: dict[str, Any], value: Any, message: str, fix: str
) -> None:
    assert found(schema, value) == (message, fix)


def test_a_long_value_is_cut() -> None:
    message, _ = found({"type": "integer"}, "x" * 1000)
    assert message.startswith('"xxx')
    assert len(message) < 100


def test_a_path_reads_as_one_writes_it() -> None:
    catalog = Catalog(
        {},
        (
            '{"properties":{"items":{"items":{"$ref":"#/$defs/1"}}}}',
            '{"additionalProperties":false,"required":["name"],"properties":{"name":{}}}',
        ),
    )
    assert list(violations(catalog, 0, {"items": [{"name": 1}, {"a.b/c": 1, "nme": 2}]})) == [
        Violation("items[1].a.b/c", "unknown field", "remove it"),
        Violation("items[1].nme", "unknown field", "write name"),
        Violation("items[1].name", "required field is missing", "add it"),
    ]


@pytest.mark.parametrize(
    "broken",
    [{"stringData": {"PASSWORD": 73519}}, {"data": 73519}, {"type": [73519]}],
    ids=["in a map", "instead of a map", "in a list"],
)
def test_the_values_of_a_secret_are_not_shown(broken: KubeObject) -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}} | broken
    texts = [str(violation) for violation in violations(kubernetes(), NEWEST_SECRET, secret)]
    assert texts
    assert all("73519" not in text for text in texts)


@pytest.mark.parametrize(
    "obj",
    [
        {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "RoleBinding",
            "metadata": {"name": "reader", "creationTimestamp": None},
            "roleRef": {"kind": "Role", "name": "reader"},
        },
        {
            "apiVersion": "scheduling.k8s.io/v1",
            "kind": "PriorityClass",
            "metadata": {"name": "usual"},
        },
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": "default-deny"},
            "spec": {"policyTypes": ["Ingress"]},
        },
    ],
)
def test_what_the_api_server_fills_in_is_not_missed(obj: KubeObject) -> None:
    key = f"{obj['apiVersion']} {obj['kind']}"
    for number in set(kubernetes().kinds[key].values()):
        assert list(violations(kubernetes(), number, obj)) == []
