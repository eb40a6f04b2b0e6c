"""Every end of a command that is no result: one line, one documented code, never a traceback."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from nexus_gitops.cli import run
from nexus_gitops.platform import loading

ALL = ", ".join(loading.names())


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("publish", "Missing option '--env' / '-e'; nexus-gitops publish --help shows how"),
        ("nope", "No such command 'nope'; nexus-gitops --help shows how"),
        ("env sho", "No such command 'sho'. Did you mean 'show'?; nexus-gitops env --help shows"),
        ("synth --chekc", "No such option: --chekc (Possible options: --check"),
        ("diff --env", "Option '--env' requires an argument"),
        ("validate --output xml", "'xml' is not one of 'text', 'wide', 'json', 'sarif'"),
        ("history --env dev --limit 0", "0 is not in the range x>=1"),
        ("env show nowhere", f"there is no environment 'nowhere'; there are: {ALL}"),
        ("synth --env stagin", "there is no environment 'stagin'; did you mean staging?"),
        ("validate --env ../dev", "there is no environment '../dev'"),
        ("diff --env dev --to-env pro", "there is no environment 'pro'; did you mean prod?"),
        ("history --env dve", "there is no environment 'dve'; did you mean dev?"),
        ("images pin --env DEV", "there is no environment 'DEV'"),
        ("images pin --env dev postgress", "did you mean postgres?"),
    ],
)
def test_what_makes_no_sense_ends_with_2_and_one_line(
    line: str,
    complaint: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["nexus-gitops", *line.split()])

    assert run() == 2

    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("nexus-gitops: error: ")
    assert complaint in shown.err
    assert shown.err.count("\n") == 1


def test_a_url_in_the_wrong_place_is_repeated_without_its_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "https://ada:correct-horse@git.example.com/gitops.git"
    monkeypatch.setattr(sys, "argv", ["nexus-gitops", "publish", "--env", "dev", url])

    assert run() == 2

    shown = capsys.readouterr().err
    assert "https://***@git.example.com/gitops.git" in shown
    assert "correct-horse" not in shown


@pytest.mark.parametrize("line", [[], ["env"], ["images"]])
def test_no_command_is_answered_with_the_help(
    line: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["nexus-gitops", *line])

    assert run() == 2

    shown = capsys.readouterr()
    assert "Usage: nexus-gitops" in shown.out
    assert shown.err == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("env", "list"),  # little: fails when it is flushed at the end
        ("--help",),
        ("env", "show", "prod", "--output", "json"),
    ],
)
def test_a_reader_that_went_away_is_no_failure_to_talk_about(
    machine: Any, arguments: tuple[str, ...]
) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        done = machine.run(*arguments, stdout=theirs)
    finally:
        os.close(theirs)

    assert (done.code, done.err) == (141, "")


def test_completion_is_installed_for_the_shell_that_asks(machine: Any) -> None:
    installing = 'echo "# mine" > ~/.bashrc; "$0" --install-completion; echo "code $?"'
    done = machine.execute("bash", "-c", installing, machine.command)

    home = Path(machine.variables["HOME"])
    assert done.out.endswith("code 0\n"), done.out + done.err
    assert "nexus-gitops.sh" in (home / ".bashrc").read_text()

    asking = "source ~/.bashrc; COMP_WORDS=(nexus-gitops env show st); COMP_CWORD=3"
    asked = machine.execute(
        "bash",
        "-c",
        f'{asking}; _nexus_gitops_completion "$0"; echo "${{COMPREPLY[*]}}"',
        machine.command,
    )
    assert asked.out == "staging\n"


def test_output_that_is_closed_from_the_start_is_no_failure(machine: Any) -> None:
    done = machine.execute("sh", "-c", 'exec "$0" env list >&- 2>&-', machine.command)

    assert done.code == 0


def test_output_that_the_disk_has_no_room_for_is_told(machine: Any) -> None:
    with Path("/dev/full").open("w") as full:
        done = machine.run("env", "list", stdout=full)

    assert (done.code, done.complaint) == (8, "No space left on device")


def test_letters_that_the_terminal_does_not_have_are_written_in_another_way(machine: Any) -> None:
    narrow = machine.with_(PYTHONIOENCODING="ascii")

    assert narrow.run("--help").code == 0
    assert json.loads(narrow.run("env", "list", "--output", "json").out)["environments"]


def test_a_home_that_is_not_set_is_not_missed(
    machine: Any, cache_of_session: Path, tmp_path: Path
) -> None:
    (tmp_path / "nexus-gitops").symlink_to(cache_of_session)
    homeless = machine.with_(XDG_CACHE_HOME=str(tmp_path), HOME=None, NEXUS_GITOPS_CACHE_DIR=None)

    done = homeless.run("diff", "--env", "dev", "--output", "json")

    assert done.code == 1
    assert done.json["comparisons"][0]["summary"]["added"] > 30


def test_an_interrupt_is_told_in_a_line(edited: Any) -> None:
    slow = "import pathlib, time\npathlib.Path('waiting').touch()\ntime.sleep(60)\n\nENV ="
    machine = edited({"nexus_platform/environments/dev.py": ("ENV =", slow)})
    process = subprocess.Popen(
        [machine.command, "synth", "--env", "dev"],
        cwd=machine.folder,
        env=machine.variables,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not (machine.folder / "waiting").exists():
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to its children as well
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 130
    assert errors == "nexus-gitops: error: interrupted; nothing is half done, run it again\n"
