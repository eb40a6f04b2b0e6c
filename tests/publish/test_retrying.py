from collections.abc import Callable

import pytest

from nexus_gitops.errors import ContentionError, RejectedError
from nexus_gitops.publish import retrying
from nexus_gitops.publish.retrying import TRIES, OutrunError, patiently


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "FIRST_WAIT_SECONDS", 0)


def outrun_until(last: int, tips: list[str]) -> Callable[[int], int]:
    def attempt(number: int) -> int:
        if number < last:
            raise OutrunError("fetch first", tip=tips[number % len(tips)])
        return number

    return attempt


@pytest.mark.parametrize("tries", [1, 2, TRIES])
def test_it_goes_on_until_it_is_first(tries: int) -> None:
    told: list[str] = []
    assert patiently(outrun_until(tries, ["a", "b"]), told.append) == tries
    assert len(told) == tries - 1


def test_it_gives_up_in_the_end() -> None:
    with pytest.raises(ContentionError) as caught:
        patiently(outrun_until(TRIES + 1, ["a", "b"]), print)
    assert f"{TRIES} tries: fetch first" in str(caught.value)


def test_nobody_else_at_all_is_no_contention() -> None:
    with pytest.raises(RejectedError, match="stale lock"):
        patiently(outrun_until(TRIES + 1, ["a"]), print)


def test_another_failure_ends_it_at_once() -> None:
    def attempt(number: int) -> None:
        if number == 1:
            raise OutrunError("fetch first", tip="a")
        raise RejectedError(f"no, at try {number}")

    with pytest.raises(RejectedError, match="at try 2"):
        patiently(attempt, print)
