"""What the environments say."""

from typing import Any

import yaml

from nexus_gitops.platform import loading


def test_all_environments_are_listed_in_columns(machine: Any) -> None:
    done = machine.run("env", "list", "--output", "wide")
    narrow = machine.run("env", "list")

    head, *rows = done.out.splitlines()
    assert head.split()[:2] == ["NAME", "NAMESPACE"]
    assert [row.split()[0] for row in rows] == list(loading.names())
    assert len({row.index("https://") for row in rows}) == 1, "aligned"
    assert all(len(line) <= 80 for line in narrow.out.splitlines())


def test_an_environment_shows_all_it_says_and_the_images_it_runs(machine: Any) -> None:
    shown = machine.run("env", "show", "prod")
    data = machine.run("env", "show", "prod", "--output", "json").json["environment"]

    assert yaml.safe_load(shown.out) == data
    assert (data["name"], data["secrets"]["kind"]) == ("prod", "store")
    assert data["images"]["postgres"].startswith("docker.io/library/postgres:16")


def test_one_that_does_not_load_does_not_stop_the_others(edited: Any) -> None:
    machine = edited({})
    (machine.source / "nexus_platform/environments/half.py").write_text("ENV = nonsense\n")

    listed = machine.run("env", "list")
    validated = machine.run("validate", "--env", "dev")
    dry = machine.run("publish", "--env", "dev", "--dry-run")

    assert (validated.code, dry.code) == (0, 0), validated.err + dry.err
    assert {"dev", "prod", "staging"} <= {line.split()[0] for line in listed.out.splitlines()}
    assert listed.code == 8
    assert listed.complaint.startswith("half: environments/half.py, line 1: NameError")
