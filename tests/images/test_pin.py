"""A lock file, pinned by a real registry."""

import os
import resource
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nexus_gitops.errors import LocalError, UnreachableError, UsageError
from nexus_gitops.images.image import Image, dump_lock, parse_lock
from nexus_gitops.images.pin import Change, look_up, pin, pin_file


@pytest.fixture
def lock(registry: Any, request: pytest.FixtureRequest) -> dict[str, Image]:
    """Two images that are in the registry under names of this test's own."""
    names = {service: f"{request.node.name.lower()}/{service}" for service in ("web", "kernel")}
    for name in names.values():
        registry.push(name, "1.0.0", name)
    return {service: Image(f"{registry.host}/{name}", "1.0.0") for service, name in names.items()}


@pytest.fixture
def lock_file(lock: dict[str, Image], tmp_path: Path) -> Path:
    """The lock as a file, in a folder of its own."""
    path = tmp_path / "locks" / "dev.images.json"
    path.parent.mkdir()
    path.write_text(dump_lock(lock))
    return path


def test_pinning_writes_every_digest(
    registry: Any, lock: dict[str, Image], lock_file: Path
) -> None:
    result = pin_file(lock_file)
    digests = {service: registry.push(i.name, "1.0.0", i.name) for service, i in lock.items()}
    assert [(p.service, p.change, p.before) for p in result.pins] == [
        ("kernel", Change.NEW, ""),
        ("web", Change.NEW, ""),
    ]
    pinned = {name: replace(image, digest=digests[name]) for name, image in lock.items()}
    assert result.lock == pinned
    assert lock_file.read_text() == dump_lock(pinned)
    assert list(lock_file.parent.iterdir()) == [lock_file]


def test_pinning_again_changes_nothing(lock_file: Path) -> None:
    pin_file(lock_file)
    before = lock_file.stat()
    result = pin_file(lock_file)
    assert result.changed == ()
    assert {p.change for p in result.pins} == {Change.SAME}
    assert lock_file.stat().st_ino == before.st_ino


def test_a_tag_that_was_pushed_again_has_moved(
    registry: Any, lock: dict[str, Image], lock_file: Path
) -> None:
    before = pin_file(lock_file).lock["web"].digest
    after = registry.push(lock["web"].name, "1.0.0", "other content")
    (moved,) = pin_file(lock_file).changed
    assert (moved.service, moved.change) == ("web", Change.MOVED)
    assert (moved.before, moved.image.digest) == (before, after)
    assert parse_lock(lock_file.read_text(), "")["web"].digest == after


def test_only_the_services_asked_for_are_pinned(lock: dict[str, Image], lock_file: Path) -> None:
    result = pin_file(lock_file, ["web", "web"])
    assert [p.service for p in result.pins] == ["web"]
    assert parse_lock(lock_file.read_text(), "")["kernel"] == lock["kernel"]


def test_looking_up_writes_nothing(lock_file: Path) -> None:
    before = lock_file.read_bytes()
    assert len(look_up(lock_file).changed) == 2
    assert lock_file.read_bytes() == before


def test_an_unknown_service_is_told_with_the_nearest(lock: dict[str, Image]) -> None:
    with pytest.raises(
        UsageError, match=r"'kernal'; did you mean kernel[?] there are: kernel, web"
    ):
        pin(lock, ["kernal"])


def test_one_missing_image_leaves_the_whole_lock_as_it_was(
    lock: dict[str, Image], lock_file: Path
) -> None:
    lock_file.write_text(dump_lock({**lock, "web": replace(lock["web"], tag="2.0.0")}))
    before = lock_file.read_bytes()
    with pytest.raises(UnreachableError, match=r"/web:2\.0\.0"):
        pin_file(lock_file)
    assert lock_file.read_bytes() == before
    assert list(lock_file.parent.iterdir()) == [lock_file]


def test_an_empty_lock_has_nothing_to_pin() -> None:
    assert pin({}).pins == ()


def test_registries_are_asked_at_the_same_time(
    registry: Any, serve: Callable[..., str], lock: dict[str, Image]
) -> None:
    both_asked = threading.Barrier(2, timeout=20)

    def front(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Any:
        both_asked.wait()
        return registry.forward(method, path, headers, body)

    host = serve(front)
    result = pin({name: replace(i, repository=f"{host}/{i.name}") for name, i in lock.items()})
    assert [p.service for p in result.pins] == ["kernel", "web"]


def test_what_someone_else_wrote_meanwhile_is_kept(
    registry: Any, serve: Callable[..., str], lock: dict[str, Image], lock_file: Path
) -> None:
    def front(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Any:
        lock_file.write_text(dump_lock(lock))
        return registry.forward(method, path, headers, body)

    web = replace(lock["web"], repository=f"{serve(front)}/{lock['web'].name}")
    lock_file.write_text(dump_lock({"web": web}))
    with pytest.raises(LocalError, match="was changed while the registries were asked"):
        pin_file(lock_file)
    assert parse_lock(lock_file.read_text(), "") == lock


def test_the_lock_keeps_its_mode(lock_file: Path) -> None:
    lock_file.chmod(0o664)
    pin_file(lock_file)
    assert lock_file.stat().st_mode & 0o777 == 0o664


def test_a_full_disk_leaves_the_old_lock(lock_file: Path) -> None:
    before = lock_file.read_bytes()
    with files_limited_to(10), pytest.raises(LocalError, match="cannot be written"):
        pin_file(lock_file)
    assert lock_file.read_bytes() == before
    assert list(lock_file.parent.iterdir()) == [lock_file]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs Linux's /proc")
def test_a_folder_that_takes_no_file_is_told(lock_file: Path) -> None:
    before = lock_file.read_bytes()
    with lock_file.open() as file:
        # Nobody, not even root, can make a file beside this one.
        path = Path(f"/proc/self/fd/{file.fileno()}")
        with pytest.raises(LocalError, match=f"{path} cannot be written"):
            pin_file(path)
    assert lock_file.read_bytes() == before


def test_a_lock_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match=r"qa\.images\.json is missing"):
        pin_file(tmp_path / "qa.images.json")


def test_a_lock_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "dev.images.json"
    path.write_bytes(os.urandom(4) + b"\xff")
    with pytest.raises(LocalError, match="is not UTF-8 text"):
        pin_file(path)


@contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    """The kernel lets this process write no file beyond `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
