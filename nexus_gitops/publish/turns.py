"""Tries again while others are faster, and waits for its turn where many publish."""

import random
import time
from collections.abc import Callable
from typing import Final, TypeVar

from nexus_gitops.errors import ContentionError, RejectedError

BUDGET_SECONDS: Final = 600.0
FIRST_WAIT_SECONDS: Final = 0.2
LONGEST_WAIT_SECONDS: Final = 8.0
# A stale lock or a full disk there looks as if somebody else had been faster.
TRIES_ON_ONE_TIP: Final = 8
_SHORTEST_WAIT_SECONDS: Final = 0.05
_MEASURED_OVER: Final = 4

Result = TypeVar("Result")


class OutrunError(Exception):
    """The branch moved between our reading it and our push; never leaves this package.

    Args:
        words: what the remote said.
        tip: commit that the branch was at when we read it.
        place: in the queue of those who wait for us; "" where we have none.
    """

    def __init__(self, words: str, tip: str, place: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.tip = tip
        self.place = place


class NotYetError(Exception):
    """Others are before us in the queue; never leaves this package.

    Args:
        ahead: how many.
    """

    def __init__(self, ahead: int) -> None:
        super().__init__(f"{ahead} ahead")
        self.ahead = ahead


def in_turn(attempt: Callable[[int], Result], on_progress: Callable[[str], None]) -> Result:
    """Call `attempt` with 1, 2, ... until it is neither outrun nor too early.

    Raises:
        ContentionError: it was, for `BUDGET_SECONDS`.
        RejectedError: it was outrun again and again, though nobody ever moved the branch.
    """
    limit = time.monotonic() + BUDGET_SECONDS
    outruns: list[OutrunError] = []
    pace = _Pace()
    while True:
        try:
            return attempt(len(outruns) + 1)
        except OutrunError as outrun:
            outruns.append(outrun)
            _check_that_others_push(outruns)
            longest = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** len(outruns))
            if outrun.place:
                longest = _SHORTEST_WAIT_SECONDS  # all others wait for us
            pause = random.uniform(0, longest)  # noqa: S311 -- to part from the others
            on_progress(f"somebody else was faster; try {len(outruns) + 1}")
        except NotYetError as waiting:
            pause = pace.pause(waiting.ahead)
            on_progress(f"waiting for {waiting.ahead} who publish before us")
        if time.monotonic() + pause > limit:
            raise ContentionError(
                f"others published for {BUDGET_SECONDS:.0f} s, and were faster at each of"
                f" {len(outruns)} tries",
                "nothing was published; publish again when it is quieter",
            )
        time.sleep(pause)


def _check_that_others_push(outruns: list[OutrunError]) -> None:
    last = outruns[-TRIES_ON_ONE_TIP:]
    if len(last) == TRIES_ON_ONE_TIP and len({outrun.tip for outrun in last}) == 1:
        raise RejectedError(
            f"the remote did not take {len(last)} pushes, though nobody else pushed:"
            f" {last[-1].words}",
            "nothing was published; look for a stale lock or a read-only disk there",
        ) from None


class _Pace:
    """How long to wait, from how fast the queue before us gets shorter.

    The fastest that was seen counts: what is seen holds waits like ours, and would grow with them;
    whoever sleeps through its turn holds up all others. It is measured over a few who went, as
    two that go between two looks say nothing of how long one takes.
    """

    def __init__(self) -> None:
        self._then = time.monotonic()
        self._ahead = 0
        self._seconds_each: float | None = None

    def pause(self, ahead: int) -> float:
        """Seconds, fewer than it will take; the next one in the queue looks at once."""
        now, gone = time.monotonic(), self._ahead - ahead
        if gone >= _MEASURED_OVER:
            each = (now - self._then) / gone
            self._seconds_each = min(self._seconds_each or each, each)
        if gone < 0 or gone >= _MEASURED_OVER:
            self._then, self._ahead = now, ahead
        wait = (ahead - 1) * (self._seconds_each or FIRST_WAIT_SECONDS) * 0.5
        return min(LONGEST_WAIT_SECONDS, max(_SHORTEST_WAIT_SECONDS, wait))
