"""Failures, turned into a line and a code."""

from collections.abc import Callable

import pytest

from nexus_gitops import errors
from nexus_gitops.cli.exit_codes import exit_code_of, without_credentials
from nexus_gitops.errors import NexusError


def _failing(error: BaseException) -> Callable[[], int]:
    def act() -> int:
        raise error

    return act


@pytest.mark.parametrize("code", [0, 1, 3])
def test_what_ends_well_ends_with_its_own_code(
    code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(lambda: code) == code
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.UsageError, 2),
        (errors.FindingsError, 3),
        (errors.RefusedError, 4),
        (errors.RejectedError, 5),
        (errors.UnreachableError, 6),
        (errors.ContentionError, 7),
        (errors.LocalError, 8),
    ],
)
def test_a_failure_is_one_line_with_the_way_out(
    kind: type[NexusError], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(_failing(kind("two\n  lines", "go that way"))) == code
    assert capsys.readouterr().err == "nexus-gitops: error: two lines; go that way\n"


def test_a_failure_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    exit_code_of(_failing(errors.RefusedError("a file \x1b[2Jx")))
    assert capsys.readouterr().err == "nexus-gitops: error: a file \\x1b[2Jx\n"


def test_every_failure_has_a_code_of_its_own() -> None:
    codes = [kind.exit_code for kind in NexusError.__subclasses__()]

    assert sorted(codes) == [2, 3, 4, 5, 6, 7, 8]


def test_an_operating_system_that_says_no_is_this_machines_failure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert exit_code_of(_failing(PermissionError(13, "Permission denied", "/etc/shadow"))) == 8
    assert capsys.readouterr().err == "nexus-gitops: error: /etc/shadow: Permission denied\n"


def test_a_defect_is_called_so_and_repeats_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(_failing(ValueError("password is correct-horse"))) == 70

    shown = capsys.readouterr().err
    assert shown.startswith("nexus-gitops: error: ValueError in ")
    assert "NEXUS_GITOPS_DEBUG" in shown
    assert "correct-horse" not in shown
    assert shown.count("\n") == 1


def test_a_traceback_is_there_for_who_asks_for_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEXUS_GITOPS_DEBUG", "1")

    assert exit_code_of(_failing(ValueError("https://ada:correct-horse@example.com"))) == 70

    shown = capsys.readouterr().err
    assert "Traceback" in shown
    assert "ValueError: https://***@example.com" in shown
    assert "correct-horse" not in shown


def test_a_url_keeps_its_host_and_loses_its_user() -> None:
    assert without_credentials("no https://a:b@example.com/x here") == (
        "no https://***@example.com/x here"
    )
