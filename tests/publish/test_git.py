import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nexus_gitops.errors import LocalError
from nexus_gitops.publish import git as module
from nexus_gitops.publish.git import Outcome, run
from tests.publish.conftest import git


def test_what_git_answers_is_given_whole(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    outcome = run(["hash-object", "--stdin"], directory=tmp_path, stdin=b"hello\n")
    assert outcome.status == 0
    assert outcome.output == b"ce013625030ba8dba906f756967f9e9ca394464a\n"


def test_a_failure_is_an_outcome_not_an_exception(tmp_path: Path) -> None:
    outcome = run(["rev-parse", "HEAD"], directory=tmp_path)
    assert outcome.status == 128
    assert "not a git repository" in outcome.errors


def test_it_speaks_english_whatever_the_locale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert "not a git repository" in run(["status"], directory=tmp_path).errors


def test_settings_go_over_those_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.name")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "kept")
    settings = (("gc.auto", "1"), ("gc.auto", "2"))
    listed = run(["config", "--list"], directory=tmp_path, settings=settings).output.decode()
    assert "user.name=kept" in listed
    assert listed.rindex("gc.auto=2") > listed.rindex("gc.auto=1") > listed.rindex("gc.auto=0")


def test_the_repository_of_a_hook_that_calls_us_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooked, ours = tmp_path / "hooked", tmp_path / "ours"
    for path in (hooked, ours):
        path.mkdir()
        git(path, "init", "--quiet")
    monkeypatch.setenv("GIT_DIR", str(hooked / ".git"))
    monkeypatch.setenv("GIT_QUARANTINE_PATH", str(hooked))
    outcome = run(["rev-parse", "--show-toplevel"], directory=ours)
    assert outcome.output.decode().strip() == str(ours)
    assert os.environ["GIT_DIR"] == str(hooked / ".git")


def hanging(file: Path, script: str) -> list[str]:
    """Arguments of a git that starts a process, which tells its id, and waits for it."""
    return ["-c", f"alias.hang=!sh -c 'echo $$ > {file}; {script}; sleep 600'", "hang"]


def is_running(file: Path) -> bool:
    if not file.exists():
        return False
    try:
        os.kill(int(file.read_text()), 0)
    except ProcessLookupError:
        return False
    # One that nobody has waited for yet has ended all the same.
    return (
        Path(f"/proc/{int(file.read_text())}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    )


def wait_for_end(file: Path) -> None:
    while is_running(file):
        time.sleep(0.01)


@pytest.mark.parametrize(
    "script",
    ["true", "trap '' TERM", "exec >/dev/null 2>&1 </dev/null; trap '' TERM"],
    ids=["obedient", "deaf", "deaf and without our pipes"],
)
def test_a_process_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_GRACE_SECONDS", 0.1)
    file = tmp_path / "pid"
    outcome = run(hanging(file, script.replace("'", "'\\''")), directory=tmp_path, seconds=1)
    assert outcome.status != 0
    assert "Timeout" in outcome.errors
    wait_for_end(file)


def test_who_leaves_the_group_with_our_pipe_cannot_keep_us(tmp_path: Path) -> None:
    arguments = ["-c", "alias.leave=!setsid sleep 5 & sleep 600", "leave"]
    assert "Timeout" in run(arguments, directory=tmp_path, seconds=0.2).errors


def test_each_of_many_ends_at_its_own_time(tmp_path: Path) -> None:
    """None waits for another's end, and none is ended in another's place."""
    files = [tmp_path / str(number) for number in range(6)]

    def hang(number: int) -> Outcome:
        if number % 2:
            return run(["version"], directory=tmp_path)
        return run(hanging(files[number], "true"), directory=tmp_path, seconds=1)

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(hang, range(6)))
    assert [outcome.status == 0 for outcome in outcomes] == [False, True] * 3
    for file in files[::2]:
        wait_for_end(file)


def test_an_interrupt_ends_it(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    code = (
        "import sys; from pathlib import Path; from nexus_gitops.publish.git import run\n"
        "run(sys.argv[1:], directory=Path.cwd())"
    )
    publisher = subprocess.Popen(
        [sys.executable, "-c", code, *hanging(file, "true")],
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
    )
    while not (file.exists() and file.read_text().strip()):
        time.sleep(0.01)
    publisher.send_signal(signal.SIGINT)
    assert publisher.wait() != 0
    wait_for_end(file)


def test_it_has_no_terminal_to_ask_at(tmp_path: Path) -> None:
    arguments = ["-c", "alias.ask=!: < /dev/tty", "ask"]
    assert run(arguments, directory=tmp_path).status != 0


def test_no_git_is_one_line_with_a_way_out(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\n"
        "from nexus_gitops.publish import author_of\n"
        "from nexus_gitops.errors import LocalError\n"
        "try: author_of(Path.cwd())\n"
        "except LocalError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "git is not installed; install git 2.31 or newer\n"


def test_git_that_goes_away_meanwhile_is_told_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(["version"], directory=tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LocalError, match="not installed"):
        run(["version"], directory=tmp_path)


def test_a_count_of_settings_that_is_none_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", "many")
    with pytest.raises(LocalError, match="GIT_CONFIG_COUNT is 'many'"):
        run(["version"], directory=tmp_path)
