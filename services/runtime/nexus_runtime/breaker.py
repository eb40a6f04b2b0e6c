"""A circuit breaker: what is away is not asked for a while, so that nobody waits for it in vain.

Our own, because the maintained ones hold a thread's lock during a call, or let every request try a
service that may just have come back.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class RestingError(Exception):
    """What was to be asked is not asked now."""


class Breaker:
    """Closed until failures in a row, then open for a while, then half open for one trial.

    Args:
        counted: what counts as a failure.
        failures: how many in a row open it.
        rest_seconds: how long it is open.
        clock: seconds, monotonic.
    """

    def __init__(
        self,
        counted: tuple[type[BaseException], ...],
        *,
        failures: int = 3,
        rest_seconds: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._counted = counted
        self._most = failures
        self._rest_seconds = rest_seconds
        self._clock = clock
        self._failures = 0
        self._open_until = 0.0
        self._on_trial = False

    @property
    def is_open(self) -> bool:
        """Whether nothing may be asked now."""
        return self._clock() < self._open_until or self._on_trial

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Watch one call.

        Raises:
            RestingError: nothing may be asked now.
        """
        if self.is_open:
            raise RestingError
        trial = self._failures >= self._most
        self._on_trial = trial
        try:
            yield
        except self._counted:
            self._failures += 1
            if self._failures >= self._most:
                self._open_until = self._clock() + self._rest_seconds
            raise
        else:
            self._failures = 0
        finally:
            # Also where the caller went away and the trial told nothing.
            if trial:
                self._on_trial = False
