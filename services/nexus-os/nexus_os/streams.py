"""Answers over time: server-sent events with heartbeats, and work that ends with its client.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

import orjson
import structlog
from fastapi.sse import format_sse_event
from starlette.requests import ClientDisconnect, Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from nexus_os.proposal import Proposal
from nexus_runtime.problems import Problem

_LOG = structlog.get_logger(__name__)
_HEARTBEAT = b": still there\n\n"
T = TypeVar("T")

EVENT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "event": {"enum": ["delta", "result", "error"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
    "required": ["event", "data"],
}
"""OpenAPI's schema of one event, comments apart."""


async def events(
    pieces: AsyncGenerator[str | Proposal, None], heartbeat: float
) -> AsyncGenerator[bytes, None]:
    """Events `delta` for each piece of text, then `result`, or `error` with a problem.

    Args:
        pieces: of an answer; closed when this is.
        heartbeat: seconds of silence after which a comment is sent.
    """
    async with aclosing(pieces):
        try:
            while True:
                waiting = asyncio.ensure_future(anext(pieces, None))
                try:
                    while not (await asyncio.wait({waiting}, timeout=heartbeat))[0]:
                        yield _HEARTBEAT
                finally:
                    # Also when the client left: the model is told before this ends.
                    if not waiting.done():
                        waiting.cancel()
                        await asyncio.wait({waiting})
                piece = waiting.result()
                if piece is None:
                    return
                yield _event(piece)
        except Problem as problem:
            yield _frame("error", bytes(problem.response().body))
        except Exception:  # noqa: BLE001 -- the status is sent: the stream has to tell it
            _LOG.exception("an answer broke")
            yield _frame("error", b'{"status":500,"code":"defect","title":"Internal Server Error"}')


class EventStream(StreamingResponse):
    """An answer of events, which ends what makes them when its client leaves.

    Args:
        pieces: of an answer.
        heartbeat: seconds of silence after which a comment is sent.
    """

    def __init__(self, pieces: AsyncGenerator[str | Proposal, None], heartbeat: float) -> None:
        self._events = events(pieces, heartbeat)
        super().__init__(
            self._events,
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See https://asgi.readthedocs.io/en/stable/specs/www.html."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            # Starlette leaves a generator that it was sending from to the garbage collector.
            await self._events.aclose()


async def while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, which is cancelled when the client of `request` leaves.

    Raises:
        ClientDisconnect: it left.
    """
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_leave(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        unfinished = {task for task in (working, leaving) if not task.done()}
        for task in unfinished:
            task.cancel()
        if unfinished:
            await asyncio.wait(unfinished)


async def _leave(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _event(piece: str | Proposal) -> bytes:
    if isinstance(piece, str):
        return _frame("delta", orjson.dumps({"text": piece}))
    return _frame("result", orjson.dumps(piece))


def _frame(event: str, data: bytes) -> bytes:
    return format_sse_event(event=event, data_str=data.decode())
