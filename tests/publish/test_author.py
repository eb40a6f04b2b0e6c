from pathlib import Path

import pytest

from nexus_gitops.publish.author import DEFAULT_AUTHOR, Author, author_of
from tests.publish.conftest import git


def configure(directory: Path, name: str = "Ada", email: str = "ada@example.org") -> None:
    git(directory, "config", "--global", "user.name", name)
    git(directory, "config", "--global", "user.email", email)


def test_it_is_whom_git_knows(tmp_path: Path) -> None:
    configure(tmp_path)
    assert author_of(tmp_path) == Author("Ada", "ada@example.org")


def test_the_environment_goes_before_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(tmp_path)
    monkeypatch.setenv("GIT_AUTHOR_NAME", "CI")
    assert author_of(tmp_path) == Author("CI", "ada@example.org")


def test_nobody_is_a_stated_default(tmp_path: Path) -> None:
    assert author_of(tmp_path) is DEFAULT_AUTHOR
    assert str(DEFAULT_AUTHOR) == "nexus-gitops <nexus-gitops@localhost>"
    assert DEFAULT_AUTHOR.is_default


def test_half_an_identity_is_none(tmp_path: Path) -> None:
    git(tmp_path, "config", "--global", "user.name", "Ada")
    assert author_of(tmp_path).is_default


def test_a_name_cannot_break_out_of_its_line() -> None:
    assert str(Author("A<b>\nauthor X", "a@b>\n")) == "Abauthor X <a@b>"
