"""Request bodies: read when it is known whose they are, within limits of size, time and share."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nexus_runtime.gate import identity_of
from nexus_runtime.problems import Problem
from nexus_runtime.shares import Holding, Shares


class Bodies:
    """ASGI middleware: reads a body whole, and hands it on when it is there.

    A body counts as what it says it will be, from before its first byte is read until its
    request is answered. A body that nobody is known to have sent is not read.

    Args:
        app: what it stands before.
        limit: bytes that the body of a request may have.
        seconds: how long one may take to arrive.
        bytes_held: bytes that may be held at once.
    """

    def __init__(
        self, app: ASGIApp, limit: Callable[[Scope], int], seconds: float, bytes_held: Shares
    ) -> None:
        self._app = app
        self._limit = limit
        self._seconds = seconds
        self._bytes_held = bytes_held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See https://asgi.readthedocs.io/en/stable/specs/www.html."""
        who = identity_of(scope)
        if scope["type"] != "http" or who is None:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        declared = int(headers.get("content-length", "0"))
        if not declared and "transfer-encoding" not in headers:
            await self._app(scope, receive, send)
            return
        try:
            limit = self._limit(scope)
            _check(declared, limit)
            with self._bytes_held.hold(who, declared) as holding:
                body = await self._read(receive, holding, declared, limit)
                if body is not None:
                    await self._app(scope, _first(body, receive), send)
        except Problem as problem:
            await problem.response()(scope, receive, send)

    async def _read(
        self, receive: Receive, holding: Holding, declared: int, limit: int
    ) -> bytes | None:
        """The body; None where its client left."""
        parts: list[bytes] = []
        received = 0
        try:
            async with asyncio.timeout(self._seconds):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        return None
                    parts.append(message.get("body", b""))
                    received += len(parts[-1])
                    _check(received, limit)
                    if received > declared:
                        holding.add(received - declared)
                        declared = received
                    if not message.get("more_body", False):
                        return b"".join(parts)
        except TimeoutError:
            raise Problem(
                HTTPStatus.REQUEST_TIMEOUT,
                "too-slow",
                f"the body did not arrive within {self._seconds:g} s (BODY_SECONDS)",
            ) from None


def _check(size: int, limit: int) -> None:
    if size > limit:
        raise Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "too-large",
            f"the body is larger than the {limit} bytes that this request may have (BODY_LIMIT)",
        )


def _first(body: bytes, receive: Receive) -> Receive:
    """What gives a body, and then what `receive` does."""
    given = False

    async def next_message() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return next_message
