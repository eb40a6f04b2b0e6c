"""Settings, Services and NetworkPolicies agree on who speaks to whom."""

from typing import Any

import pytest

from nexus_gitops.checks.connections import check_connections

FIRST = "spec.template.spec.containers[0]"
SETTINGS = "ConfigMap/settings"


def rules(objects: Any) -> list[str]:
    return [finding.rule for finding in check_connections(objects)]


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("DATABASE_URL", "postgresql://u@db:5432/shop", []),
        ("DATABASE_URL", "postgresql://u@db/shop", []),
        ("DATABASE_URL", "postgresql://u@db.shop.svc.cluster.local:5432/shop", []),
        ("DATABASE_ADDR", "db:5432", []),
        ("MODEL_URL", "https://llm.example.com/v1", []),
        ("CORS_ORIGINS", "http://localhost:3000,https://shop.example.com", []),
        ("BIND_HOST", "anything", []),
        ("KUBERNETES_URL", "https://kubernetes.default.svc", []),
        ("DATABASE_URL", "postgresql://u@bd:5432/shop", ["connection-service"]),
        ("DATABASE_HOST", "postgres", ["connection-service"]),
        ("CACHE_ADDR", "redis:6379", ["connection-service"]),
        ("DATABASE_ADDR", "db:5433", ["connection-port"]),
        ("DATABASE_URL", "mysql://db/shop", ["connection-port"]),
        ("DATABASE_URL", "postgresql://u@db.prod.svc:5432/shop", ["connection-namespace"]),
        ("DATABASE_ADDR", "db.shop-prod:5432", ["connection-namespace"]),
    ],
)
def test_a_setting_leads_to_a_service_that_is_there(
    environment: Any, name: str, value: str, found: list[str]
) -> None:
    objects = environment.with_field(SETTINGS, ("data", name), value)
    seen = [rule for rule in rules(objects) if rule != "connection-unnamed"]
    assert seen == found


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("store-rw", []),
        ("store-ro", []),
        ("store", ["connection-service"]),
        ("another-rw", ["connection-service"]),
    ],
)
def test_a_setting_leads_to_the_servers_that_an_operator_runs(
    environment: Any, host: str, found: list[str]
) -> None:
    cluster = {
        "apiVersion": "postgresql.cnpg.io/v1",
        "kind": "Cluster",
        "metadata": {"name": "store", "namespace": "shop"},
        "spec": {"instances": 3, "storage": {"size": "1Gi"}},
    }
    objects = [*environment.with_field(SETTINGS, ("data", "DATABASE_HOST"), host), cluster]
    seen = [rule for rule in rules(objects) if rule == "connection-service"]
    assert seen == found


def test_a_port_that_stands_apart_belongs_to_its_host(environment: Any, where: Any) -> None:
    objects = environment.with_field(SETTINGS, ("data", "DATABASE_PORT"), "5433")
    found = check_connections(objects)
    assert where(found) == [(SETTINGS, "connection-port", "data.DATABASE_HOST")]


def test_a_variable_of_a_container_counts_as_well(environment: Any, where: Any) -> None:
    place = f"{FIRST}.env[0]"
    variable = {"name": "DB_ADDR", "value": "bd:5432"}
    found = check_connections(environment.with_field("Deployment/web", place, variable))
    assert where(found) == [("Deployment/web", "connection-service", f"{place}.value")]


def test_a_flow_that_is_cut_at_both_ends_leaves_a_setting_that_leads_nowhere(
    environment: Any, where: Any
) -> None:
    policies = ("NetworkPolicy/web", "NetworkPolicy/migrate", "NetworkPolicy/db")
    found = check_connections(environment.without(*policies))
    assert (SETTINGS, "connection-denied", "data.DATABASE_HOST") in where(found)


def test_whoever_may_connect_is_told_where(environment: Any, where: Any) -> None:
    objects = environment.without_field(SETTINGS, ("data", "DATABASE_HOST"))
    assert where(check_connections(objects)) == [
        ("Deployment/web", "connection-unnamed", "spec.template.spec.containers"),
        ("Job/migrate", "connection-unnamed", "spec.template.spec.containers"),
    ]


def test_an_address_in_a_secret_is_believed(environment: Any) -> None:
    objects = environment.without_field(SETTINGS, ("data", "DATABASE_HOST"))
    url = {"name": "X", "valueFrom": {"secretKeyRef": {"name": "s", "key": "DATABASE_URL"}}}
    for obj in objects:
        if obj["kind"] in ("Deployment", "Job"):
            obj["spec"]["template"]["spec"]["containers"][0]["env"].append(url)
    assert rules(objects) == []


def test_whoever_may_connect_knows_the_password(environment: Any, where: Any) -> None:
    objects = environment.with_field("Deployment/web", f"{FIRST}.env", [])
    assert where(check_connections(objects)) == [
        ("Deployment/web", "connection-password", "spec.template.spec.containers")
    ]


def test_whoever_is_given_a_password_may_connect(environment: Any, where: Any) -> None:
    objects = [
        obj
        for obj in environment.all
        if obj["kind"] != "NetworkPolicy" or obj["metadata"]["name"] not in ("migrate",)
    ]
    assert ("Job/migrate", "connection-denied", "spec.template.spec.containers") in where(
        check_connections(objects)
    )
