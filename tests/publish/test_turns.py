from collections.abc import Callable

import pytest

from nexus_gitops.errors import ContentionError, RejectedError
from nexus_gitops.publish import turns
from nexus_gitops.publish.turns import TRIES_ON_ONE_TIP, NotYetError, OutrunError, in_turn


class Clock:
    """A clock that only moves while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(turns, "time", clock)
    return clock


def outrun_until(last: int, tips: list[str]) -> Callable[[int], int]:
    def attempt(number: int) -> int:
        if number < last:
            raise OutrunError("fetch first", tip=tips[number % len(tips)])
        return number

    return attempt


@pytest.mark.parametrize("tries", [1, 2, 40])
def test_it_goes_on_until_it_is_first(tries: int) -> None:
    told: list[str] = []
    assert in_turn(outrun_until(tries, ["a", "b"]), told.append) == tries
    assert len(told) == tries - 1


def test_it_gives_up_when_its_time_is_over(clock: Clock) -> None:
    with pytest.raises(ContentionError) as caught:
        in_turn(outrun_until(10**9, ["a", "b"]), lambda _: None)
    assert "for 600 s" in str(caught.value)
    assert clock.now <= turns.BUDGET_SECONDS


def test_waiting_in_the_queue_is_no_try(clock: Clock) -> None:
    places = [3, 2, 2, 1]

    def attempt(number: int) -> int:
        if places:
            raise NotYetError(places.pop(0))
        return number

    assert in_turn(attempt, lambda _: None) == 1
    assert len(clock.pauses) == 4


def test_whoever_is_next_looks_more_often_than_whoever_is_last(clock: Clock) -> None:
    """And the faster the queue, the more often."""

    def pauses(*places: int) -> list[float]:
        clock.pauses.clear()
        waiting = list(places)

        def attempt(number: int) -> int:
            if waiting:
                raise NotYetError(waiting.pop(0))
            return number

        in_turn(attempt, lambda _: None)
        return list(clock.pauses)

    (next_one,) = pauses(1)
    (last,) = pauses(30)
    assert next_one < last
    slow, fast = pauses(30, 26, 26), pauses(30, 2, 26)
    assert fast[-1] < slow[-1]


def test_two_that_go_at_once_say_nothing_of_how_long_one_takes(clock: Clock) -> None:
    waiting = [20, 18, 16]

    def attempt(number: int) -> int:
        if waiting:
            raise NotYetError(waiting.pop(0))
        return number

    clock.sleep = lambda seconds: clock.pauses.append(seconds)  # type: ignore[method-assign]
    in_turn(attempt, lambda _: None)
    assert clock.pauses[1] / clock.pauses[0] == pytest.approx(17 / 19)


def test_nobody_else_at_all_is_no_contention() -> None:
    with pytest.raises(RejectedError, match="stale lock"):
        in_turn(outrun_until(TRIES_ON_ONE_TIP + 1, ["a"]), print)


def test_another_failure_ends_it_at_once() -> None:
    def attempt(number: int) -> None:
        if number == 1:
            raise OutrunError("fetch first", tip="a")
        raise RejectedError(f"no, at try {number}")

    with pytest.raises(RejectedError, match="at try 2"):
        in_turn(attempt, print)
