"""`nexus-gitops chart`."""

from pathlib import Path

import yaml
from helm import helm, of_code, of_helm

from tests.cli.conftest import ROOT, Machine

SHOP = ROOT / "tests" / "platforms" / "shop"


def test_it_is_written_once_and_then_the_same(machine: Machine) -> None:
    kept = Path(machine.variables["NEXUS_GITOPS_CACHE_DIR"], "derived")
    first = machine.run("chart", "--output", "new", "--version", "1.2.0-rc.1")
    before = set(kept.iterdir())
    again = machine.run("chart", "--output", "new", "--version", "1.2.0-rc.1", "--check")

    assert first.out.splitlines()[-1].startswith("nexus 1.2.0-rc.1 in new: ")
    assert again.code == 0, again.out
    assert ": 0 files to write, 0 to remove, " in again.out
    assert set(kept.iterdir()) == before  # nothing was derived again


def test_another_version_is_made_of_what_was_derived(machine: Machine) -> None:
    kept = Path(machine.variables["NEXUS_GITOPS_CACHE_DIR"], "derivation")
    machine.run("chart", "--output", "new", "--version", "1.2.0")
    before = {entry: entry.stat().st_ino for entry in kept.iterdir()}

    other = machine.run("chart", "--output", "new", "--version", "1.3.0", "--check")

    assert [line for line in other.out.splitlines() if line[0] in "~-"] == ["~ new/Chart.yaml"]
    assert {entry: entry.stat().st_ino for entry in kept.iterdir()} == before


def test_a_check_tells_what_is_not_as_derived(machine: Machine) -> None:
    machine.run("chart", "--output", "new", "--version", "1.0.0")
    (machine.folder / "new" / "values.yaml").write_text("{}\n")

    check = machine.run("chart", "--output", "new", "--version", "1.0.0", "--check")

    assert check.code == 1
    assert check.out.splitlines()[0] == "~ new/values.yaml"
    assert (machine.folder / "new" / "values.yaml").read_text() == "{}\n"


def test_the_chart_of_another_platform_renders_what_it_renders(
    machine: Machine, tmp_path: Path
) -> None:
    shop = machine.with_(NEXUS_GITOPS_PLATFORM=str(SHOP))
    assert shop.run("synth").code == 0

    done = shop.run("chart", "--output", "shop", "--version", "1.0.0")

    assert done.code == 0, done.err
    chart = machine.folder / "shop"
    for folder in sorted((machine.folder / "dist").iterdir()):
        manifests = [yaml.safe_load(file.read_text()) for file in folder.rglob("*.yaml")]
        found = helm("4", tmp_path).template(
            chart, "--values", chart / f"values-{folder.name}.yaml"
        )
        assert of_helm(found) == of_code(manifests)
    agent = (chart / "templates" / "daemonset_agent.yaml").read_text()
    assert agent.startswith("{{- if .Values.agents }}\n")


def test_a_version_that_is_none_is_refused(machine: Machine) -> None:
    done = machine.run("chart", "--output", "new", "--version", "v1")

    assert done.code == 2
    assert done.complaint == (
        "'v1' is no version of a chart; write three numbers, as 1.2.0 or 1.2.0-rc.1"
    )


def test_a_folder_of_something_else_is_left_alone(machine: Machine) -> None:
    (machine.folder / "mine").mkdir()
    (machine.folder / "mine" / "notes.txt").write_text("mine\n")

    done = machine.run("chart", "--output", "mine", "--version", "1.0.0")

    assert done.code == 4
    assert "mine holds something else than the chart nexus" in done.complaint
    assert [path.name for path in (machine.folder / "mine").iterdir()] == ["notes.txt"]
