"""When the endpoint is asked, and when it is left alone."""

import pytest

from nexus_os.breaker import Breaker
from nexus_os.failures import ModelFailure, broken, busy, refused


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def fail(breaker: Breaker, failure: ModelFailure, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(ModelFailure) as caught, breaker.guard():
            raise failure
        assert caught.value is failure


def test_it_opens_after_failures_in_a_row_and_says_until_when() -> None:
    breaker = Breaker(Clock())
    fail(breaker, broken("failed"), 5)
    with pytest.raises(ModelFailure) as caught:
        breaker.check()
    assert (caught.value.code, caught.value.retry_after) == ("model-unavailable", 30)


def test_a_success_in_between_starts_the_count_anew() -> None:
    breaker = Breaker(Clock())
    fail(breaker, broken("failed"), 4)
    with breaker.guard():
        pass
    fail(breaker, broken("failed"), 4)
    breaker.check()


@pytest.mark.parametrize("failure", [busy(None), refused(401)])
def test_an_endpoint_that_answers_is_not_to_blame(failure: ModelFailure) -> None:
    breaker = Breaker(Clock())
    fail(breaker, failure, 20)
    breaker.check()


def test_after_the_rest_one_trial_decides() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    fail(breaker, broken("failed"), 5)
    clock.now = 31
    with breaker.guard(), pytest.raises(ModelFailure):
        breaker.check()
    breaker.check()


def test_a_trial_that_fails_opens_it_again() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    fail(breaker, broken("failed"), 5)
    clock.now = 31
    fail(breaker, broken("failed"))
    with pytest.raises(ModelFailure):
        breaker.check()


def test_a_trial_whose_client_left_makes_room_for_the_next() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    fail(breaker, broken("failed"), 5)
    clock.now = 31
    with pytest.raises(GeneratorExit), breaker.guard():
        raise GeneratorExit
    breaker.check()
    fail(breaker, broken("failed"))
    with pytest.raises(ModelFailure):
        breaker.check()
