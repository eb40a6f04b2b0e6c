"""A store is asked, and guarded, by what it understands."""

from typing import Any

import pytest

from nexus_gitops.checks.store_clients import check_store_clients

FIRST = "spec.template.spec.containers[0]"
DIGEST = f"sha256:{'0' * 64}"
PASSWORD = {
    "name": "REDIS_PASSWORD",
    "valueFrom": {"secretKeyRef": {"name": "db-passwords", "key": "OWNER"}},
}


@pytest.mark.parametrize(
    ("command", "is_found"),
    [
        (["pg_isready", "-U", "shop"], False),
        (["sh", "-c", "pg_isready -p 5432"], False),
        (["sh", "-c", "redis-cli ping | grep PONG"], True),
        (["mysqladmin", "ping"], True),
        (["pg_isready", "--port", "5433"], True),
        (["pg_isready", "--port=5433"], True),
        (["cat", "/tmp/ready"], False),
    ],
)
def test_a_probe_runs_what_the_image_has_at_the_port_it_has(
    environment: Any, command: list[str], *, is_found: bool
) -> None:
    place = f"{FIRST}.readinessProbe.exec.command"
    found = check_store_clients(environment.with_field("StatefulSet/db", place, command))
    assert [(one.rule, one.field) for one in found] == [("store-probe", place)] * is_found


def redis(environment: Any, image: str = "redis:7.4.2", **fields: Any) -> list[Any]:
    container = {
        "name": "db",
        "image": image,
        "env": [PASSWORD],
        "ports": [{"name": "redis", "containerPort": 6379}],
        **fields,
    }
    objects = environment.with_field("StatefulSet/db", FIRST, container)
    return list(check_store_clients(objects))


@pytest.mark.parametrize(
    "fields",
    [
        {"args": ["--requirepass", "$(REDIS_PASSWORD)"]},
        {"command": ["redis-server", "/etc/redis/redis.conf"]},
        {"image": "docker.io/bitnami/redis:7.4.2"},
        {"env": []},
    ],
)
def test_a_password_that_is_used_is_fine(environment: Any, fields: dict[str, Any]) -> None:
    assert redis(environment, **fields) == []


def test_a_password_that_the_image_does_nothing_with_is_found(environment: Any) -> None:
    assert [one.rule for one in redis(environment)] == ["store-open"]


@pytest.mark.parametrize(
    ("probe", "count"),
    [
        ("redis-cli ping", 1),
        ("redis-cli -a $REDIS_PASSWORD ping", 0),
        ("redis-cli --pass x ping", 0),
    ],
)
def test_a_probe_gives_the_password_that_is_demanded(
    environment: Any, probe: str, count: int
) -> None:
    found = redis(
        environment,
        args=["--requirepass", "$(REDIS_PASSWORD)"],
        livenessProbe={"exec": {"command": ["sh", "-c", probe]}},
    )
    assert [one.rule for one in found] == ["store-probe"] * count


@pytest.mark.parametrize(("name", "count"), [("PGDATA", 1), ("POSTGRES_REPLICATION_MODE", 0)])
def test_several_pods_that_know_nothing_of_each_other_are_found(
    environment: Any, name: str, count: int
) -> None:
    objects = environment.with_field("StatefulSet/db", "spec.replicas", 2)
    for obj in objects:
        if obj["kind"] == "StatefulSet":
            obj["spec"]["template"]["spec"]["containers"][0]["env"].append({"name": name})
    assert [one.rule for one in check_store_clients(objects)] == ["store-alone"] * count
