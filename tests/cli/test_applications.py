"""A platform of two Applications in two namespaces, one of them privileged, all the way."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Machine, Remote

SHOP = ROOT / "tests" / "platforms" / "shop"
ENVIRONMENT = "shop_platform/environments/staging.py"
WANTED = '    agents="shop-staging-agents",\n'

Edit = Callable[[str, str, str], None]


@pytest.fixture
def shop(machine: Machine) -> Machine:
    """A user who stands in the project of the other platform."""
    shutil.copytree(
        SHOP, machine.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
    )
    return machine.with_(NEXUS_GITOPS_PLATFORM=None)


@pytest.fixture
def edit(shop: Machine) -> Edit:
    """Changes a file of that project: `old` to `new`, once."""

    def change(path: str, old: str, new: str) -> None:
        file = shop.folder / path
        text = file.read_text()
        assert text.count(old) == 1
        file.write_text(text.replace(old, new))

    return change


def publish(machine: Machine, remote: Remote, *flags: str) -> list[str]:
    done = machine.run("publish", "--env", "staging", "--repo", str(remote.path), *flags)
    assert done.code == 0, done.err
    return remote.files


def test_each_has_a_folder_a_project_and_an_application(shop: Machine) -> None:
    done = shop.run("synth")

    assert done.code == 0, done.err
    assert {path.name for path in (shop.folder / "dist/staging").iterdir()} == {"agents", "core"}
    assert {path.name for path in (shop.folder / "argocd").iterdir()} == {
        f"argoproj.io_{kind}_shop-{name}.yaml"
        for kind, names in {
            "application": ("root", "staging-agents", "staging-core"),
            "appproject": ("root", "staging", "staging-agents"),
        }.items()
        for name in names
    }


def test_each_is_judged_by_its_own_objects(shop: Machine, edit: Edit) -> None:
    assert shop.run("validate").out == "staging: 0 errors, 0 warnings\n"

    edit(
        "shop_platform/__init__.py", "pod_security=Level.PRIVILEGED", "pod_security=Level.BASELINE"
    )
    (finding,) = shop.run("validate", "-o", "json").json["findings"]
    assert (finding["application"], finding["rule"]) == ("agents", "identity-pod-security")
    assert finding["path"] == "dist/staging/agents/core_namespace_shop-staging-agents.yaml"


def test_a_flow_that_one_of_them_does_not_know_is_found(shop: Machine, edit: Edit) -> None:
    edit("shop_platform/core.py", "if env.agents else", "if False else")

    findings = shop.run("validate", "-o", "json").json["findings"]

    assert {finding["rule"] for finding in findings} == {"network-one-sided"}
    assert {finding["application"] for finding in findings} == {"agents"}


def test_both_are_published_and_one_that_is_gone_is_taken_away(
    shop: Machine, remote: Remote, edit: Edit
) -> None:
    published = publish(shop, remote, "--init")
    assert {path.split("/")[2] for path in published if path.startswith("environments/")} == {
        "agents",
        "core",
    }
    remote.write("environments/staging/by-hand/a.yaml", "theirs: true\n")

    edit(ENVIRONMENT, WANTED, "")
    refused = shop.run("publish", "--env", "staging", "--repo", str(remote.path))
    assert refused.code == 4
    assert "Application/shop-staging-agents" in refused.complaint
    left = publish(shop, remote, "--allow-destructive")

    assert not any("agents" in path for path in left)
    assert "environments/staging/by-hand/a.yaml" in left, "a folder of nobody's stays"
    assert "argocd/argoproj.io_application_shop-staging-core.yaml" in left


def test_the_diff_names_the_application_of_each_object(shop: Machine, remote: Remote) -> None:
    publish(shop, remote, "--init")
    (shop.folder / ENVIRONMENT).write_text(
        (shop.folder / ENVIRONMENT).read_text().replace(WANTED, f"{WANTED}    replicas=2,\n")
    )

    done = shop.run("diff", "--repo", str(remote.path), "-o", "json")

    (comparison,) = done.json["comparisons"]
    assert {change["application"] for change in comparison["changes"]} == {"core"}


def test_a_record_of_one_application_is_still_read(
    shop: Machine, remote: Remote, edit: Edit
) -> None:
    edit(ENVIRONMENT, WANTED, "")
    publish(shop, remote, "--init")
    edit(ENVIRONMENT, "    host=", f"{WANTED}    host=")

    published = publish(shop, remote)

    assert "environments/staging/agents/apps_daemonset_agent.yaml" in published


def test_an_environment_needs_no_network_to_be_looked_at(shop: Machine, tmp_path: Path) -> None:
    elsewhere = replace(shop, folder=tmp_path)
    done = elsewhere.with_(NEXUS_GITOPS_PLATFORM=str(SHOP)).run("env", "list", "-o", "json")
    assert [env["name"] for env in done.json["environments"]] == ["staging"]


def test_one_of_them_is_drained_alone(shop: Machine, remote: Remote) -> None:
    publish(shop, remote, "--init")

    done = shop.run(
        "env", "remove", "staging", "--repo", str(remote.path), "--drain", "--application", "agents"
    )

    assert done.code == 0, done.err
    left = [path for path in remote.files if path.startswith("environments/")]
    assert [path for path in left if "/agents/" in path] == [
        "environments/staging/agents/core_namespace_shop-staging-agents.yaml"
    ]
    assert "environments/staging/core/apps_deployment_web.yaml" in left
