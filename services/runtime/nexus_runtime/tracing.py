"""A request's name, by which its lines, its problems and its statements are found again.

`X-Request-Id` is the name that the entry gave, or one that is made here; it comes back with each
answer. `traceparent` and `tracestate` (https://www.w3.org/TR/trace-context/) are passed on. Where
an OpenTelemetry endpoint is set, each request is a span of that trace; else none of it is loaded.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Protocol
from uuid import uuid4

import structlog
from fastapi.telemetry import TelemetryConfig
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_MOST_STATE = 512
_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_ANSWERS = {"http.response.start", "websocket.accept", "websocket.http.response.start"}

FASTAPI_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""For `FastAPI(telemetry=...)`: it has spans of its own, which would be second ones."""

_NOTHING: Mapping[str, str] = MappingProxyType({})
_PASSED_ON = ContextVar("passed_on", default=_NOTHING)


class Spans(Protocol):
    """What is told of requests to a collector."""

    def span(
        self, scope: Scope, trace: Mapping[str, str]
    ) -> AbstractContextManager[Mapping[str, str]]:
        """A request's span; gives the headers of the trace for what it asks of others."""

    def close(self) -> None:
        """Send what was not sent yet."""


class NoSpans:
    """Nobody is told."""

    @contextmanager
    def span(self, _scope: Scope, trace: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
        """The trace as it came."""
        yield trace

    def close(self) -> None:
        """Nothing to send."""


def spans_of_environment(service: str) -> Spans:
    """Spans of `service` to the endpoint of OpenTelemetry's own variables, where there is one."""
    if not any(os.environ.get(name) for name in _ENDPOINTS):
        return NoSpans()
    # Here, because it takes memory and time that nobody else has to spend.
    from nexus_runtime.otlp import OtlpSpans

    return OtlpSpans(service)


def request_id() -> str:
    """The name of the request that is under way; "" where there is none."""
    return _PASSED_ON.get().get("X-Request-Id", "")


def passed_on() -> dict[str, str]:
    """The headers by which another service finds out of which request its own is a part."""
    return dict(_PASSED_ON.get())


class Tracing:
    """ASGI middleware, the first of all: names requests and WebSockets.

    Args:
        app: what it stands before.
        spans: who is told of them.
    """

    def __init__(self, app: ASGIApp, spans: Spans) -> None:
        self._app = app
        self._spans = spans

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See https://asgi.readthedocs.io/en/stable/specs/www.html."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        name = given if _GIVEN.fullmatch(given) else uuid4().hex

        async def named(message: Message) -> None:
            if message["type"] in _ANSWERS:
                MutableHeaders(scope=message)["X-Request-Id"] = name
            await send(message)

        structlog.contextvars.clear_contextvars()
        with (
            structlog.contextvars.bound_contextvars(requestId=name),
            self._spans.span(scope, _trace(headers)) as trace,
        ):
            _PASSED_ON.set({"X-Request-Id": name, **trace})
            await self._app(scope, receive, named)


def _trace(headers: Headers) -> dict[str, str]:
    parent, state = headers.get("traceparent", ""), headers.get("tracestate", "")
    if not _TRACEPARENT.fullmatch(parent):
        return {}
    is_fine = 0 < len(state) <= _MOST_STATE and state.isascii() and state.isprintable()
    return {"traceparent": parent} | ({"tracestate": state} if is_fine else {})
