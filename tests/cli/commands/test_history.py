"""The releases of an environment."""

from datetime import datetime, timedelta
from typing import Any

import pytest

REMOVED = "environments/dev/core/policy_poddisruptionbudget_redis.yaml"


@pytest.fixture
def repository(machine: Any, published: Any) -> Any:
    """With two releases of dev, the second of which brings back what somebody removed."""
    published.write(REMOVED, None)
    done = machine.run("publish", "--env", "dev", "--repo", str(published.path), "--overwrite")
    assert done.code == 0, done.err
    return published


def test_releases_come_newest_first_apart_from_the_commits_of_others(
    machine: Any, repository: Any
) -> None:
    second, by_hand, first = repository.commits

    done = machine.run("history", "--env", "dev", "--repo", str(repository.path), "-o", "json")

    assert (done.code, done.err) == (0, "")
    releases = done.json["releases"]
    assert [release["commit"] for release in releases] == [second, first]
    assert [change["commit"] for change in done.json["changesByHand"]] == [by_hand]
    assert done.json["changesByHand"][0]["paths"] == [REMOVED]
    assert releases[0]["objects"] == ["added PodDisruptionBudget/redis"]
    assert releases[0]["changes"] == "1 added, 0 changed, 0 removed"
    for release in releases:
        assert datetime.fromisoformat(release["time"]).utcoffset() == timedelta(0)
        assert release["author"] == "nexus-gitops <nexus-gitops@localhost>"
        assert len(release["source"]["revision"]) == 40
        assert release["source"]["dirty"] is False


def test_a_limit_leaves_the_older_ones_out(machine: Any, repository: Any) -> None:
    newest = repository.commits[0]

    done = machine.run("history", "--env", "dev", "--repo", str(repository.path), "--limit", "1")
    told = machine.run(
        "history", "--env", "dev", "--repo", str(repository.path), "--limit", "1", "--stat"
    )

    first, *older = done.out.splitlines()
    assert first.startswith(newest[:12]), "a line each"
    assert first.endswith("  1 added")
    assert not [line for line in older if "added" in line]
    assert "  + PodDisruptionBudget/redis" in told.out


def test_an_environment_without_releases_says_where_it_looked(machine: Any, published: Any) -> None:
    done = machine.run("history", "--env", "staging", "--repo", str(published.path))

    assert done.code == 0
    assert done.out == f"staging: no release on main of {published.path}\n"


def test_the_environments_own_repository_is_looked_at(edited: Any, published: Any) -> None:
    own = f'gitops.git", publish_to="{published.path}"'
    machine = edited({"nexus_platform/environments/dev.py": ('gitops.git"', own)})

    done = machine.run("history", "--env", "dev", "--output", "json")

    assert done.json["repository"] == str(published.path)
    assert [release["commit"] for release in done.json["releases"]] == published.commits


def test_a_repository_that_is_not_there_is_named(machine: Any) -> None:
    done = machine.run("history", "--env", "dev", "--repo", "nowhere.git")

    assert (done.code, done.out) == (6, "")
    assert str(machine.folder / "nowhere.git") in done.complaint


def test_what_others_wrote_cannot_steer_the_terminal(machine: Any, published: Any) -> None:
    message = "\x1b[2Jhello\n\nNexus-Environment: dev\n"
    published.git("update-ref", "refs/heads/main", published.git(
        "commit-tree", "main^{tree}", "-p", "main", "-m", message
    ))  # fmt: skip

    done = machine.run("history", "--env", "dev", "--repo", str(published.path))

    assert r"\x1b[2Jhello" in done.out
    assert "\x1b" not in done.out


def test_verify_tells_what_is_not_signed_and_exits_with_3(machine: Any, published: Any) -> None:
    arguments = ("history", "--env", "dev", "--repo", str(published.path), "--verify")

    done = machine.run(*arguments)
    told = machine.run(*arguments, "--output", "json").json

    assert done.code == 3
    assert "  signature: none\n" in done.out
    assert f"without a good signature: 1 of 1 commit: {published.commits[0][:12]}" in done.complaint
    assert told["releases"][0]["signature"] == "none"
