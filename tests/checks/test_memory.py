"""Amounts of memory and CPU are what was meant."""

from typing import Any

import pytest

from nexus_gitops.checks.memory import check_memory

FIRST = "spec.template.spec.containers[0]"


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("resources.requests.memory", "512m", "memory-implausible"),
        ("resources.limits.memory", "256", "memory-implausible"),
        ("resources.limits.memory", "256k", "memory-implausible"),
        ("resources.limits.cpu", "500", "cpu-implausible"),
        ("args", ["--maxmemory", "300mb"], "memory-above-limit"),
        ("args", ["--maxmemory", "314572800"], "memory-above-limit"),
        ("command", ["redis-server", "--maxmemory=1gb"], "memory-above-limit"),
        ("command", ["java", "-Xmx512m", "-jar", "x"], "memory-above-limit"),
        (
            "env",
            [{"name": "NODE_OPTIONS", "value": "--max-old-space-size=512"}],
            "memory-above-limit",
        ),
        ("env", [{"name": "GOMEMLIMIT", "value": "300MiB"}], "memory-above-limit"),
        ("args", ["-c", "shared_buffers=1GB"], "memory-above-limit"),
        ("args", ["-c", "max_connections=200"], "memory-above-limit"),
        ("args", ["-c", "shared_buffers=64MB", "-c", "work_mem=2MB"], "memory-above-limit"),
        ("command", ["redis-server", "--maxmemory", "192mb"], "memory-fork"),
        (
            "command",
            ["redis-server", "--maxmemory", "129mb", "--appendonly", "yes", "--save", ""],
            "memory-fork",
        ),
        (
            "command",
            ["redis-server", "a.conf", "--maxmemory", "192mb", "--save", "60 100"],
            "memory-fork",
        ),
    ],
)
def test_what_cannot_be_meant_is_found(environment: Any, field: str, value: Any, rule: str) -> None:
    objects = environment.with_field("Deployment/web", f"{FIRST}.{field}", value)
    assert [finding.rule for finding in check_memory(objects)] == [rule]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("resources.limits.memory", "0.5Gi"),
        ("resources.limits.cpu", "96"),
        ("args", ["--maxmemory", "192mb", "--maxmemory-policy", "allkeys-lru"]),
        ("command", ["redis-server", "--maxmemory", "128mb", "--appendonly", "yes"]),
        ("command", ["redis-server", "--maxmemory", "192mb", "--save", "", "--appendonly", "no"]),
        ("command", ["redis-server", "redis.conf", "--maxmemory", "192mb"]),
        ("args", ["-c", "shared_buffers=64MB", "-c", "work_mem=1MB", "-c", "max_connections=100"]),
        ("command", ["java", "-Xmx192m"]),
        ("env", [{"name": "NODE_OPTIONS", "value": "--max-old-space-size=192"}]),
    ],
)
def test_what_can_be_meant_is_fine(environment: Any, field: str, value: Any) -> None:
    objects = environment.with_field("Deployment/web", f"{FIRST}.{field}", value)
    assert check_memory(objects) == ()


def test_a_disk_of_a_few_bytes_is_found(environment: Any, where: Any) -> None:
    place = f"{FIRST}.resources.limits"
    limits = {"cpu": "200m", "memory": "256Mi", "ephemeral-storage": "512m"}
    assert where(check_memory(environment.with_field("Deployment/web", place, limits))) == [
        ("Deployment/web", "memory-implausible", f"{place}.ephemeral-storage")
    ]


def test_an_image_of_redis_forks_without_its_name_in_the_command(environment: Any) -> None:
    objects = environment.with_field("Deployment/web", f"{FIRST}.args", ["--maxmemory", "192mb"])
    web = next(obj for obj in objects if obj["kind"] == "Deployment")
    web["spec"]["template"]["spec"]["containers"][0]["image"] = "registry.example.com/redis:7.4"
    assert [finding.rule for finding in check_memory(objects)] == ["memory-fork"]
