"""What the environments say."""

from typing import Any

import yaml

from nexus_gitops.platform import loading


def test_all_environments_are_listed_in_columns(machine: Any) -> None:
    done = machine.run("env", "list")

    head, *rows = done.out.splitlines()
    assert head.split()[:2] == ["NAME", "NAMESPACE"]
    assert [row.split()[0] for row in rows] == list(loading.names())
    assert len({row.index("https://") for row in rows}) == 1, "aligned"


def test_an_environment_shows_all_it_says_and_the_images_it_runs(machine: Any) -> None:
    shown = machine.run("env", "show", "prod")
    data = machine.run("env", "show", "prod", "--output", "json").json["environment"]

    assert yaml.safe_load(shown.out) == data
    assert (data["name"], data["secrets"]["kind"]) == ("prod", "store")
    assert data["images"]["postgres"].startswith("docker.io/library/postgres:16")
