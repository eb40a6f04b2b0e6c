"""A circuit breaker: after failures in a row, nothing is asked for a while.

Our own, because the maintained ones do not fit a stream: pybreaker holds a thread's lock during
the call, and purgatory lets every request try a service that may just have come back.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil

from nexus_os.failures import ModelFailure, resting
from nexus_os.meters import CIRCUIT_OPEN

_FAILURES = 5
_REST_SECONDS = 30.0


class Breaker:
    """Closed until 5 failures in a row, then open for 30 s, then half open for one trial.

    Args:
        clock: seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._open_until = 0.0
        self._on_trial = False

    def check(self) -> None:
        """Raise ModelFailure (503) where nothing may be asked now."""
        rest = self._open_until - self._clock()
        if rest > 0 or (self._failures >= _FAILURES and self._on_trial):
            raise resting(max(1, ceil(rest)))

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Watch one call; raises as `check` does."""
        self.check()
        trial = self._failures >= _FAILURES
        self._on_trial = self._on_trial or trial
        try:
            yield
        except ModelFailure as failure:
            if failure.counts:
                self._failed()
            else:
                self._succeeded()
            raise
        else:
            self._succeeded()
        finally:
            # Also where the client went away and the trial told nothing.
            if trial:
                self._on_trial = False

    def _failed(self) -> None:
        self._failures += 1
        if self._failures >= _FAILURES:
            self._open_until = self._clock() + _REST_SECONDS
            CIRCUIT_OPEN.set(1)

    def _succeeded(self) -> None:
        self._failures = 0
        self._open_until = 0.0
        CIRCUIT_OPEN.set(0)
