import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from nexus_gitops.errors import ContentionError, LocalError, UnreachableError
from nexus_gitops.publish import git as seam
from nexus_gitops.publish import mirror as module
from nexus_gitops.publish import parse_address, read_published
from nexus_gitops.publish.mirror import Mirror
from tests.git_http import HttpServer
from tests.publish.conftest import Remote, git, put, release_of


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The subcommands of git that are run, in order."""
    seen: list[str] = []
    run = seam.run

    def noted(arguments: list[str], **options: Any) -> Any:
        seen.append(arguments[0])
        return run(arguments, **options)

    monkeypatch.setattr(seam, "run", noted)
    return seen


@pytest.fixture
def large(remote: Remote) -> Remote:
    """A repository with a long history and many files of others."""
    for number in range(5):
        remote.write({f"apps/{number}/{name}": f"{number} {name}" * 100 for name in range(50)})
    put(remote, release_of("dev", web=1, db=1))
    shutil.rmtree(Mirror(remote.address).path)
    return remote


def inventory(mirror: Mirror) -> dict[str, int]:
    lines = git(mirror.path, "cat-file", "--batch-check", "--batch-all-objects").splitlines()
    kinds = [line.split()[1] for line in lines]
    return {kind: kinds.count(kind) for kind in ("commit", "blob")}


def test_neither_history_nor_files_of_others_are_fetched(large: Remote) -> None:
    mirror = Mirror(large.address)
    mirror.use(lambda mirror: mirror.fetch("main"))
    assert inventory(mirror) == {"commit": 1, "blob": 0}


def test_just_the_files_that_are_needed_come_in_one_batch(
    large: Remote, processes: list[str]
) -> None:
    assert len(read_published(large.address, "main", "dev").files) == 3
    assert processes.count("fetch") == 3  # the commit, the record, and what the record lists
    assert inventory(Mirror(large.address)) == {"commit": 1, "blob": 4}


def test_a_known_tip_is_not_fetched(large: Remote, processes: list[str]) -> None:
    put(large, release_of("dev", web=2, db=1))
    processes.clear()
    assert put(large, release_of("dev", web=2, db=1)).unchanged
    assert processes == ["ls-remote"]


def test_our_own_commit_need_not_come_back(large: Remote, processes: list[str]) -> None:
    put(large, release_of("dev", web=2, db=1))
    processes.clear()
    assert put(large, release_of("dev", web=3, db=1)).commit
    assert processes == ["ls-remote", "fast-import", "push"]


def test_a_server_that_does_not_filter_is_good_enough(large: Remote, http: HttpServer) -> None:
    large.git("config", "uploadpack.allowFilter", "false")
    address = parse_address(http.url("gitops.git"))
    assert len(read_published(address, "main", "dev").files) == 3


def test_a_server_that_filters_sends_no_files_of_others(large: Remote, http: HttpServer) -> None:
    large.git("config", "uploadpack.allowFilter", "true")
    address = parse_address(http.url("gitops.git"))
    assert len(read_published(address, "main", "dev").files) == 3
    assert inventory(Mirror(address)) == {"commit": 1, "blob": 4}


def test_nothing_is_written_to_its_configuration(large: Remote) -> None:
    mirror = Mirror(large.address)
    mirror.use(lambda mirror: None)
    before = (mirror.path / "config").read_text()
    put(large, release_of("dev", web=2, db=1))
    assert (mirror.path / "config").read_text() == before
    assert str(large.path) not in before
    assert not (mirror.path / "FETCH_HEAD").exists()


def cut_short(path: Path) -> None:
    for file in (path / "objects" / "pack").iterdir():
        file.chmod(0o644)
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def flip_bits(path: Path) -> None:
    """Objects that are listed and cannot be read: a fetch must not fetch them by a fetch."""
    for file in (path / "objects" / "pack").glob("*.pack"):
        file.chmod(0o644)
        content = bytearray(file.read_bytes())
        content[20::40] = bytes(byte ^ 0xFF for byte in content[20::40])
        file.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "packs cut short": cut_short,
    "packs with flipped bits": flip_bits,
    "packs gone": lambda path: shutil.rmtree(path / "objects" / "pack"),
    "objects gone": lambda path: shutil.rmtree(path / "objects"),
    "stale shallow.lock": lambda path: (path / "shallow.lock").touch(),
    "stale reference lock": lambda path: (path / "refs/published/main.lock").touch(),
    "empty reference": lambda path: (path / "refs/published/main").write_text(""),
    "empty HEAD": lambda path: (path / "HEAD").write_text(""),
    "empty config": lambda path: (path / "config").write_text("[["),
    "shallow gone": lambda path: (path / "shallow").unlink(),
    "folder without a repository": lambda path: (path / "HEAD").unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_mirror_heals_itself(large: Remote, damage: str) -> None:
    put(large, release_of("dev", web=2, db=1))
    mirror = Mirror(large.address)
    mirror.use(lambda mirror: mirror.fetch("main"))
    DAMAGES[damage](mirror.path)
    large.write({"apps/new": "by others"})
    published = put(large, release_of("dev", web=3, db=1))
    assert large.commits()[-1] == published.commit
    assert large.is_sound()
    assert large.files()["apps/new"] == "by others"


def test_what_a_killed_process_left_is_swept(remote: Remote) -> None:
    mirror = Mirror(remote.address)
    leftover = mirror.path.parent / f"{mirror.path.name}.abc"
    leftover.mkdir(parents=True)
    put(remote, release_of("dev", web=1))
    assert not leftover.exists()


def test_an_overgrown_mirror_starts_anew(large: Remote) -> None:
    mirror = Mirror(large.address)
    mirror.use(lambda mirror: mirror.fetch("main"))
    for number in range(201):
        (mirror.path / "objects" / "pack" / f"tmp_{number}").touch()
    read_published(large.address, "main", "dev")
    assert len(list((mirror.path / "objects" / "pack").iterdir())) < 20


def test_one_process_at_a_time(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOCK_SECONDS", 0.05)
    path = Mirror(remote.address).path
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")), pytest.raises(ContentionError) as caught:
        put(remote, release_of("dev", web=1))
    assert "NEXUS_GITOPS_CACHE_DIR" in caught.value.hint


def test_a_cache_folder_that_cannot_be_made_is_told(
    remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("NEXUS_GITOPS_CACHE_DIR", str(tmp_path / "file"))
    with pytest.raises(LocalError) as caught:
        put(remote, release_of("dev", web=1))
    assert "NEXUS_GITOPS_CACHE_DIR" in caught.value.hint
    assert remote.commits() == []


def test_a_missing_repository_is_unreachable(tmp_path: Path) -> None:
    address = parse_address(str(tmp_path / "nowhere.git"))
    with pytest.raises(UnreachableError) as caught:
        put(address, release_of("dev", web=1))
    assert "nowhere.git" in caught.value.message
    assert "git init --bare" in caught.value.hint


def test_a_remote_that_never_answers_is_given_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import socket

    monkeypatch.setattr(module, "CONTACT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = parse_address(f"http://127.0.0.1:{silent.getsockname()[1]}/a.git")
        with pytest.raises(UnreachableError, match="Timeout"):
            put(address, release_of("dev", web=1))


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/a.git", "http://no-such-host.invalid/a.git"])
def test_no_connection_is_unreachable(url: str) -> None:
    with pytest.raises(UnreachableError) as caught:
        put(parse_address(url), release_of("dev", web=1))
    assert url in caught.value.message
    assert "network" in caught.value.hint


def test_a_push_that_never_ends_is_given_up(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote.hook("pre-receive", "sleep 60")
    monkeypatch.setattr(module, "TRANSFER_SECONDS", 1.0)
    with pytest.raises(UnreachableError, match="Timeout"):
        put(remote, release_of("dev", web=1))
    assert remote.commits() == []


def test_the_users_hash_algorithm_is_not_ours(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DEFAULT_HASH", "sha256")
    assert put(remote, release_of("dev", web=1)).commit == remote.commits()[-1]


def test_the_cache_folder_may_be_a_relative_path(
    remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEXUS_GITOPS_CACHE_DIR", "here")
    put(remote, release_of("dev", web=1))
    put(remote, release_of("dev", web=2))
    assert (tmp_path / "here" / "mirrors").is_dir()


def test_a_configuration_that_others_wrote_is_not_heeded(large: Remote, tmp_path: Path) -> None:
    put(large, release_of("dev", web=2, db=1))
    mirror = Mirror(large.address)
    trap = tmp_path / "trap"
    program = f"!touch {trap}; false"
    for key in ("remote.nexus-gitops.url", "url.ext::sh -c touch% /tmp/x.insteadOf"):
        git(mirror.path, "config", "--add", key, f"ext::sh -c touch% {trap}")
    git(mirror.path, "config", "core.sshCommand", program)
    git(mirror.path, "config", "credential.helper", program)
    git(mirror.path, "config", "core.alternateRefsCommand", f"touch {trap}")
    assert put(large, release_of("dev", web=3, db=1)).commit == large.commits()[-1]
    assert not trap.exists()
    assert "ext::" not in (mirror.path / "config").read_text()


def test_a_folder_may_have_a_name_that_is_no_utf8(
    tmp_path: Path, make_remote: Callable[[str], Remote]
) -> None:
    name = os.fsdecode(b"\xb2\xd6\xbf\xe2.git")
    remote = make_remote(name)
    published = put(remote, release_of("dev", web=1))
    assert published.commit == remote.commits()[-1]
    assert read_published(remote.address, "main", "dev").record
    assert "\\xb2" in str(remote.address)
    str(remote.address).encode()


def test_only_branches_are_received_where_branches_are_asked_for(
    remote: Remote, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put(remote, release_of("dev", web=1))
    remote.git("update-ref", "refs/pull/1/head", "main")
    packets = tmp_path / "packets"
    monkeypatch.setenv("GIT_TRACE_PACKET", str(packets))
    mirror = Mirror(remote.address)

    tip = mirror.use(lambda mirror: mirror.tip("main"))

    assert tip == remote.commits()[-1]
    assert "refs/heads/main" in packets.read_text()
    assert "refs/pull/" not in packets.read_text()
