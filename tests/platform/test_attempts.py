"""What is done for several environments goes on where one fails."""

import pytest

from nexus_gitops.errors import LocalError, UsageError
from nexus_gitops.platform.attempts import Attempts, attempt


def _made(name: str) -> str:
    if name.startswith("bad"):
        raise LocalError(f"{name} is bad")
    return name.upper()


def test_what_can_be_made_is_made_in_order() -> None:
    came = attempt(["c", "bad", "a", "bad too"], _made)

    assert list(came.made.items()) == [("c", "C"), ("a", "A")]
    assert [str(error) for error in came.failed.values()] == ["bad is bad", "bad too is bad"]


def test_what_failed_stays_failed_and_what_fails_later_joins_it() -> None:
    def second(name: str, made: str) -> str:
        if name == "c":
            raise UsageError("not c")
        return made * 2

    came = attempt(["c", "bad", "a"], _made).then(second)

    assert came.made == {"a": "AA"}
    assert {name: error.exit_code for name, error in came.failed.items()} == {"bad": 8, "c": 2}


def test_where_all_are_needed_the_first_failure_is_raised() -> None:
    assert attempt(["a"], _made).all_made() == {"a": "A"}
    with pytest.raises(LocalError, match="bad is bad"):
        attempt(["a", "bad", "bad too"], _made).all_made()


def test_some_of_them_are_what_they_were() -> None:
    came = attempt(["a", "bad", "c", "bad too"], _made).only(["bad", "c"])

    assert came == Attempts({"c": "C"}, {"bad": came.failed["bad"]})


def test_a_defect_of_ours_is_no_failure_of_an_environment() -> None:
    with pytest.raises(ZeroDivisionError):
        attempt(["a"], lambda _: 1 / 0)
