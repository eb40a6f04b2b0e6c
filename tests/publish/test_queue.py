import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from nexus_gitops.errors import RefusedError
from nexus_gitops.publish import queue as module
from nexus_gitops.publish import turns
from nexus_gitops.publish.mirror import Mirror
from nexus_gitops.publish.queue import Queue
from tests.publish.conftest import Remote, put, release_of
from tests.publish.test_transaction import overtake

FOLDER = "refs/nexus-gitops/queue/main"


def waiting(remote: Remote) -> list[str]:
    return remote.git("for-each-ref", "--format=%(refname)", FOLDER).split()


def take_place(remote: Remote, number: int, name: str = "other") -> str:
    ticket = f"{FOLDER}/{number:012}-{name}"
    remote.git("update-ref", ticket, "main")
    return ticket


@contextmanager
def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> Iterator[None]:
    """Run `act` instead of sleeping."""
    with monkeypatch.context() as patch:
        patch.setattr(
            turns, "time", SimpleNamespace(monotonic=time.monotonic, sleep=lambda _: act())
        )
        yield


def test_a_publish_alone_leaves_no_trace(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    put(remote, release_of("dev", web=2))
    assert waiting(remote) == []


def test_who_lost_once_takes_a_place_and_gives_it_up_with_the_push(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(remote, release_of("dev", web=1))
    remote.git("config", "core.logAllRefUpdates", "always")
    overtake(remote, monkeypatch, release_of("prod", web=1))
    published = put(remote, release_of("dev", web=2))
    assert published.attempts == 2
    assert remote.commits()[-1] == published.commit
    assert waiting(remote) == []


def test_a_place_leads_to_a_commit_that_both_sides_have(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that nothing is fetched for it, nor sent."""
    known = put(remote, release_of("dev", web=1)).commit
    first = take_place(remote, 1)
    remote.write({"README.md": "new"})
    led_to: list[str] = []

    def others_publish() -> None:
        led_to.append(remote.git("rev-parse", waiting(remote)[1]))
        remote.git("update-ref", "-d", first)

    with meanwhile(monkeypatch, others_publish):
        put(remote, release_of("dev", web=2))
    assert led_to == [known]


def test_who_comes_later_waits(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    put(remote, release_of("dev", web=1))
    first = take_place(remote, 7)
    seen: list[list[str]] = []

    def others_publish() -> None:
        seen.append(waiting(remote))
        if len(seen) == 2:
            remote.git("update-ref", "-d", first)

    with meanwhile(monkeypatch, others_publish):
        published = put(remote, release_of("dev", web=2))
    assert published.attempts == 1
    assert seen[0] == seen[1]
    assert seen[0][0] == first
    assert seen[0][1].startswith(f"{FOLDER}/000000000008-")
    assert waiting(remote) == []


def test_a_place_of_somebody_who_was_killed_is_taken_away(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ABANDONED_SECONDS", 0.0)
    put(remote, release_of("dev", web=1))
    take_place(remote, 1)
    take_place(remote, 2)
    assert put(remote, release_of("dev", web=2)).commit == remote.commits()[-1]
    assert waiting(remote) == []


def test_who_was_taken_for_dead_queues_again(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(remote, release_of("dev", web=1))
    first = take_place(remote, 1)
    ours: list[str] = []

    def take_away_ours() -> None:
        ours.append(waiting(remote)[1])
        if len(ours) == 1:
            remote.git("update-ref", "-d", ours[0])
        else:
            remote.git("update-ref", "-d", first)

    with meanwhile(monkeypatch, take_away_ours):
        assert put(remote, release_of("dev", web=2)).commit == remote.commits()[-1]
    assert len(set(ours)) == 2
    assert waiting(remote) == []


def test_who_is_refused_gives_up_the_place(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    put(remote, release_of("dev", a=1, b=1, c=1))
    first = take_place(remote, 1)
    with (
        meanwhile(monkeypatch, lambda: remote.git("update-ref", "-d", first)),
        pytest.raises(RefusedError),
    ):
        put(remote, release_of("dev", a=1))
    assert waiting(remote) == []


def test_a_server_that_allows_no_such_reference_is_published_to_all_the_same(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(remote, release_of("dev", web=1))
    remote.hook("update", 'case "$1" in refs/heads/*) exit 0;; *) exit 1;; esac')
    overtake(remote, monkeypatch, *(release_of("prod", web=value) for value in range(4)))
    published = put(remote, release_of("dev", web=2))
    assert published.attempts == 5
    assert remote.commits()[-1] == published.commit


def test_so_is_one_that_changes_a_reference_at_a_time(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(remote, release_of("dev", web=1))
    remote.git("config", "receive.advertiseAtomic", "false")
    overtake(remote, monkeypatch, *(release_of("prod", web=value) for value in range(2)))
    published = put(remote, release_of("dev", web=2))
    assert remote.commits()[-1] == published.commit
    assert waiting(remote) == []


def test_a_branch_has_a_queue_of_its_own(remote: Remote, tmp_path: Path) -> None:
    put(remote, release_of("dev", web=1))
    put(remote, release_of("dev", web=1), branch="next")
    take_place(remote, 1)
    assert put(remote, release_of("dev", web=2), branch="next").attempts == 1


def test_the_order_is_that_of_the_numbers(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    mirror = Mirror(remote.address)
    queues = [Queue("main") for _ in range(3)]

    def ahead(queue: Queue) -> int:
        references = mirror.references("refs/heads/main", queue.pattern)
        return queue.ahead(mirror, references, references["refs/heads/main"], losses=2)

    assert mirror.use(lambda _: [ahead(queue) for queue in queues]) == [0, 1, 2]
    mirror.use(queues[0].leave)
    assert mirror.use(lambda _: [ahead(queue) for queue in queues[1:]]) == [0, 1]
