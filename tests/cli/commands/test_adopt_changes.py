"""What was changed by hand, as the operator meets it: refused, explained, adopted."""

from typing import Any

import pytest

WEB = "environments/dev/core/apps_deployment_graphstudio-frontend.yaml"
BUDGET = "environments/dev/core/policy_poddisruptionbudget_redis.yaml"
LOCK = "nexus_platform/environments/dev.images.json"


@pytest.fixture
def hotfix(published: Any) -> Any:
    """The published repository, in which somebody took another image and more memory."""
    text = published.text(WEB)
    changed = text.replace("nexus/graphstudio:0.1.0", "nexus/graphstudio:0.1.1")
    assert changed != text
    published.write(WEB, changed)
    return published


def test_a_publish_is_refused_and_shows_what_it_would_take_back(machine: Any, hotfix: Any) -> None:
    tip = hotfix.commits[0]

    done = machine.run("publish", "--env", "dev", "--repo", str(hotfix.path))

    assert (done.code, done.out) == (4, "")
    assert hotfix.commits[0] == tip
    for part in (f"{WEB} was changed by hand", tip[:12], "S <s@example.org>: by hand",
                 "containers[graphstudio-frontend].image: ", "0.1.1"):  # fmt: skip
        assert part in done.err
    assert "nexus-gitops adopt-changes --env dev" in done.complaint
    assert "--overwrite" in done.complaint


def test_overwrite_takes_it_back(machine: Any, hotfix: Any) -> None:
    done = machine.run("publish", "--env", "dev", "--repo", str(hotfix.path), "--overwrite")

    assert done.code == 0
    assert "0.1.1" not in hotfix.text(WEB)


def test_it_is_told_what_to_change_in_the_environment(machine: Any, hotfix: Any) -> None:
    arguments = ("adopt-changes", "--env", "dev", "--repo", str(hotfix.path))

    done = machine.run(*arguments)
    told = machine.run(*arguments, "--output", "json").json

    assert done.code == 1
    assert "~ Deployment/graphstudio-frontend\n" in done.out
    assert "from environments/dev.images.json: graphstudio-frontend" in done.out
    (change,) = told["changes"]
    (field,) = change["fields"]
    assert (change["object"], change["adopted"]) == ("Deployment/graphstudio-frontend", False)
    assert [commit["commit"] for commit in change["commits"]] == [hotfix.commits[0]]
    assert field["before"].endswith(":0.1.0")
    assert field["after"].endswith(":0.1.1")
    assert field["origins"] == ["images.graphstudio-frontend"]


def test_a_value_of_the_environment_is_named(machine: Any, published: Any) -> None:
    path = "environments/dev/core/networking.k8s.io_ingress_nexus.yaml"
    published.write(path, published.text(path).replace("host: ", "host: other."))

    done = machine.run("adopt-changes", "--env", "dev", "--repo", str(published.path))

    assert "spec.rules[0].host" in done.out
    assert "from environments/dev.py: entry.host" in done.out


def test_once_the_environment_holds_it_a_publish_goes_on(edited: Any, hotfix: Any) -> None:
    machine = edited(
        {LOCK: ('graphstudio",\n    "tag": "0.1.0"', 'graphstudio",\n    "tag": "0.1.1"')}
    )

    done = machine.run("adopt-changes", "--env", "dev", "--repo", str(hotfix.path))
    published = machine.run("publish", "--env", "dev", "--repo", str(hotfix.path))
    after = machine.run("adopt-changes", "--env", "dev", "--repo", str(hotfix.path))

    assert "(the environment holds this)" in done.out
    assert published.code in (0, 4), published.err
    assert "0.1.1" in hotfix.text(WEB)
    assert after.code in (0, 1)


def test_nothing_by_hand_is_nothing_to_adopt(machine: Any, published: Any) -> None:
    done = machine.run("adopt-changes", "--env", "dev", "--repo", str(published.path))

    assert done.code == 0
    assert done.out == f"dev: nothing was changed by hand on main of {published.path}\n"


def test_a_removed_object_and_a_file_that_is_no_manifest_are_told(
    machine: Any, published: Any
) -> None:
    published.write(BUDGET, None)
    published.write(WEB, "<<<<<<< half a merge\n")

    done = machine.run("adopt-changes", "--env", "dev", "--repo", str(published.path))
    refused = machine.run("publish", "--env", "dev", "--repo", str(published.path))

    assert (done.code, refused.code) == (1, 4)
    assert "- PodDisruptionBudget/redis\n" in done.out
    assert f"~ {WEB}\n" in done.out
    assert "holds no manifest" in refused.err


def test_history_shows_it(machine: Any, hotfix: Any) -> None:
    done = machine.run("history", "--env", "dev", "--repo", str(hotfix.path), "--stat")
    told = machine.run("history", "--env", "dev", "--repo", str(hotfix.path), "-o", "json").json

    newest = hotfix.commits[0]
    assert done.out.startswith(newest[:12])
    assert f"  ~ {WEB}\n" in done.out
    (change,) = told["changesByHand"]
    assert (change["commit"], change["paths"]) == (newest, [WEB])
    assert newest not in [release["commit"] for release in told["releases"]]
