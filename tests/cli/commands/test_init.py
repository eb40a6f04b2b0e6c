"""`nexus-gitops init`: from nothing to something published, in three commands."""

from dataclasses import replace

from tests.cli.conftest import Machine, Remote, git


def test_a_new_platform_renders_passes_and_publishes(machine: Machine, remote: Remote) -> None:
    made = machine.run("init", "shop", "-o", "json")
    assert made.code == 0, made.err
    here = replace(machine.with_(NEXUS_GITOPS_PLATFORM=None), folder=machine.folder / "shop")

    assert here.run("synth").code == 0
    assert here.run("synth", "--check").code == 0
    assert here.run("validate", "-o", "json").json["findings"] == []
    git(here.folder, "init", "--quiet")
    git(here.folder, "add", "--all")
    git(here.folder, "commit", "--quiet", "--message", "begin")
    done = here.run(
        "publish", "--env", "staging", "--env", "prod", "--repo", str(remote.path), "--init"
    )

    assert done.code == 0, done.err
    assert {path.split("/")[1] for path in remote.files if path.startswith("environments/")} == {
        "staging",
        "prod",
    }
    assert git(here.folder, "status", "--porcelain") == ""


def test_its_own_tests_pass(machine: Machine) -> None:
    assert machine.run("init", "shop").code == 0
    here = replace(machine.with_(NEXUS_GITOPS_PLATFORM=None), folder=machine.folder / "shop")
    assert here.run("synth").code == 0

    done = replace(
        here.with_(PATH=f"{here.command.rpartition('/')[0]}:{here.variables['PATH']}")
    ).execute("pytest", "-q", "-p", "no:cacheprovider")

    assert done.code == 0, done.out
