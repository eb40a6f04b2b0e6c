"""A variable is fed from a key of its own meaning."""

from typing import Any

import pytest

from nexus_gitops.checks.meanings import check_meanings

FIRST = "spec.template.spec.containers[0]"


def fed(name: str, key: str, secret: str = "shop") -> dict[str, Any]:
    return {"name": name, "valueFrom": {"secretKeyRef": {"name": secret, "key": key}}}


@pytest.mark.parametrize(
    ("variable", "is_found"),
    [
        (fed("JWT_SECRET", "postgres-password"), True),
        (fed("JWT_SECRET", "DATABASE_PASSWORD"), True),
        (fed("DATABASE_PASSWORD", "JWT_SECRET"), True),
        (fed("REDIS_PASSWORD", "databasePassword"), True),
        (fed("DATABASE_URL", "REDIS_URL"), True),
        (fed("JWT_SECRET", "password", "db-postgresql"), True),
        (fed("DATABASE_USER", "password"), True),
        (fed("DATABASE_PASSWORD", "DATABASE_URL"), True),
        (fed("MYSQL_PASSWORD", "postgres-password"), True),
        (fed("JWT_SECRET", "jwt-secret"), False),
        (fed("JWT_SECRET", "key", "shop"), False),
        (fed("DATABASE_URL", "uri", "shop-postgres"), False),
        (fed("DB_PASS", "postgres-password"), False),
        (fed("PGPASSWORD", "postgresqlPassword"), False),
        (fed("SESSION_KEY", "DATABASE_PASSWORD"), False),
        (fed("DATABASE_HOST", "uri"), False),
        (fed("REDIS_PASSWORD", "redis-password", "shop-postgres"), False),
        (fed("REDIS_PASSWORD", "cache-password", "shop-postgres"), False),
        (fed("CELERY_RESULT_BACKEND", "connection"), False),
        (fed("ADMIN_USER", "admin-user"), False),
        (fed("MONGODB_URI", "connectionString.standardSrv"), False),
    ],
)
def test_the_names_of_variable_and_key_do_not_contradict_each_other(
    environment: Any, where: Any, variable: dict[str, Any], *, is_found: bool
) -> None:
    objects = environment.with_field("Deployment/web", f"{FIRST}.env", [variable])
    place = f"{FIRST}.env[0].valueFrom.secretKeyRef.key"
    found = [("Deployment/web", "variable-meaning", place)] if is_found else []
    assert where(check_meanings(objects)) == found


@pytest.mark.parametrize(
    ("other", "is_found"),
    [("JWT_SECRET", True), ("REDIS_PASSWORD", True), ("PGPASSWORD", False), ("OWNER", False)],
)
def test_one_key_is_not_the_secret_of_two_things(
    environment: Any, where: Any, other: str, *, is_found: bool
) -> None:
    variables = [fed("POSTGRES_PASSWORD", "main"), fed(other, "main")]
    objects = environment.with_field("Deployment/web", f"{FIRST}.env", variables)
    place = f"{FIRST}.env[1].valueFrom.secretKeyRef.key"
    found = [("Deployment/web", "variable-shared", place)] if is_found else []
    assert where(check_meanings(objects)) == found


@pytest.mark.parametrize(
    ("key", "source", "is_found"),
    [
        ("JWT_SECRET", "DATABASE_PASSWORD", True),
        ("DATABASE_URL", "DATABASE_PASSWORD", True),
        ("DATABASE_PASSWORD", "password", False),
        ("OWNER", "owner", False),
    ],
)
def test_what_is_fetched_has_the_meaning_of_its_key(
    environment: Any, key: str, source: str, *, is_found: bool
) -> None:
    entry = {"secretKey": key, "remoteRef": {"key": "shop", "property": source}}
    objects = environment.with_field("ExternalSecret/passwords", "spec.data", [entry])
    assert [one.rule for one in check_meanings(objects)] == ["variable-meaning"] * is_found


def test_a_key_is_fetched_once(environment: Any, where: Any) -> None:
    entry = {"secretKey": "OWNER", "remoteRef": {"key": "shop"}}
    objects = environment.with_field("ExternalSecret/passwords", "spec.data", [entry, entry])
    assert where(check_meanings(objects)) == [
        ("ExternalSecret/passwords", "variable-shared", "spec.data[1].secretKey")
    ]
