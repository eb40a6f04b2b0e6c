"""A database takes all connections of those that are led to it."""

from typing import Any

import pytest

from nexus_gitops.checks.pools import check_pools

FIRST = "spec.template.spec.containers[0]"
DATABASE = "StatefulSet/db"
PODS = 10


def scaled(environment: Any, pool: str, args: list[str], settings: dict[str, str]) -> Any:
    """The objects with ten pods of `web` at most, which each have a pool of connections."""
    objects = environment.with_field(
        "ConfigMap/settings",
        "data",
        {"DATABASE_HOST": "db", "DATABASE_POOL_SIZE": pool, **settings},
    )
    for obj in objects:
        if obj["kind"] == "HorizontalPodAutoscaler":
            obj["spec"]["maxReplicas"] = PODS
        if obj["kind"] == "StatefulSet":
            obj["spec"]["template"]["spec"]["containers"][0]["args"] = args
    return objects


@pytest.mark.parametrize(
    ("pool", "args", "fits"),
    [
        ("9", [], True),
        ("10", [], False),  # three of the hundred are the superusers'
        ("10", ["-c", "max_connections=103"], True),
        ("10", ["-c", "max_connections=102"], False),
        ("10", ["--max_connections=103"], True),
        ("1", ["-c", "max_connections=10"], False),
    ],
)
def test_the_pools_of_the_most_pods_fit(
    environment: Any, where: Any, pool: str, args: list[str], *, fits: bool
) -> None:
    found = check_pools(scaled(environment, pool, args, {}))
    assert where(found) == ([] if fits else [(DATABASE, "database-connections", f"{FIRST}.args")])


def test_it_says_who_and_how_many(environment: Any) -> None:
    (finding,) = check_pools(scaled(environment, "20", [], {}))
    assert "97 connect, and there may be 200: Deployment/web 10 x 20" in finding.message
    assert "203" in finding.fix


def test_who_has_no_password_or_is_led_elsewhere_does_not_count(environment: Any) -> None:
    objects = scaled(environment, "20", [], {})
    for obj in objects:
        if obj["kind"] == "Deployment":
            obj["spec"]["template"]["spec"]["containers"][0]["env"] = []
    assert check_pools(objects) == ()
    assert check_pools(scaled(environment, "20", [], {"DATABASE_HOST": "elsewhere"})) == ()
