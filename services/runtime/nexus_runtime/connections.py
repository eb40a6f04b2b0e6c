"""Connections that nobody can keep half open: what uvicorn's protocols leave to a proxy before it.

A head has a time and a size, an answer a time until it is taken, a client that asks ahead of its
answers an end, and a pod a number of connections, of which those that wait for a request give way
to new ones. While a pod drains, every answer says `Connection: close` (RFC 9112, section 9.6), so
that no client uses its connection for one more request.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from nexus_runtime.problems import Problem
from nexus_runtime.settings import EdgeSettings

# As nginx's large_client_header_buffers, and what HTTP/2 counts for each field (RFC 9113, 6.5.2).
_MOST_HEAD_BYTES = 64_000
_BYTES_OF_A_FIELD = 32
_MOST_PIPELINED = 16
# For what is left of a body whose request is answered: closed at once, the answer may be lost.
_LEFTOVER_SECONDS = 5.0
# Clients of a live connection have nothing to say.
_MOST_FRAME_BYTES = 4_096
_MOST_UNANSWERED_PINGS = 16
_RETRY_SECONDS = 1
# Of an answer that is not complete.
_MOST_UNSENT_BYTES = 65_536
# For the first request of a connection that was made just before the end.
_FIRST_REQUEST_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """See EdgeSettings."""

    head_seconds: float
    send_seconds: float
    connections: int

    @classmethod
    def of(cls, settings: EdgeSettings) -> "ConnectionLimits":
        """Those of a service's settings."""
        return cls(settings.head_seconds, settings.send_seconds, settings.pod_max_connections)


class Config(uvicorn.Config):
    """Uvicorn's, with what all connections share.

    Args:
        limits: of all connections.
        options: uvicorn's own.
    """

    def __init__(self, app: Any, limits: ConnectionLimits, **options: Any) -> None:
        super().__init__(
            app, http=HttpConnection, ws=LiveConnection, ws_max_size=_MOST_FRAME_BYTES, **options
        )
        self.limits = limits
        # Those that owe no answer, in the order in which they began to wait.
        self.waiting: dict[HttpConnection, None] = {}
        self.draining = False


class HttpConnection(HttpToolsProtocol):
    """A connection that asks by HTTP."""

    config: Config

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._reading = _Deadline(self.loop)
        self._sending = _Deadline(self.loop)
        self._head_bytes = 0
        self._is_whole = True  # Nothing of a message is missing.
        self._is_silent = True  # Nothing was learnt from what was received.
        self._silent_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's
        """Make room for it, and wait for a head."""
        super().connection_made(transport)
        self.config.waiting[self] = None
        self._await_head()
        if len(self.connections) > self.config.limits.connections:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._reading.end()
        self._sending.end()
        self.config.waiting.pop(self, None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read; a message that is not well-formed ends the connection."""
        self._unset_keepalive_if_required()
        if self._is_whole and not self._reading.is_set:
            self._await_head()
        self._is_silent = True
        try:
            self.parser.feed_data(data)
            # The parser keeps a field to itself until all of it is there.
            self._silent_bytes = self._silent_bytes + len(data) if self._is_silent else 0
            if self._silent_bytes > _MOST_HEAD_BYTES:
                self._refuse_message()
        except httptools.HttpParserUpgrade:
            if self._should_upgrade():
                self.handle_websocket_upgrade()
        except httptools.HttpParserError:
            self._refuse_message()

    def handle_websocket_upgrade(self) -> None:
        """Let a LiveConnection go on."""
        self._reading.end()
        self._sending.end()
        self.config.waiting.pop(self, None)
        super().handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._head_bytes = 0
        self._is_whole = False

    def on_url(self, url: bytes) -> None:
        """A part of the request's target."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field of the head, or of the trailer after a body in chunks."""
        self._count(len(name) + len(value) + _BYTES_OF_A_FIELD)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin to answer."""
        if len(self.pipeline) >= _MOST_PIPELINED:
            raise ValueError("too many requests ahead of their answers")
        self._reading.end()
        super().on_headers_complete()
        self.config.waiting.pop(self, None)
        if self.config.draining and self.cycle is not None:
            self.cycle.keep_alive = False
        # So that the head of an answer goes out with its body, and not in a packet of its own.
        self.transport.set_write_buffer_limits(high=_MOST_UNSENT_BYTES)

    def on_body(self, body: bytes) -> None:
        """A part of a body."""
        self._is_silent = False
        super().on_body(body)

    def on_message_complete(self) -> None:
        """All of a request is there."""
        super().on_message_complete()
        self._is_silent = False
        self._is_whole = True
        self._reading.end()

    def on_response_complete(self) -> None:
        """Wait for the next request, and for what is left of this one."""
        super().on_response_complete()
        # So that a client which takes nothing is noticed whatever is left to send.
        self.transport.set_write_buffer_limits(high=0)
        if self.cycle.response_complete:
            self.config.waiting[self] = None
            if not self._is_whole:
                self._reading.begin(_LEFTOVER_SECONDS, self.transport.abort)

    def timeout_keep_alive_handler(self) -> None:
        """End a connection that is idle."""
        self.transport.abort()

    def pause_writing(self) -> None:
        """The client does not take what it is sent."""
        super().pause_writing()
        self._sending.begin(self.config.limits.send_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has taken all."""
        self._sending.end()
        super().resume_writing()

    def drain(self) -> None:
        """Let the answers under way be the last ones."""
        for cycle in (self.cycle, *(waiting for waiting, _ in self.pipeline)):
            if cycle is not None:
                cycle.keep_alive = False

    def shutdown(self) -> None:
        """End it, unless a request is on its way: uvicorn's own ends one that has asked nothing yet.

        Who has just connected takes that for a failure of the service.
        """
        if not self._is_whole:
            self.drain()
        elif self.cycle is None:
            self._reading.begin(_FIRST_REQUEST_SECONDS, self.transport.abort)
        else:
            super().shutdown()

    def _await_head(self) -> None:
        self._reading.begin(self.config.limits.head_seconds, self._give_up_head)

    def _give_up_head(self) -> None:
        if self.flow.read_paused:
            self._await_head()  # It is this side that does not read.
        elif self._is_whole:
            self.transport.abort()
        else:
            self._refuse(
                Problem(
                    HTTPStatus.REQUEST_TIMEOUT,
                    "too-slow",
                    "the head of the request did not arrive within"
                    f" {self.config.limits.head_seconds:g} s (HEAD_SECONDS)",
                )
            )

    def _count(self, size: int) -> None:
        self._is_silent = False
        self._head_bytes += size
        if self._head_bytes > _MOST_HEAD_BYTES:
            raise ValueError("the head is too large")

    def _make_room(self) -> None:
        oldest = next(one for one in self.config.waiting)
        if oldest is not self:
            oldest.transport.abort()
            return
        self._refuse(
            Problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "busy",
                f"this pod has {self.config.limits.connections} connections"
                " (POD_MAX_CONNECTIONS); try again",
                retry_after=_RETRY_SECONDS,
            )
        )

    def _refuse_message(self) -> None:
        if max(self._head_bytes, self._silent_bytes) > _MOST_HEAD_BYTES:
            self._refuse(
                Problem(
                    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "head-too-large",
                    f"the head of the request is larger than {_MOST_HEAD_BYTES} bytes",
                )
            )
        else:
            self._refuse(
                Problem(HTTPStatus.BAD_REQUEST, "bad-request", "this is no request of HTTP/1.1")
            )

    def _refuse(self, problem: Problem) -> None:
        """Say why, where no other answer is owed first, and end the connection."""
        self._reading.end()
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.abort()
            return
        self.transport.write(_as_http(problem))
        self.transport.close()


