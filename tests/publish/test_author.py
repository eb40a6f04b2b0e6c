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


def test_a_key_alone_signs_nothing(tmp_path: Path) -> None:
    configure(tmp_path)
    git(tmp_path, "config", "--global", "user.signingKey", "ABC")
    assert author_of(tmp_path).signing is None


@pytest.mark.parametrize("value", ["true", "yes", "On", "1"])
def test_who_signs_commits_signs_releases(tmp_path: Path, value: str) -> None:
    configure(tmp_path)
    for key, setting in (("commit.gpgSign", value), ("user.signingKey", "ABC"),
                         ("gpg.format", "ssh"), ("gpg.ssh.program", "mine")):  # fmt: skip
        git(tmp_path, "config", "--global", key, setting)
    assert dict(author_of(tmp_path).signing or ()) == {
        "user.signingkey": "ABC",
        "gpg.format": "ssh",
        "gpg.ssh.program": "mine",
    }


def test_a_checkout_may_sign_or_not(tmp_path: Path) -> None:
    configure(tmp_path)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "config", "--global", "commit.gpgSign", "true")
    assert author_of(tmp_path).signing == ()
    git(tmp_path, "config", "commit.gpgSign", "false")
    assert author_of(tmp_path).signing is None
