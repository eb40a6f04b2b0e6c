from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nexus_gitops.errors import LocalError
from nexus_gitops.publish import (
    Permission,
    embedded_address,
    parse_address,
    plan,
    publish,
    read_published,
    releases,
)
from nexus_gitops.publish.embedded_repository import ensure_repository
from nexus_gitops.publish.source import source_of
from tests.publish.conftest import AUTHOR, Remote, git, release_of


def test_a_publish_makes_it_and_needs_no_init(tmp_path: Path) -> None:
    address = embedded_address(tmp_path)
    (published,) = publish(address, "main", [release_of("dev", web=1)], author=AUTHOR)
    repository = Remote(tmp_path / ".nexus" / "gitops.git")
    assert repository.commits() == [published.commit]
    assert repository.git("symbolic-ref", "HEAD") == "refs/heads/main"


def test_looking_does_not_make_it(tmp_path: Path) -> None:
    address = embedded_address(tmp_path)
    (planned,) = plan(address, "main", [release_of("dev", web=1)])
    assert len(planned.changes.added) == 2
    assert read_published(address, "main", "dev").files == {}
    assert releases(address, "main", "dev") == ()
    assert not (tmp_path / ".nexus").exists()


def test_the_same_path_by_hand_needs_init(tmp_path: Path) -> None:
    address = embedded_address(tmp_path)
    ensure_repository(address)
    by_hand = parse_address(address.location)
    release = release_of("dev", web=1)
    granted = frozenset({Permission.INIT})
    assert publish(by_hand, "main", [release], permissions=granted, author=AUTHOR)[0].commit


def test_it_does_not_make_the_checkout_around_it_dirty(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "a").write_text("")
    git(tmp_path, "add", "a")
    git(tmp_path, "commit", "--quiet", "--message=first")
    ensure_repository(embedded_address(tmp_path))
    assert not source_of(tmp_path).dirty


def test_many_may_make_it_at_once(tmp_path: Path) -> None:
    address = embedded_address(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ensure_repository, [address] * 8))
    left = {path.name for path in (tmp_path / ".nexus").iterdir()}
    assert left == {".gitignore", "gitops.git"}


def test_a_disk_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / ".nexus").write_text("in the way")
    with pytest.raises(LocalError) as caught:
        ensure_repository(embedded_address(tmp_path))
    assert "--repo" in caught.value.hint
