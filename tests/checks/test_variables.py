"""Environment variables hold what their names say."""

from typing import Any

import pytest

from nexus_gitops.checks.variables import check_variables

FIRST = "spec.template.spec.containers[0]"


def secret(name: str, key: str) -> dict[str, Any]:
    return {"name": name, "valueFrom": {"secretKeyRef": {"name": "s", "key": key}}}


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("env", [{"name": "A", "value": "x"}, {"name": "B", "value": "$(A)"}], []),
        ("env", [{"name": "B", "value": "$(A)"}, {"name": "A", "value": "x"}], ["env[0].value"]),
        ("env", [{"name": "B", "value": "$(LOG_LEVEL)"}], []),
        ("env", [{"name": "B", "value": "$$(A) $(date)"}], ["env[0].value"]),
        ("env", [{"name": "B", "value": "$$(A)"}], []),
        ("args", ["--level", "$(LOG_LEVEL)", "$(NOPE)"], ["args[2]"]),
        ("command", ["sh", "-c", "echo $HOME ${X}"], []),
    ],
)
def test_a_reference_is_defined_before_it(
    environment: Any, where: Any, field: str, value: Any, found: list[str]
) -> None:
    objects = environment.with_field("Deployment/web", f"{FIRST}.{field}", value)
    assert where(check_variables(objects)) == [
        ("Deployment/web", "variable-undefined", f"{FIRST}.{place}") for place in found
    ]


def test_nothing_is_said_where_the_variables_are_not_known(environment: Any) -> None:
    body = {"name": "web", "envFrom": [{"secretRef": {"name": "s"}}], "args": ["$(ANYTHING)"]}
    objects = environment.with_field("Deployment/web", FIRST, body)
    assert check_variables(objects) == ()


def test_a_variable_takes_the_key_that_it_is_named_after(environment: Any, where: Any) -> None:
    others = environment.with_field("Job/migrate", f"{FIRST}.env", [secret("JWT", "JWT")])
    web = {
        "name": "web",
        "env": [secret("JWT", "PASSWORD"), secret("POSTGRES_PASSWORD", "PASSWORD")],
    }
    deployment = next(obj for obj in others if obj["kind"] == "Deployment")
    deployment["spec"]["template"]["spec"]["containers"][0] = web
    place = f"{FIRST}.env[0].valueFrom.secretKeyRef.key"
    assert where(check_variables(others)) == [("Deployment/web", "variable-key", place)]


def test_so_it_is_with_the_keys_of_a_config_map(environment: Any, where: Any) -> None:
    mixed = {
        "name": "LOG_LEVEL",
        "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "DATABASE_HOST"}},
    }
    objects = environment.with_field("Deployment/web", f"{FIRST}.env[0]", mixed)
    place = f"{FIRST}.env[0].valueFrom.configMapKeyRef.key"
    assert where(check_variables(objects)) == [("Deployment/web", "variable-key", place)]


def test_a_variable_of_what_no_container_may_use_is_found(environment: Any, where: Any) -> None:
    source = {"resourceFieldRef": {"containerName": "app", "resource": "limits.cpu"}}
    variable = {"name": "CPUS", "valueFrom": source}
    objects = environment.with_field("Deployment/web", f"{FIRST}.env", [variable])
    assert where(check_variables(objects)) == [
        (
            "Deployment/web",
            "variable-container",
            f"{FIRST}.env[0].valueFrom.resourceFieldRef.containerName",
        )
    ]
