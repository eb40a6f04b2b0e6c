"""What was worked out before: never needed, never wrong."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nexus_constructs
import nexus_gitops
import nexus_platform
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
    cache.write("kind", key, value)

    assert cache.read("kind", key) == value
    assert cache.read("other", key) is None


def test_what_was_never_kept_is_not_found() -> None:
    assert cache.read("kind", "never") is None


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"{}", b"null", b'{"a": 2}'])
def test_a_damaged_entry_is_as_good_as_none_and_is_replaced(content: bytes) -> None:
    cache.write("damaged", "key", {"a": 1})
    (entry,) = cache.folder("damaged").iterdir()
    entry.write_bytes(content)

    assert cache.read("damaged", "key") is None
    cache.write("damaged", "key", {"a": 2})
    assert cache.read("damaged", "key") == {"a": 2}


def test_an_entry_with_one_other_letter_or_under_another_key_is_damaged() -> None:
    cache.write("checked", "key", {"image": "redis:7.4.2"})
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

    cache.write("kind", "key", {"a": 1})

    assert cache.read("kind", "key") is None


def test_the_oldest_entries_make_room() -> None:
    for number in range(70):
        cache.write("many", f"{number:03}", number)
        entry = cache.folder("many") / f"{number:03}"
        os.utime(entry, (number, number))  # a disk's clock may be too coarse to tell them apart

    kept = sorted(entry.name for entry in cache.folder("many").iterdir())

    assert len(kept) == 64
    assert kept[0] == "006"
    assert cache.read("many", "069") == 69


def test_nothing_of_another_owner_can_read_an_entry_and_no_half_written_one_stays() -> None:
    cache.write("clean", "key", ["x"] * 1000)

    (entry,) = cache.folder("clean").iterdir()

    assert entry.name == "key"
    assert entry.stat().st_mode & 0o077 == 0


def test_a_value_that_cannot_be_kept_leaves_the_old_one() -> None:
    cache.write("whole", "key", "old")

    with pytest.raises(TypeError):
        cache.write("whole", "key", object())

    assert cache.read("whole", "key") == "old"


@given(st.lists(st.text(max_size=5), max_size=3), st.lists(st.text(max_size=5), max_size=3))
def test_a_key_follows_its_parts(one: list[str], other: list[str]) -> None:
    parts = [[part.replace("\0", "") for part in side] for side in (one, other)]

    assert (cache.key_of(*parts[0]) == cache.key_of(*parts[1])) == (parts[0] == parts[1])


class Copy:
    """A copy of our own packages, and the fingerprint that they have there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        ignored = shutil.ignore_patterns("__pycache__", "*.jsii.tgz")
        for package in (nexus_gitops, nexus_platform, nexus_constructs):
            folder = Path(*package.__path__)
            shutil.copytree(folder, root / folder.name, ignore=ignored)
        imports = Path(nexus_gitops.__file__).parents[1] / "imports"
        shutil.copytree(imports, root / "imports", ignore=ignored)

    def fingerprint(self) -> str:
        return subprocess.run(
            [
                sys.executable,
                "-c",
                "from nexus_gitops.rendering import cache; print(cache.key_of())",
            ],
            env={
                **os.environ,
                "PYTHONPATH": str(self.root),
                "PYTHONDONTWRITEBYTECODE": "1",
                "NEXUS_GITOPS_PLATFORM": str(self.root / "nexus_platform"),
            },
            cwd=self.root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("copy"))


@pytest.mark.parametrize(
    "path",
    [
        "nexus_platform/core.py",
        "nexus_platform/environments/dev.images.json",
        "nexus_constructs/redis.py",
        "imports/io/argoproj/__init__.py",
    ],
)
def test_any_byte_of_what_renders_changes_every_key(copy: Copy, path: str) -> None:
    before = copy.fingerprint()
    with (copy.root / path).open("ab") as file:
        file.write(b"\n")

    assert copy.fingerprint() != before


def test_a_new_file_changes_every_key_and_a_command_or_a_compiled_file_does_not(
    copy: Copy,
) -> None:
    before = copy.fingerprint()

    (copy.root / "nexus_gitops" / "cli" / "new.py").write_text("x = 1\n")
    (copy.root / "nexus_gitops" / "__pycache__").mkdir(exist_ok=True)
    (copy.root / "nexus_gitops" / "__pycache__" / "new.pyc").write_bytes(b"x")
    assert copy.fingerprint() == before

    (copy.root / "nexus_platform" / "environments" / "new.py").write_text("x = 1\n")
    assert copy.fingerprint() != before


def test_tools_are_named_with_their_versions() -> None:
    versions = cache.tool_versions()

    assert {"nexus-gitops", "cdk8s", "cdk8s-plus-27", "constructs"} <= versions.keys()
    assert all(number[0].isdigit() for number in versions.values())


def test_a_relative_folder_is_made_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEXUS_GITOPS_CACHE_DIR", "here")
    assert cache.folder("mirrors") == tmp_path / "here" / "mirrors"