class LiveConnection(WebSocketsSansIOProtocol):
    """A connection whose client follows."""

    config: Config

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._sending = _Deadline(self.loop)
        self._pings = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take it over."""
        super().connection_made(transport)
        cast("asyncio.Transport", transport).set_write_buffer_limits(high=0)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._sending.end()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read; uvicorn's own waits for ever after a head that the library does not read.

        A client that speaks before it is accepted breaks RFC 6455, section 4.1.
        """
        if self.handshake_initiated and not self.handshake_complete:
            self.transport.abort()
            return
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            self._refuse_head()

    def _refuse_head(self) -> None:
        problem = Problem(
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            "head-too-large",
            "the head of the request is larger than that of a WebSocket may be",
        )
        self.transport.write(_as_http(problem))
        self.transport.close()

    def handle_parser_exception(self) -> None:
        """End it; uvicorn's own takes for granted that a code can still be sent."""
        if self.conn.close_sent is None:
            self.transport.abort()
        else:
            super().handle_parser_exception()

    async def send(self, message: Any) -> None:
        """Send; a refusal ends the handshake, which uvicorn's own takes for one that is missing."""
        await super().send(message)
        if self.initial_response is not None and self.close_sent:
            self.handshake_complete = True

    def handle_ping(self) -> None:
        """Answer; not to a client that asks and asks and takes no answer."""
        self._pings = 0 if self.writable.is_set() else self._pings + 1
        if self._pings > _MOST_UNANSWERED_PINGS:
            self.transport.abort()
        else:
            super().handle_ping()

    def pause_writing(self) -> None:
        """The client does not take what it is sent."""
        super().pause_writing()
        self._sending.begin(self.config.limits.send_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has taken all."""
        self._sending.end()
        super().resume_writing()


class _Deadline:
    """A time after which something is done, unless it is ended before."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_set(self) -> bool:
        return self._timer is not None

    def begin(self, seconds: float, act: Callable[[], None]) -> None:
        self.end()
        self._timer = self._loop.call_later(seconds, self._over, act)

    def end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _over(self, act: Callable[[], None]) -> None:
        self._timer = None
        act()


def _as_http(problem: Problem) -> bytes:
    answer = problem.response()
    answer.headers["Connection"] = "close"
    head = b"".join(b"%b: %b\r\n" % field for field in answer.raw_headers)
    status = f"HTTP/1.1 {problem.status.value} {problem.status.phrase}\r\n".encode()
    return status + head + b"\r\n" + bytes(answer.body)
