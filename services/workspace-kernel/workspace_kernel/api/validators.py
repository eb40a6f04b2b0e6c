"""Answers that a client may have already: ETag and If-None-Match (RFC 9110, section 13)."""

from http import HTTPStatus
from typing import Any

from fastapi import Response

_HEADERS = {
    # A client keeps an answer, and asks each time whether it still holds, with its own token.
    "Cache-Control": "private, no-cache",
    "Vary": "Authorization",
}
DESCRIBED: dict[int | str, dict[str, Any]] = {
    200: {"headers": {"ETag": {"schema": {"type": "string"}}}},
    304: {"description": "The client has it already, as If-None-Match says"},
}
"""For `responses` of an operation that answers with `answer`."""


def answer(body: bytes, etag: str, if_none_match: str | None) -> Response:
    """JSON, or 304 where the client has it already.

    Args:
        body: the JSON.
        etag: what tells this body from others, without quotes.
        if_none_match: the header.
    """
    headers = {"ETag": f'"{etag}"', **_HEADERS}
    if if_none_match is not None and _names(if_none_match, f'"{etag}"'):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _names(if_none_match: str, etag: str) -> bool:
    named = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
    return etag in named or "*" in named
