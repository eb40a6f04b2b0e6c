import os
from pathlib import Path

import pytest

from nexus_gitops.files import PRIVATE, replace_file


def test_a_file_and_its_folder_are_made(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "file"
    replace_file(file, b"text")
    assert file.read_bytes() == b"text"
    assert file.stat().st_mode & 0o777 == 0o644


def test_a_new_file_has_the_mode_that_was_asked_for(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        replace_file(tmp_path / "file", b"", mode=PRIVATE)
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_a_file_that_is_there_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")
    file.chmod(mode)
    replace_file(file, b"new")
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == mode


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()
    with pytest.raises(OSError, match="directory"):
        replace_file(tmp_path / "file", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_file_and_folder_are_on_the_disk_when_it_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    sync, rename = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        name = Path(f"/proc/self/fd/{descriptor}").readlink().name
        done.append("folder" if name == tmp_path.name else "content")
        sync(descriptor)

    def renamed(source: Path, target: Path) -> Path:
        done.append("rename")
        return rename(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    replace_file(tmp_path / "file", b"text")
    assert done == ["content", "rename", "folder"]
