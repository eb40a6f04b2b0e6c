from pathlib import Path

import pytest

from nexus_gitops.errors import LocalError
from nexus_gitops.publish.release import Source
from nexus_gitops.publish.source import source_of
from tests.publish.conftest import git


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with one commit, of a package and of a rule that ignores `.venv`."""
    path = tmp_path / "checkout"
    (path / "package").mkdir(parents=True)
    (path / "package" / "a.py").write_text("1")
    (path / ".gitignore").write_text(".venv/\n")
    git(path, "init", "--quiet")
    git(path, "add", ".")
    git(path, "commit", "--quiet", "--message=first")
    return path


def test_a_clean_checkout_has_its_revision(checkout: Path) -> None:
    revision = git(checkout, "rev-parse", "HEAD")
    assert source_of(checkout / "package") == Source("", revision, dirty=False)


def test_a_changed_file_makes_it_dirty(checkout: Path) -> None:
    (checkout / "package" / "a.py").write_text("2")
    assert source_of(checkout / "package").dirty


def test_a_new_file_anywhere_in_it_does_too(checkout: Path) -> None:
    (checkout / "new file").write_text("")
    assert source_of(checkout / "package").dirty


def test_an_ignored_file_does_not(checkout: Path) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "x").write_text("")
    assert not source_of(checkout / "package").dirty


def test_a_checkout_around_an_installation_says_nothing_of_it(checkout: Path) -> None:
    installed = checkout / ".venv" / "nexus_gitops"
    installed.mkdir(parents=True)
    (installed / "a.py").write_text("")
    assert source_of(installed) == Source()


def test_no_checkout_at_all_is_fine(tmp_path: Path) -> None:
    assert source_of(tmp_path) == Source()


def test_a_checkout_without_a_commit_has_no_revision(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "a").write_text("")
    git(tmp_path, "add", "a")
    assert source_of(tmp_path) == Source("", "", dirty=True)


@pytest.mark.parametrize(
    ("url", "repository"),
    [
        ("https://ada:s3cret@example.org/nexus.git", "https://example.org/nexus.git"),
        ("git@example.org:team/nexus.git", "git@example.org:team/nexus.git"),
        ("/home/ada/nexus.git", ""),
        ("ext::sh -c id", ""),
    ],
)
def test_the_repository_is_named_without_credentials(
    checkout: Path, url: str, repository: str
) -> None:
    git(checkout, "remote", "add", "origin", url)
    assert source_of(checkout).repository == repository


@pytest.mark.parametrize("file", ["index", "config"])
def test_a_checkout_that_cannot_be_read_is_not_taken_for_none(checkout: Path, file: str) -> None:
    (checkout / ".git" / file).write_text("[bad")
    with pytest.raises(LocalError, match="cannot read the checkout"):
        source_of(checkout)


def test_a_folder_of_a_bare_repository_is_no_checkout(checkout: Path) -> None:
    assert source_of(checkout / ".git" / "refs") == Source()
