"""Settings name the database, and the user, that their server is made with."""

from typing import Any

import pytest

from nexus_gitops.checks.databases import check_databases

FIRST = "spec.template.spec.containers[0]"
SETTINGS = "ConfigMap/settings"


def with_settings(environment: Any, **data: str) -> Any:
    """The objects with a database `shop` of a user `owner`, and further settings."""
    made = [{"name": "POSTGRES_DB", "value": "shop"}, {"name": "POSTGRES_USER", "value": "owner"}]
    objects = environment.with_field(SETTINGS, "data", {"DATABASE_HOST": "db", **data})
    store = next(obj for obj in objects if obj["kind"] == "StatefulSet")
    store["spec"]["template"]["spec"]["containers"][0]["env"] += made
    return objects


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("DATABASE_NAME", "shop", ""),
        ("DATABASE_NAME", "postgres", ""),
        ("DATABASE_NAME", "stores", "database-name"),
        ("DATABASE_DB", "stores", "database-name"),
        ("DATABASE_USER", "owner", ""),
        ("DATABASE_USER", "web", "database-user"),
        ("ORDERS_URL", "postgresql://owner@db:5432/shop?sslmode=require", ""),
        ("ORDERS_URL", "postgresql://owner@db.shop.svc:5432/stores", "database-name"),
        ("ORDERS_URL", "postgresql+asyncpg://owner@db/stores", "database-name"),
        ("ORDERS_URL", "postgresql://owner@elsewhere.example.com/stores", ""),
        ("ORDERS_URL", "http://db/stores", ""),
        ("ORDERS_URL", "postgresql://owner@db/$(DATABASE_NAME)", ""),
        ("CACHE_NAME", "stores", ""),
    ],
)
def test_a_setting_names_what_the_server_has(
    environment: Any, where: Any, name: str, value: str, rule: str
) -> None:
    objects = with_settings(environment, **{name: value})
    found = [(SETTINGS, rule, f"data.{name}")] if rule else []
    assert where(check_databases(objects)) == found


def test_a_user_with_a_password_of_its_own_may_have_any_name(environment: Any) -> None:
    objects = with_settings(environment, DATABASE_USER="web")
    for obj in objects:
        if obj["kind"] in ("Deployment", "Job"):
            obj["spec"]["template"]["spec"]["containers"][0]["env"] = []
    assert check_databases(objects) == ()


@pytest.mark.parametrize(
    "script", ["psql -c 'CREATE DATABASE stores'", "createdb stores", "create role web"]
)
def test_nothing_is_said_where_a_script_may_make_more(environment: Any, script: str) -> None:
    objects = with_settings(environment, DATABASE_NAME="stores")
    job = next(obj for obj in objects if obj["kind"] == "Job")
    job["spec"]["template"]["spec"]["containers"][0]["command"] = ["sh", "-c", script]
    assert check_databases(objects) == ()
