"""Which version an environment runs is chosen in its lock file, all or nothing."""

from pathlib import Path

import pytest

from nexus_gitops.errors import UsageError
from nexus_gitops.images.choose import choose, parse_choices
from nexus_gitops.images.image import Image, dump_lock, parse_lock

DIGEST, OTHER = f"sha256:{'0a' * 32}", f"sha256:{'0b' * 32}"
LOCK = {
    "redis": Image("docker.io/library/redis", "7.4.2-alpine", DIGEST),
    "web": Image("registry.example.com/web", "1.0.0"),
}


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "dev.images.json"
    path.write_text(dump_lock(LOCK))
    return path


def locked(path: Path, service: str) -> Image:
    return parse_lock(path.read_text(), path.name)[service]


@pytest.mark.parametrize(
    ("version", "tag", "digest"),
    [
        ("7.4.3-alpine", "7.4.3-alpine", ""),
        (OTHER, "7.4.2-alpine", OTHER),
        (f"7.4.3-alpine@{OTHER}", "7.4.3-alpine", OTHER),
        ("7.4.2-alpine", "7.4.2-alpine", DIGEST),
    ],
)
def test_a_new_tag_loses_the_digest_of_the_old_one(
    lock: Path, version: str, tag: str, digest: str
) -> None:
    (one,) = choose(lock, {"redis": version})

    assert (one.after.tag, one.after.digest) == (tag, digest)
    assert locked(lock, "redis") == one.after
    assert locked(lock, "web") == LOCK["web"]


def test_what_is_chosen_already_writes_nothing(lock: Path) -> None:
    before = lock.stat().st_mtime_ns
    assert not any(one.changed for one in choose(lock, {"web": "1.0.0"}))
    assert lock.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "versions",
    [{"web": "2.0.0", "wbe": "1"}, {"web": "-1"}, {"web": "sha256:short"}, {"web": "@x"}],
)
def test_one_mistake_leaves_the_whole_file_alone(lock: Path, versions: dict[str, str]) -> None:
    before = lock.read_text()
    with pytest.raises(UsageError):
        choose(lock, versions)
    assert lock.read_text() == before


@pytest.mark.parametrize("text", ["redis", "redis=", "=7", ""])
def test_a_choice_has_a_service_and_a_version(text: str) -> None:
    with pytest.raises(UsageError, match="chooses no version"):
        parse_choices([text])


def test_a_service_has_one_version() -> None:
    with pytest.raises(UsageError, match="two versions"):
        parse_choices(["web=1", "web=2"])
