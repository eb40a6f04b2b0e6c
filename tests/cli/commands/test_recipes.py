"""docs/recipes.md, as it is written."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Machine, Remote, git

PAGE = (Path(__file__).parents[3] / "docs" / "recipes.md").read_text()
CHART = "argocd/staging-certificates.yaml"


def _block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


@pytest.fixture
def platform(machine: Machine) -> Machine:
    assert machine.run("init", "shop").code == 0
    return replace(machine.with_(NEXUS_GITOPS_PLATFORM=None), folder=machine.folder / "shop")


def test_a_config_map_of_ones_own(platform: Machine) -> None:
    core = platform.folder / "shop_platform/core.py"
    _, imports, made, read = re.split(r"# .*\n", _block("python"))
    text = core.read_text()
    for before, more in (
        ("from nexus_constructs.sizing", imports),
        (
            '        image = images["web"]',
            re.sub("^", "        ", made.rstrip(), flags=re.MULTILINE) + "\n",
        ),
        ("                    resources=_SIZE,", f"                    {read}"),
    ):
        assert text.count(before) == 1, before
        text = text.replace(before, more + before)
    core.write_text(text)

    assert platform.run("synth").code == 0
    done = platform.run("validate", "-o", "json")

    assert done.json["findings"] == []
    manifests = "".join(
        file.read_text() for file in (platform.folder / "dist/staging/core").glob("*.yaml")
    )
    (name,) = set(re.findall(r"name: (greeting-[0-9a-f]{10})\n", manifests))
    assert f"- configMapRef:\n            name: {name}\n" in manifests


def test_a_chart_beside_the_platform_is_nobodys_hindrance(
    platform: Machine, remote: Remote
) -> None:
    git(platform.folder, "init", "--quiet")
    publish = ("publish", "--env", "staging", "--allow-dirty", "--repo", str(remote.path))
    assert platform.run("synth").code == 0
    assert platform.run(*publish, "--init").code == 0
    chart = _block("yaml")
    remote.write(CHART, chart)

    environment = platform.folder / "shop_platform/environments/staging.py"
    environment.write_text(
        environment.read_text().replace("ENV = Environment(", "ENV = Environment(\n    replicas=3,")
    )
    done = platform.run(*publish)
    again = platform.run(*publish)

    assert (done.code, again.code) == (0, 0), done.err + again.err
    assert "published" in done.out
    assert "unchanged" in again.out
    assert yaml.safe_load_all(remote.text(CHART)) is not None
    assert remote.text(CHART) == chart


def test_what_is_adopted_is_remembered(platform: Machine, remote: Remote) -> None:
    """A file of somebody else's where a release writes one."""
    git(platform.folder, "init", "--quiet")
    publish = ("publish", "--env", "staging", "--allow-dirty", "--repo", str(remote.path))
    remote.write("argocd/argoproj.io_appproject_shop-staging.yaml", "kind: Foreign\n")
    assert platform.run("synth").code == 0

    refused = platform.run(*publish, "--init")
    adopted = platform.run(*publish, "--init", "--adopt")
    environment = platform.folder / "shop_platform/environments/staging.py"
    environment.write_text(
        environment.read_text().replace("ENV = Environment(", "ENV = Environment(\n    replicas=3,")
    )
    later = platform.run(*publish)

    assert refused.code == 4
    assert "--adopt" in refused.complaint
    assert (adopted.code, later.code) == (0, 0), adopted.err + later.err
    assert "published" in later.out
