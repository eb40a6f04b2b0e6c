"""One environment that is half made stops none of the others, and is told with its way out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ENVIRONMENTS = "nexus_platform/environments"
MODULE = f"{ENVIRONMENTS}/prod.py"
LOCK = f"{ENVIRONMENTS}/staging.images.json"
NO_MODULE = (
    "prod: environments/prod.py, line 1: ModuleNotFoundError: No module named 'nowhere'; correct it"
)
NO_LOCK = "staging: staging.images.json is missing beside staging.py; copy the one of another"


@pytest.fixture
def half_made(edited: Callable[..., Any]) -> Any:
    """A machine on which all was rendered before prod's module and staging's lock were broken."""
    machine = edited({})
    assert machine.run("synth").code == 0
    (machine.source / MODULE).write_text("import nowhere\n")
    (machine.source / LOCK).unlink()
    return machine


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*.yaml")}


def _complaints(done: Any) -> list[str]:
    return [
        line.removeprefix("nexus-gitops: error: ")
        for line in done.err.splitlines()
        if line.startswith("nexus-gitops: error: ")
    ]


def test_synth_writes_the_others_and_keeps_what_the_broken_had(half_made: Any) -> None:
    before = _files(half_made.folder)
    for path in (
        "dist/dev/core/core_namespace_nexus.yaml",
        "dist/prod/core/core_namespace_nexus-prod.yaml",
    ):
        (half_made.folder / path).write_text("changed by hand\n")
    edited = _files(half_made.folder)

    checked = half_made.run("synth", "--check", "--output", "json")
    assert (checked.code, _files(half_made.folder)) == (8, edited)
    assert checked.json["environments"] == ["dev"]
    assert checked.json["written"] == ["dist/dev/core/core_namespace_nexus.yaml"]
    assert checked.json["removed"] == []
    assert [(one["environment"], one["exitCode"]) for one in checked.json["failed"]] == [
        ("prod", 8),
        ("staging", 8),
    ]
    assert all(one["message"] and one["fix"] for one in checked.json["failed"])

    done = half_made.run("synth")
    assert done.code == 8
    module, lock = _complaints(done)
    assert module == NO_MODULE
    assert lock.startswith(NO_LOCK)
    after = _files(half_made.folder)
    kept = str(half_made.folder / "dist/prod/core/core_namespace_nexus-prod.yaml")
    assert after == {**before, kept: b"changed by hand\n"}


def test_validate_and_the_lists_show_the_others(half_made: Any) -> None:
    validated = half_made.run("validate", "--output", "json")
    sarif = half_made.run("validate", "--output", "sarif")
    locked = half_made.run("images", "list", "--output", "json")
    listed = half_made.run("env", "list", "--output", "json")

    assert {done.code for done in (validated, sarif, locked, listed)} == {8}
    assert validated.json["environments"] == ["dev"]
    assert [one["environment"] for one in validated.json["failed"]] == ["prod", "staging"]
    (invocation,) = sarif.json["runs"][0]["invocations"]
    assert not invocation["executionSuccessful"]
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == NO_MODULE
    # The lock of one and the module of the other are whole, which is all that these need.
    assert {one["environment"] for one in locked.json["images"]} == {"dev", "prod"}
    assert [one["name"] for one in listed.json["environments"]] == ["dev", "staging"]
    assert _complaints(listed) == [NO_MODULE]


def test_a_good_one_is_compared_and_published(half_made: Any, remote: Any) -> None:
    compared = half_made.run("diff", "--repo", str(remote.path), "--output", "markdown")
    assert compared.code == 8
    assert "dev, not published on main" in compared.out
    assert compared.out.count("**Not compared:**") == 2

    done = half_made.run(
        "publish", "--env", "dev", "--repo", str(remote.path), "--init", "--allow-dirty"
    )
    assert (done.code, len(remote.commits)) == (0, 1)

    refused = half_made.run("publish", "--env", "dev", "--env", "prod", "--repo", str(remote.path))
    assert (refused.code, refused.complaint) == (8, NO_MODULE.removeprefix("prod: "))


def test_a_version_is_chosen_for_those_that_can_have_it(half_made: Any) -> None:
    done = half_made.run("images", "set", "redis=7.4.3-alpine", "--output", "json")

    assert done.code == 8
    assert [one["environment"] for one in done.json["images"]] == ["dev", "prod"]
    assert [one["environment"] for one in done.json["failed"]] == ["staging"]


@pytest.mark.parametrize(
    ("instead", "says"),
    [
        ("from cdk8z import", "No module named 'cdk8z'"),
        ("raise SystemExit(0)\nfrom cdk8s import", "objects.py, line "),
    ],
)
def test_what_all_of_them_fail_by_is_told_once(
    edited: Callable[..., Any], instead: str, says: str
) -> None:
    machine = edited({"nexus_platform/objects.py": ("from cdk8s import", instead)})

    done = machine.run("synth", "--output", "json")

    assert (done.code, done.json["environments"]) == (8, [])
    assert done.complaint.startswith("dev, prod, staging: ")
    assert says in done.complaint
    assert list(machine.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("raise SystemExit(0)", "environments/prod.py, line 1: SystemExit: 0"),
        ("open('/etc/hostname').read()", "/etc/hostname is outside of the platform's package"),
        ("import os; os._exit(0)", "the render failed: it ended without a word"),
        ("ENV = 3", "ENV is no Environment, but of int"),
    ],
)
def test_whatever_a_module_does_the_others_are_rendered(
    edited: Callable[..., Any], line: str, says: str
) -> None:
    machine = edited({})
    (machine.source / MODULE).write_text(f"{line}\n")

    done = machine.run("synth", "--output", "json")

    assert (done.code, done.json["environments"]) == (8, ["dev", "staging"])
    assert says in done.complaint
    assert {path.name for path in (machine.folder / "dist").iterdir()} == {"dev", "staging"}


def test_who_declares_another_repository_than_the_others_stops_none_of_them(
    edited: Callable[..., Any],
) -> None:
    url = "https://git.example.com/nexus/gitops.git"
    machine = edited({MODULE: (url, "https://git.example.com/elsewhere.git")})

    done = machine.run("synth", "--output", "json")

    assert (done.code, done.json["environments"]) == (8, ["dev", "staging"])
    assert done.complaint.startswith("prod: it renders another ")
    assert "declare the same repository and branch in all environments" in done.complaint
    assert {path.name for path in (machine.folder / "dist").iterdir()} == {"dev", "staging"}


def test_what_a_module_prints_is_in_no_result(edited: Callable[..., Any]) -> None:
    machine = edited({})
    module = machine.source / MODULE
    module.write_text(f"{module.read_text()}\nprint('still to do')\n")

    assert machine.run("synth", "--output", "json").code == 0
    assert machine.run("env", "list", "--output", "json").json["failed"] == []
