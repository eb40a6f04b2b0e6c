"""Which failures of a registry pass by themselves, and how long to wait for that."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

_ATTEMPTS: Final = 4
_LONGEST_WAIT_SECONDS: Final = 30.0
_BUSY: Final = frozenset({408, 429, 500, 502, 503, 504})
_BACK_OFF: Final = wait_random_exponential(multiplier=0.25, max=4)


def persistently(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """The answer to `ask`, asked up to four times while the failure may pass.

    Raises:
        httpx.HTTPError: the last failure; an `HTTPStatusError` where the server is busy.
    """

    def answer() -> httpx.Response:
        response = ask()
        if response.status_code in _BUSY:
            response.raise_for_status()
        return response

    retrying = Retrying(
        retry=retry_if_exception(may_pass),
        wait=_pause,
        stop=stop_after_attempt(_ATTEMPTS),
        reraise=True,
    )
    return retrying(answer)


def may_pass(error: BaseException) -> bool:
    """Whether asking again within half a minute makes sense."""
    if isinstance(error, httpx.HTTPStatusError):
        wait = retry_after(error.response) or 0
        return error.response.status_code in _BUSY and wait <= _LONGEST_WAIT_SECONDS
    return isinstance(error, httpx.TransportError) and tls_error(error) is None


def retry_after(response: httpx.Response) -> float | None:
    """Seconds that the server asks us to wait; None where it does not say.

    Source: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after, a number or a date.
    """
    value = response.headers.get("Retry-After", "")
    if value.isascii() and value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):  # no date, or one without a time zone
        return None


def tls_error(error: BaseException) -> ssl.SSLError | None:
    """The TLS failure that `error` comes from, if it comes from one."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return cause
        cause = cause.__cause__ or cause.__context__
    return None


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = retry_after(error.response) if isinstance(error, httpx.HTTPStatusError) else None
    return _BACK_OFF(state) if asked is None else asked
