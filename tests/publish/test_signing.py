"""Signed releases, with a real key and a real signature."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from nexus_gitops.errors import LocalError
from nexus_gitops.publish import Author, author_of
from tests.publish.conftest import AUTHOR, Remote, git, put, release_of

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen signs")


@pytest.fixture
def signer(tmp_path: Path) -> Author:
    """Somebody whose commits git signs with an SSH key."""
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    public = key.with_suffix(".pub").read_text()
    (tmp_path / "allowed").write_text(f"{AUTHOR.email} {public}")
    for name, value in (
        ("user.name", AUTHOR.name), ("user.email", AUTHOR.email), ("gpg.format", "ssh"),
        ("user.signingKey", f"{key}.pub"), ("commit.gpgSign", "true"),
        ("gpg.ssh.allowedSignersFile", str(tmp_path / "allowed")),
    ):  # fmt: skip
        git(tmp_path, "config", "--global", name, value)
    return author_of(tmp_path)


def put_as(remote: Remote, author: Author, value: int) -> str:
    return put(remote, release_of("dev", web=value), author=author).commit


def test_each_release_is_signed_and_else_as_it_was(remote: Remote, signer: Author) -> None:
    for value in (1, 2):
        put_as(remote, signer, value)
    for commit in remote.commits():
        remote.git("verify-commit", commit)
        assert remote.git("log", "-1", "--format=%an <%ae> %cn <%ce>", commit) == (
            f"{AUTHOR} {AUTHOR}"
        )
    assert remote.git("log", "-1", "--format=%s", "main") == (
        "nexus-gitops: publish dev: ConfigMap/web changed"
    )
    assert remote.is_sound()


def test_a_signature_survives_that_others_were_faster(
    remote: Remote, signer: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.publish.test_transaction import overtake

    put(remote, release_of("dev", web=1))
    overtake(remote, monkeypatch, release_of("prod", web=1))
    remote.git("verify-commit", put_as(remote, signer, 2))


def test_a_signature_that_fails_publishes_nothing(remote: Remote, signer: Author) -> None:
    broken = replace(signer, signing=(*(signer.signing or ()), ("gpg.ssh.program", "false")))
    with pytest.raises(LocalError, match="cannot be signed") as caught:
        put_as(remote, broken, 1)
    assert "commit.gpgSign" in caught.value.hint
    assert remote.commits() == []
