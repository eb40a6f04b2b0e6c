"""How long `status --wait` waits, and for what."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, repeat

import pytest

from nexus_gitops.cluster.status import EnvironmentStatus, Observation, Verdict, status_of
from nexus_gitops.errors import UnreachableError
from nexus_gitops.operations import watch
from nexus_gitops.operations.watch import wait


class Clock:
    """Time that passes by sleeping alone."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(watch, "time", clock)
    return clock


def status(verdict: Verdict) -> EnvironmentStatus:
    """A status that differs in its verdict alone."""
    application = {
        "metadata": {"name": "nexus-dev-core"},
        "status": {
            "sync": {"status": "Synced"},
            "health": {"status": "Degraded" if verdict is Verdict.DEGRADED else "Healthy"},
            "operationState": {"phase": "Succeeded"},
        },
    }
    running = "2" * 40 if verdict is Verdict.PROGRESSING else "1" * 40
    found = status_of(Observation(application, published="1" * 40, running=running, tried=running))
    assert found.verdict is verdict
    return EnvironmentStatus({"core": found})


GONE = UnreachableError("the cluster does not answer", "try again")
HEALTHY, PROGRESSING, DEGRADED = map(status, Verdict)


Seen = EnvironmentStatus | UnreachableError


def looks(seen: Sequence[Seen], last: Seen) -> Callable[[], EnvironmentStatus]:
    """Sees each of them once, and the last one from then on."""
    upcoming: Iterator[Seen] = chain(seen, repeat(last))

    def look() -> EnvironmentStatus:
        found = next(upcoming)
        if isinstance(found, UnreachableError):
            raise found
        return found

    return look


def test_it_ends_when_all_is_well_and_tells_what_it_saw_on_the_way(clock: Clock) -> None:
    told: list[EnvironmentStatus] = []
    assert wait(looks([PROGRESSING] * 2, HEALTHY), 600, told.append) is HEALTHY
    assert told == [PROGRESSING, PROGRESSING, HEALTHY]
    assert clock.now < 600


def test_it_looks_once_where_there_is_no_time(clock: Clock) -> None:
    told: list[EnvironmentStatus] = []
    assert wait(looks([], PROGRESSING), 0, told.append) is PROGRESSING
    assert told == [PROGRESSING]


def test_it_ends_in_time_with_what_it_saw_last(clock: Clock) -> None:
    assert wait(looks([], PROGRESSING), 61, lambda _: None) is PROGRESSING
    assert clock.now == 61


def test_what_is_wrong_for_a_moment_is_waited_for(clock: Clock) -> None:
    seen = [DEGRADED] * 5 + [PROGRESSING] + [DEGRADED] * 12
    assert wait(looks(seen, HEALTHY), 600, lambda _: None) is HEALTHY


def test_what_stays_wrong_is_not_waited_for_to_the_end(clock: Clock) -> None:
    assert wait(looks([PROGRESSING], DEGRADED), 600, lambda _: None) is DEGRADED
    assert 30 <= clock.now < 60


def test_a_cluster_that_is_away_for_a_while_is_waited_for(clock: Clock) -> None:
    assert wait(looks([PROGRESSING, GONE, GONE], HEALTHY), 600, lambda _: None) is HEALTHY


def test_a_cluster_that_never_answered_is_told_at_once(clock: Clock) -> None:
    with pytest.raises(UnreachableError):
        wait(looks([], GONE), 600, lambda _: None)
    assert clock.now == 0


def test_a_cluster_that_stays_away_is_told_in_time(clock: Clock) -> None:
    with pytest.raises(UnreachableError):
        wait(looks([PROGRESSING], GONE), 60, lambda _: None)
    assert clock.now == 60
