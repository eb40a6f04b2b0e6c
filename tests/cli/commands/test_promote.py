"""Promotion: what was released goes on, exactly, and no more than was asked for."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cli.commands.test_bootstrap import kubeconfig
from tests.cli.conftest import git
from tests.kube_http import KubeServer, serving

STAGING = "nexus_platform/environments/staging.images.json"
DEV = "nexus_platform/environments/dev.images.json"
OS = 'nexus/nexus-os",\n    "tag": "0.1.0"'
GRAPHSTUDIO = 'nexus/graphstudio",\n    "tag": "0.1.0"'
DIGEST = f"sha256:{'a' * 64}"
NEWER = f'nexus/nexus-os",\n    "tag": "0.2.0",\n    "digest": "{DIGEST}"'


@pytest.fixture
def released(edited: Any, remote: Any) -> Any:
    """A machine, and a repository in which dev runs a newer nexus-os than staging does."""
    repository = ("--repo", str(remote.path))
    newer = edited({DEV: (OS, NEWER)}, commit=False)
    path = newer.source / DEV
    text = path.read_text().replace('"7-alpine"', '"7.4.2-alpine"')
    path.write_text(text.replace('"16-alpine"', '"16.9-alpine"'))
    git(newer.source, "commit", "--quiet", "--all", "--message", "edited")
    for more in (("--env", "dev", "--init"), ("--env", "staging")):
        done = newer.run("publish", *more, *repository)
        assert done.code == 0, done.err
    return newer.with_(NEXUS_GITOPS_REPO=str(remote.path))


def lock(machine: Any, environment: str = "staging") -> Any:
    path = machine.source / "nexus_platform/environments" / f"{environment}.images.json"
    return json.loads(path.read_text())


def record(remote: Any, environment: str = "staging") -> Any:
    return json.loads(remote.text(f".nexus/{environment}.lock.json"))


def head_of(remote: Any, environment: str) -> str:
    pattern = f"^Nexus-Environment: {environment}$"
    return str(remote.git("log", "-1", "--format=%H", f"--grep={pattern}", "main"))


PROMOTE = ("promote", "--from", "dev", "--to", "staging")


def test_the_released_digests_go_into_lock_file_and_release(released: Any, remote: Any) -> None:
    release = head_of(remote, "dev")
    # What is locked now is not what was released.
    path = released.source / DEV
    path.write_text(path.read_text().replace("0.2.0", "0.3.0").replace("a" * 64, "b" * 64))

    done = released.run(*PROMOTE, "--allow-dirty", "--output", "json")

    assert done.code == 0, done.err
    assert lock(released)["nexus-os"]["tag"] == "0.2.0"
    assert lock(released)["nexus-os"]["digest"] == DIGEST
    assert list(done.json) == [
        "apiVersion", "kind", "from", "to", "promotedFrom", "images", "comingAlong", "diff",
        "notes", "written", "repository", "branch", "commit",
    ]  # fmt: skip
    assert done.json["commit"] == remote.commits[0]
    assert done.json["promotedFrom"] == release
    assert record(remote)["promoted-from"] == release
    assert record(remote)["images"]["nexus-os"].endswith(f"0.2.0@{DIGEST}")
    assert f"Nexus-Promoted-From: {release}" in remote.git("log", "-1", "--format=%B", "main")
    history = released.run("history", "--env", "staging", "-o", "json").json
    assert history["releases"][0]["promotedFrom"] == release


def test_the_source_is_as_clean_as_it_was_before_the_lock_file(released: Any, remote: Any) -> None:
    done = released.run(*PROMOTE)

    assert done.code == 0, done.err
    assert record(remote)["source"]["dirty"] is False
    assert "nexus-os: registry.example.com/nexus/nexus-os:0.1.0 -> " in done.out
    assert "~ Deployment/nexus-os" in done.out
    assert f"wrote {released.source / STAGING}" in done.out
    assert "note: no cluster could be asked whether dev is healthy" in done.out
    again = released.run("publish", "--env", "staging", "--allow-dirty")
    assert again.out.startswith("staging: unchanged")


def test_without_publishing_only_the_lock_file_is_written(released: Any, remote: Any) -> None:
    before = remote.commits

    done = released.run(*PROMOTE, "--no-publish")

    assert done.code == 0, done.err
    assert remote.commits == before
    assert lock(released)["nexus-os"]["tag"] == "0.2.0"
    assert "~ Deployment/nexus-os" in done.out


def test_a_dry_run_writes_nothing_and_shows_the_same(released: Any, remote: Any) -> None:
    before, text = remote.commits, (released.source / STAGING).read_text()

    done = released.run(*PROMOTE, "--dry-run")

    assert done.code == 0, done.err
    assert (remote.commits, (released.source / STAGING).read_text()) == (before, text)
    assert "~ Deployment/nexus-os" in done.out


def test_a_second_promotion_changes_nothing(released: Any, remote: Any) -> None:
    released.run(*PROMOTE)
    before = remote.commits

    done = released.run(*PROMOTE, "--allow-dirty")

    assert done.code == 0, done.err
    assert remote.commits == before
    assert "staging: unchanged on main of" in done.out


def test_a_refused_publish_leaves_the_lock_file_as_it_was(released: Any, remote: Any) -> None:
    remote.hook("echo change freeze >&2; exit 1")
    text = (released.source / STAGING).read_text()

    done = released.run(*PROMOTE)

    assert done.code == 5
    assert "change freeze" in done.complaint
    assert (released.source / STAGING).read_text() == text


def test_one_service_goes_without_the_others(released: Any, remote: Any) -> None:
    done = released.run(*PROMOTE, "--service", "redis")

    assert done.code == 0, done.err
    assert lock(released)["nexus-os"]["tag"] == "0.1.0"
    assert "staging: unchanged" in done.out


def test_more_services_than_asked_for_are_refused(released: Any, remote: Any) -> None:
    """Another image waits in the lock file, and would go out with it."""
    path = released.source / STAGING
    path.write_text(path.read_text().replace(GRAPHSTUDIO, GRAPHSTUDIO.replace("0.1.0", "0.9.0")))
    before, text = remote.commits, path.read_text()

    done = released.run(*PROMOTE, "--service", "nexus-os", "--allow-dirty")

    assert done.code == 4
    assert "graphstudio-frontend" in done.complaint
    assert "0.9.0" in done.complaint
    assert "--service" in done.complaint
    assert (remote.commits, path.read_text()) == (before, text)
    both = released.run(
        *PROMOTE, "--service", "nexus-os", "--service", "graphstudio-frontend", "--allow-dirty"
    )
    assert both.code == 0, both.err


def test_config_that_restarts_other_services_is_more_than_asked_for(
    released: Any, remote: Any
) -> None:
    path = released.source / "nexus_platform/environments/staging.py"
    path.write_text(
        path.read_text().replace('name="staging",', 'name="staging",\n    log_level="debug",')
    )

    one = released.run(*PROMOTE, "--service", "nexus-os", "--allow-dirty")
    all_of_them = released.run(*PROMOTE, "--allow-dirty", "--output", "json")

    assert one.code == 4
    assert "Deployment/workspace-kernel" in one.complaint
    assert all_of_them.code == 0
    along = all_of_them.json["comingAlong"]
    assert any(item.startswith("Deployment/workspace-kernel ") for item in along)
    assert not any(item.endswith(".image") for item in along)


def test_what_is_unknown_is_named_with_what_is_near(released: Any) -> None:
    wrong_service = released.run(*PROMOTE, "--service", "nexus-so")
    wrong_environment = released.run("promote", "--from", "dev", "--to", "stagin")
    itself = released.run("promote", "--from", "dev", "--to", "dev")

    assert (wrong_service.code, wrong_environment.code, itself.code) == (2, 2, 2)
    assert "did you mean nexus-os" in wrong_service.complaint
    assert "did you mean staging" in wrong_environment.complaint


def test_what_was_never_released_cannot_be_promoted(machine: Any, remote: Any) -> None:
    done = machine.run(*PROMOTE, "--repo", str(remote.path))

    assert done.code == 2
    assert "dev is not published" in done.complaint


def test_what_the_other_environment_forbids_is_a_finding(released: Any, remote: Any) -> None:
    """Prod demands digests, and most of what dev released has none."""
    before = (released.source / "nexus_platform/environments/prod.images.json").read_text()

    done = released.run("promote", "--from", "dev", "--to", "prod")

    assert done.code == 3
    assert "[image-digest]" in done.err
    assert (released.source / "nexus_platform/environments/prod.images.json").read_text() == before


@pytest.fixture
def cluster(released: Any) -> Iterator[tuple[Any, KubeServer]]:
    """The machine with a kubeconfig, and the cluster that it leads to."""
    with serving() as server:
        config = kubeconfig(released.folder, server.url)
        yield released.with_(KUBECONFIG=config, NO_PROXY="127.0.0.1"), server


def synced(remote: Any, environment: str, health: str) -> dict[str, Any]:
    return {
        "sync": {"status": "Synced", "revision": head_of(remote, environment)},
        "health": {"status": health},
        "operationState": {"phase": "Succeeded"},
    }


def test_what_is_not_healthy_where_it_was_released_is_refused(cluster: Any, remote: Any) -> None:
    machine, server = cluster
    server.application("nexus-dev-core", **synced(remote, "dev", "Degraded"))
    before = remote.commits

    refused = machine.run(*PROMOTE)
    anyway = machine.run(*PROMOTE, "--even-if-degraded")

    assert refused.code == 4
    assert "degraded" in refused.complaint
    assert "--even-if-degraded" in refused.complaint
    assert anyway.code == 0, anyway.err
    assert len(remote.commits) == len(before) + 1


def test_what_is_healthy_goes_on(cluster: Any, remote: Any) -> None:
    machine, server = cluster
    server.application("nexus-dev-core", **synced(remote, "dev", "Healthy"))

    done = machine.run(*PROMOTE)

    assert done.code == 0, done.err
    assert "no cluster could be asked" not in done.out


def test_a_cluster_that_does_not_know_the_environment_cannot_be_asked(cluster: Any) -> None:
    machine, _ = cluster

    done = machine.run(*PROMOTE)

    assert done.code == 0, done.err
    assert "no cluster could be asked" in done.out


def test_a_context_that_is_not_there_is_an_error(cluster: Any) -> None:
    machine, _ = cluster

    assert machine.run(*PROMOTE, "--context", "nowhere").code == 2
