import os
import subprocess
import sys
from pathlib import Path

import pytest

from nexus_gitops.errors import LocalError
from nexus_gitops.publish.git import run
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


def test_a_process_that_hangs_is_killed(tmp_path: Path) -> None:
    hanging = ["-c", "alias.hang=!sleep 60", "hang"]
    outcome = run(hanging, directory=tmp_path, seconds=0.2)
    assert outcome.status != 0
    assert "Timeout" in outcome.errors


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
