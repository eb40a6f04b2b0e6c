"""When something that fails is asked, and when not."""

from contextlib import suppress

import pytest

from nexus_runtime.breaker import Breaker, RestingError


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker((OSError,), failures=3, rest_seconds=1.0, clock=clock)


def fail(breaker: Breaker, times: int, error: type[Exception] = OSError) -> None:
    for _ in range(times):
        with suppress(error), breaker.guard():
            raise error


def test_it_opens_after_failures_in_a_row(breaker: Breaker) -> None:
    fail(breaker, 2)
    with breaker.guard():
        pass
    fail(breaker, 2)
    assert not breaker.is_open
    fail(breaker, 1)
    with pytest.raises(RestingError), breaker.guard():
        pytest.fail("it was asked")


def test_what_is_no_failure_of_the_other_side_does_not_count(breaker: Breaker) -> None:
    fail(breaker, 10, ValueError)
    assert not breaker.is_open


def test_after_a_rest_one_may_try_for_all(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now = 1.0
    with breaker.guard(), pytest.raises(RestingError), breaker.guard():
        pytest.fail("a second one was asked")
    assert not breaker.is_open
    fail(breaker, 2)
    assert not breaker.is_open


def test_a_trial_that_fails_is_a_rest_more(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now = 1.0
    fail(breaker, 1)
    assert breaker.is_open
    clock.now = 2.0
    assert not breaker.is_open


def test_a_trial_that_tells_nothing_lets_another_one_try(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now = 1.0
    fail(breaker, 1, KeyboardInterrupt)  # type: ignore[arg-type] # as when the caller goes away
    with breaker.guard():
        pass
