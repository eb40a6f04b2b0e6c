"""Which failures are waited for, and how long."""

import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from nexus_gitops.images.registry.retry import may_pass, persistently, retry_after

REQUEST = httpx.Request("HEAD", "https://registry.example.com/v2/")


def response(status: int, wait: str | None = None) -> httpx.Response:
    headers = {} if wait is None else {"Retry-After": wait}
    return httpx.Response(status, headers=headers, request=REQUEST)


def failure(status: int, wait: str | None = None) -> httpx.HTTPStatusError:
    return httpx.HTTPStatusError("", request=REQUEST, response=response(status, wait))


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(status: int) -> None:
    assert may_pass(failure(status))
    assert may_pass(failure(status, "30"))


def test_a_server_that_wants_a_long_pause_is_left_alone() -> None:
    assert not may_pass(failure(429, "31"))
    assert not may_pass(failure(503, format_datetime(datetime.now(UTC) + timedelta(hours=1))))


@pytest.mark.parametrize("status", [400, 401, 404, 501])
def test_an_answer_that_stays_the_same_is_final(status: int) -> None:
    assert not may_pass(failure(status))


def test_a_lost_connection_may_come_back_but_a_bad_certificate_stays() -> None:
    assert may_pass(httpx.ConnectError("refused"))
    assert may_pass(httpx.ReadTimeout("slow"))
    broken = httpx.ConnectError("TLS")
    broken.__cause__ = ssl.SSLCertVerificationError("self-signed")
    assert not may_pass(broken)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("7", 7),
        ("-7", None),
        ("soon", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Wed, 21 Oct 2015 07:28:00", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after(response(429, header)) == seconds


def test_a_date_ahead_is_the_time_until_then() -> None:
    ahead = format_datetime(datetime.now(UTC) + timedelta(hours=1))
    assert 3000 < (retry_after(response(429, ahead)) or 0) <= 3600


def test_four_tries_and_the_last_failure_is_told() -> None:
    statuses = iter([503, 500, 429, 502, 200])
    with pytest.raises(httpx.HTTPStatusError) as error:
        persistently(lambda: response(next(statuses), "0"))
    assert error.value.response.status_code == 502


def test_the_first_answer_that_is_none_of_being_busy_counts() -> None:
    statuses = iter([503, 404, 200])
    assert persistently(lambda: response(next(statuses), "0")).status_code == 404
