"""Help, version and completion: at hand at once, because they load nothing that they do not need."""

import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from typer.main import get_command

from nexus_gitops.cli.app import app
from nexus_gitops.platform import loading

COMMANDS = (
    "init",
    "synth",
    "validate",
    "diff",
    "publish",
    "bootstrap",
    "status",
    "promote",
    "rollback",
    "acceptance",
    "adopt",
    "deploy",
    "logs",
    "port-forward",
    "cleanup",
    "doctor",
    "history",
    "adopt-changes",
    "chart",
    "graph",
    "restore",
    "backup list",
    "backup run",
    "backup verify",
    "env from-values",
    "env list",
    "env remove",
    "env show",
    "images build",
    "images list",
    "images pin",
    "images set",
    "secrets apply",
    "secrets check",
    "secrets example",
    "secrets retire",
    "secrets rotate",
    "secrets seal",
)
HEAVY = ("cdk8s", "jsii", "msgspec", "git", "httpx", "yaml", "jsonschema_rs", "lightkube")
LIST_IMPORTS = """
import contextlib, io, json, sys
from nexus_gitops.cli import run

def help_of(command):
    sys.argv = ["nexus-gitops", *command.split(), "--help"]
    with contextlib.redirect_stdout(io.StringIO()) as shown:
        code = run()
    return {"code": code, "text": shown.getvalue()}

shown = {command: help_of(command) for command in sys.argv[1:]}
print(json.dumps({"help": shown, "modules": list(sys.modules)}))
"""


@pytest.fixture(scope="module")
def helped() -> dict[str, Any]:
    """The help of every command, and the modules that showing all of it has loaded."""
    import subprocess

    done = subprocess.run(
        [sys.executable, "-c", LIST_IMPORTS, "", *COMMANDS],
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_a_command_loads_the_module_of_no_other_command() -> None:
    import subprocess

    listing = (
        "import json, sys\nfrom nexus_gitops.cli import run\n"
        "sys.argv[1:] = ['env', 'list', '--output', 'json']\nrun()\n"
        "print(json.dumps([name for name in sys.modules if 'cli.commands.' in name]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout.splitlines()[-1]) == ["nexus_gitops.cli.commands.env"]


def test_help_loads_neither_cdk8s_nor_git_nor_anything_else_that_is_slow(
    helped: dict[str, Any],
) -> None:
    assert not set(HEAVY) & set(helped["modules"])


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_ends_with_an_example_of_it(
    helped: dict[str, Any], command: str
) -> None:
    shown = helped["help"][command]

    assert shown["code"] == 0
    assert f"Usage: nexus-gitops {command} " in shown["text"]
    assert re.search(rf"Examples?: nexus-gitops {command}\b", shown["text"])


def test_the_help_of_all_names_every_exit_code(helped: dict[str, Any]) -> None:
    codes = re.findall(r"(\d+)\s+[a-z]+", helped["help"][""]["text"].partition("Exit codes: ")[2])

    assert codes == [str(code) for code in range(11)]


def _examples() -> Iterator[str]:
    for name in COMMANDS:
        command: Any = get_command(app)
        for word in name.split():
            command = command.commands[word]
        yield from command.epilog.partition(": ")[2].split(", ")


@pytest.mark.parametrize("example", list(_examples()))
def test_the_examples_are_commands_that_exist(example: str) -> None:
    program, *words = shlex.split(example.partition(" > ")[0])
    assert program == "nexus-gitops"

    command: Any = get_command(app)
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]

    assert command.make_context(program, words).params


def test_every_command_but_none_else_is_there() -> None:
    known = []
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        known += [f"{name} {inner}" for inner in getattr(command, "commands", ())] or [name]

    assert sorted(known) == sorted(COMMANDS)


def test_each_can_answer_in_json() -> None:
    for name in COMMANDS:
        command: Any = get_command(app)
        for word in name.split():
            command = command.commands[word]
        # What `--output` of `chart` names is a folder.
        option = "format" if name == "chart" else "output"
        (output,) = [param for param in command.params if param.name == option]
        assert "json" in output.type.choices


def test_the_version_is_the_installed_one(machine: Any) -> None:
    from importlib.metadata import version

    done = machine.run("--version")

    assert (done.code, done.out) == (0, f"nexus-gitops {version('nexus-gitops')}\n")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("nexus-gitops diff --env ", list(loading.names())),
        ("nexus-gitops diff --env dev --to-env st", ["staging"]),
        ("nexus-gitops env show p", ["prod"]),
        ("nexus-gitops hist", ["history"]),
    ],
)
def test_the_shell_completes_commands_and_environments(
    machine: Any, line: str, words: list[str]
) -> None:
    shell = machine.with_(
        _NEXUS_GITOPS_COMPLETE="complete_bash",
        COMP_WORDS=line,
        COMP_CWORD=str(len(line.split(" ")) - 1),
    )

    done = shell.run()

    assert (done.code, done.err) == (0, "")
    assert done.out.split() == words


PYPROJECT = '[tool.nexus-gitops]\nplatform = "nexus_platform"\n'


def test_an_installed_tool_works_on_the_platform_of_the_checkout_it_stands_in(
    machine: Any,
) -> None:
    own = machine.folder / "nexus_platform"
    shutil.copytree(machine.source / "nexus_platform", own)
    dev = own / "environments" / "dev.py"
    dev.write_text(dev.read_text().replace('host="localhost"', 'host="mine.localhost"'))
    (machine.folder / "pyproject.toml").write_text(PYPROJECT)
    (machine.folder / "docs").mkdir()
    here = replace(machine.with_(NEXUS_GITOPS_PLATFORM=None), folder=machine.folder / "docs")

    (found,) = [
        e for e in here.run("env", "list", "-o", "json").json["environments"] if e["name"] == "dev"
    ]
    synthesised = here.run("synth", "--env", "dev")

    assert found["host"] == "mine.localhost"
    assert synthesised.code == 0, synthesised.err
    assert list(here.folder.iterdir()) == [], "nothing is written into a subfolder"
    (ingress,) = (machine.folder / "dist/dev/core").glob("*_ingress_*")
    assert "mine.localhost" in ingress.read_text()


def test_outside_any_platform_it_refuses(machine: Any) -> None:
    done = machine.with_(NEXUS_GITOPS_PLATFORM=None).run("synth")

    assert done.code == 2
    assert "there is no platform in" in done.complaint
    assert "pyproject.toml" in done.complaint
    assert list(machine.folder.iterdir()) == []


def test_another_platform_is_named_by_its_folder(machine: Any) -> None:
    platform = str(machine.source / "nexus_platform")
    done = machine.with_(NEXUS_GITOPS_PLATFORM=None).run("--platform", platform, "env", "list")

    assert done.code == 0, done.err
    assert "staging" in done.out
