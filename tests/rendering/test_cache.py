"""What was worked out before: never needed, never wrong."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nexus_gitops.errors import LocalError
from nexus_gitops.rendering import cache

JSON = st.recursive(
    st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just("k"), inner),
    max_leaves=5,
)


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEXUS_GITOPS_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@settings(max_examples=30)
@given(key=st.from_regex(r"[0-9a-f]{8}", fullmatch=True), value=JSON)
def test_what_is_kept_is_found_again(key: str, value: object) -> None:
    cache.write("kind", {key: value})

    assert cache.read("kind", key) == value
    assert cache.read("other", key) is None


def test_what_was_never_kept_is_not_found() -> None:
    assert cache.read("kind", "never") is None


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"{}", b"null", b'{"a": 2}'])
def test_a_damaged_entry_is_as_good_as_none_and_is_replaced(content: bytes) -> None:
    cache.write("damaged", {"key": {"a": 1}})
    (entry,) = cache.folder("damaged").iterdir()
    entry.write_bytes(content)

    assert cache.read("damaged", "key") is None
    cache.write("damaged", {"key": {"a": 2}})
    assert cache.read("damaged", "key") == {"a": 2}


def test_an_entry_with_one_other_letter_or_under_another_key_is_damaged() -> None:
    cache.write("checked", {"key": {"image": "redis:7.4.2"}})
    (entry,) = cache.folder("checked").iterdir()
    shutil.copy(entry, entry.with_name("other"))
    entry.write_bytes(entry.read_bytes().replace(b"7.4.2", b"7.4.3"))

    assert cache.read("checked", "key") is None
    assert cache.read("checked", "other") is None


def test_a_user_without_a_home_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEXUS_GITOPS_CACHE_DIR")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)  # a user whom the system does not know

    with pytest.raises(LocalError, match=r"no home folder.*set HOME or NEXUS_GITOPS_CACHE_DIR"):
        cache.folder("kind")


def test_a_folder_that_cannot_be_used_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NEXUS_GITOPS_CACHE_DIR", str(tmp_path / "file"))

    cache.write("kind", {"key": {"a": 1}})

    assert cache.read("kind", "key") is None


def test_what_was_used_least_recently_makes_room() -> None:
    for number in range(9):
        cache.write("many", {str(number): "x" * 1000})
        # A disk's clock may be too coarse to tell them apart.
        os.utime(cache.folder("many") / str(number), (number, number))

    assert cache.read("many", "0")
    cache.write("many", {"new": "x" * 1000}, bytes_kept=4000)

    kept = {entry.name for entry in cache.folder("many").iterdir()}
    assert kept == {"new", "0", "8"}


def test_the_folder_is_private_whatever_files_are_made_like(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEXUS_GITOPS_CACHE_DIR", str(tmp_path / "made"))
    before = os.umask(0)
    try:
        made = cache.folder("kind")
    finally:
        os.umask(before)

    assert {path.stat().st_mode & 0o777 for path in (made, made.parent)} == {0o700}


@pytest.mark.parametrize("below", [".", "kind"])
@pytest.mark.parametrize("mode", [0o770, 0o702, 0o1777])
def test_a_folder_that_others_can_write_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: str, mode: int
) -> None:
    monkeypatch.setenv("NEXUS_GITOPS_CACHE_DIR", str(tmp_path))
    cache.folder("kind")
    (tmp_path / below).chmod(mode)

    with pytest.raises(LocalError, match=r"can be written by others.*NEXUS_GITOPS_CACHE_DIR"):
        cache.read("kind", "key")


@pytest.mark.parametrize("below", [".", "kind"])
def test_a_folder_of_another_user_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    monkeypatch.setenv("NEXUS_GITOPS_CACHE_DIR", str(tmp_path))
    cache.folder("kind")
    os.chown(tmp_path / below, 65534, 65534)

    with pytest.raises(LocalError, match=r"belongs to another user.*NEXUS_GITOPS_CACHE_DIR"):
        cache.folder("kind")


def test_nothing_of_another_owner_can_read_an_entry_and_no_half_written_one_stays() -> None:
    cache.write("clean", {"key": ["x"] * 1000})

    (entry,) = cache.folder("clean").iterdir()

    assert entry.name == "key"
    assert entry.stat().st_mode & 0o077 == 0


def test_a_value_that_cannot_be_kept_leaves_the_old_one() -> None:
    cache.write("whole", {"key": "old"})

    with pytest.raises(TypeError):
        cache.write("whole", {"key": object()})

    assert cache.read("whole", "key") == "old"


def test_a_relative_folder_is_made_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEXUS_GITOPS_CACHE_DIR", "here")
    assert cache.folder("mirrors") == tmp_path / "here" / "mirrors"


def test_a_cache_in_a_checkout_does_not_make_it_dirty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEXUS_GITOPS_CACHE_DIR", "here")
    cache.write("kind", {"key": 1})
    status = ["git", "status", "--porcelain", "--untracked-files=all"]
    assert subprocess.run(status, check=True, capture_output=True).stdout == b""
