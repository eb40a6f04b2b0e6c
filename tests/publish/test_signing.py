"""Signed releases, with a real key and a real signature."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from nexus_gitops.errors import LocalError
from nexus_gitops.publish import Author, Signature, Trust, author_of, releases, signatures
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


def test_signatures_are_checked_as_git_is_set_up_to(
    remote: Remote, signer: Author, tmp_path: Path
) -> None:
    good = put_as(remote, signer, 1)
    unsigned = put(remote, release_of("dev", web=2)).commit
    raw = remote.git("cat-file", "commit", good)
    bad = remote.git(
        "hash-object", "-t", "commit", "-w", "--stdin",
        stdin=raw.replace("publish dev", "publish odd") + "\n",
    )  # fmt: skip
    remote.git("update-ref", "refs/heads/main", remote.git(
        "commit-tree", "main^{tree}", "-p", "main", "-p", bad, "-m", "merge"
    ))  # fmt: skip
    releases(remote.address, "main", "dev")

    found = signatures(remote.address, [good, unsigned, bad], tmp_path)

    assert found[good] == Signature(Trust.GOOD, AUTHOR.email)
    assert found[unsigned] == Signature(Trust.NONE)
    assert found[bad].trust is Trust.BAD


def test_a_key_that_nobody_trusts_here_is_told(
    remote: Remote, signer: Author, tmp_path: Path
) -> None:
    commit = put_as(remote, signer, 1)
    releases(remote.address, "main", "dev")
    (tmp_path / "allowed").write_text("")
    assert signatures(remote.address, [commit], tmp_path)[commit].trust is Trust.UNTRUSTED

    git(tmp_path, "config", "--global", "--unset", "gpg.ssh.allowedSignersFile")
    assert signatures(remote.address, [commit], tmp_path)[commit].trust is Trust.UNTRUSTED
