"""`nexus-gitops bootstrap` without a cluster; tests/e2e has it with one."""

from pathlib import Path

import yaml

from tests.cli.conftest import NOWHERE, Machine


def kubeconfig(folder: Path, server: str) -> str:
    file = folder / "kubeconfig"
    file.write_text(
        yaml.safe_dump(
            {
                "current-context": "here",
                "contexts": [{"name": "here", "context": {"cluster": "c", "user": "u"}}],
                "clusters": [{"name": "c", "cluster": {"server": server}}],
                "users": [{"name": "u", "user": {"token": "s3cret"}}],
            }
        )
    )
    return str(file)


def test_print_shows_the_root_and_needs_no_cluster(machine: Machine) -> None:
    done = machine.run(
        "bootstrap", "--env", "dev", "--print", "--repo", "https://git.example.com/r"
    )
    told = machine.run(
        "bootstrap", "--env", "dev", "--print", "-o", "json", "--repo", "https://git.example.com/r"
    )
    assert done.code == 0
    assert told.json["items"] == list(yaml.safe_load_all(done.out)), "as kubectl takes it"
    project, application = yaml.safe_load_all(done.out)
    assert (project["kind"], application["kind"]) == ("AppProject", "Application")
    assert application["spec"]["project"] == project["metadata"]["name"]
    assert application["spec"]["source"]["repoURL"] == "https://git.example.com/r"


def test_no_kubeconfig_is_told_with_the_way_out(machine: Machine) -> None:
    done = machine.run("bootstrap", "--env", "dev")
    assert done.code == 2
    assert "KUBECONFIG" in done.complaint


def test_an_unknown_context_is_told_with_those_that_there_are(machine: Machine) -> None:
    here = machine.with_(KUBECONFIG=kubeconfig(machine.folder, NOWHERE))
    done = here.run("bootstrap", "--env", "dev", "--context", "there")
    assert done.code == 2
    assert "'there'" in done.complaint
    assert "here" in done.complaint.partition("there are:")[2]


def test_a_cluster_that_does_not_answer_is_unreachable(machine: Machine) -> None:
    here = machine.with_(KUBECONFIG=kubeconfig(machine.folder, NOWHERE), NO_PROXY="127.0.0.1")
    done = here.run("bootstrap", "--env", "dev")
    assert done.code == 6
    assert NOWHERE in done.complaint
    assert "s3cret" not in done.out + done.err
