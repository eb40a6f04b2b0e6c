"""Tries again while others are faster, a little later each time, but not for ever."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from nexus_gitops.errors import ContentionError, RejectedError

if TYPE_CHECKING:
    from tenacity import RetryCallState

TRIES: Final = 12
FIRST_WAIT_SECONDS: Final = 0.2
LONGEST_WAIT_SECONDS: Final = 8.0

Result = TypeVar("Result")


class OutrunError(Exception):
    """The branch moved between our reading it and our push; never leaves this package.

    Args:
        words: what the remote said.
        tip: commit that the branch was at when we read it.
    """

    def __init__(self, words: str, tip: str) -> None:
        super().__init__(words)
        self.words = words
        self.tip = tip


def patiently(attempt: Callable[[int], Result], on_progress: Callable[[str], None]) -> Result:
    """Call `attempt` with 1, 2, ... until it is not outrun.

    Raises:
        ContentionError: it was outrun at every try.
        RejectedError: it was, though nobody else ever moved the branch.
    """
    try:
        return attempt(1)
    except OutrunError as outrun:
        return _again(attempt, outrun, on_progress)


def _again(
    attempt: Callable[[int], Result], first: OutrunError, on_progress: Callable[[str], None]
) -> Result:
    # Here, because it takes a tenth of a second and hardly any publish needs it.
    from tenacity import Retrying, retry_if_exception_type, stop_after_attempt
    from tenacity.wait import wait_random_exponential

    outruns: list[OutrunError] = []

    def attempt_or_note() -> Result:
        number = len(outruns) + 1
        try:
            if number == 1:
                raise first  # that try was made already
            on_progress(f"somebody else was faster; try {number} of {TRIES}")
            return attempt(number)
        except OutrunError as outrun:
            outruns.append(outrun)
            raise

    def give_up(_: "RetryCallState") -> Result:
        raise _lost(outruns) from None

    retrying = Retrying(
        retry=retry_if_exception_type(OutrunError),
        stop=stop_after_attempt(TRIES),
        wait=wait_random_exponential(FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS),
        retry_error_callback=give_up,
    )
    return retrying(attempt_or_note)


def _lost(outruns: list[OutrunError]) -> ContentionError | RejectedError:
    words = outruns[-1].words
    if len({outrun.tip for outrun in outruns}) == 1:
        return RejectedError(
            f"the remote did not take {len(outruns)} pushes, though nobody else pushed: {words}",
            "nothing was published; look for a stale lock or a read-only disk there",
        )
    return ContentionError(
        f"others published faster at each of {len(outruns)} tries: {words}",
        "nothing was published; publish again when it is quieter",
    )
