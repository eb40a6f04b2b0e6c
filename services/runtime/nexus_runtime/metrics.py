"""Requests as Prometheus and the log see them."""

import logging
import time

import structlog
from prometheus_client import REGISTRY, Counter, Histogram
from prometheus_client.exposition import choose_encoder
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nexus_runtime.gate import identity_of

_LOG = structlog.get_logger(__name__)
# nginx's word for a client that left before its answer; nobody reads it but the metrics.
_CLIENT_LEFT = 499
_UPGRADED = 101
_REFUSED = 403
_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60)

LATENCY = Histogram(
    "nexus_request_seconds",
    "Time from a request's arrival to the end of its answer",
    ["method", "route", "status"],
    buckets=_BUCKETS,
)
ERRORS = Counter("nexus_request_errors", "Requests that were answered with 5xx", ["route"])


async def endpoint(request: Request) -> Response:
    """What answers `GET /metrics`."""
    encode, media_type = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(REGISTRY), headers={"Content-Type": media_type})


class Observation:
    """ASGI middleware: measures and logs requests and WebSockets, by route and not by path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See https://asgi.readthedocs.io/en/stable/specs/www.html."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = _CLIENT_LEFT
        code: int | None = None

        async def note_status(message: Message) -> None:
            nonlocal status, code
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                status = message["status"]
            elif message["type"] == "websocket.accept":
                status = _UPGRADED
                _LOG.info("websocket opened", **_about(scope))
            elif message["type"] == "websocket.close":
                status = status if status == _UPGRADED else _REFUSED
                code = message.get("code")
            await send(message)

        try:
            await self._app(scope, receive, note_status)
        except Exception:
            status = 500
            raise
        finally:
            seconds = time.perf_counter() - started
            if scope["type"] == "http":
                _record(scope, status, seconds)
            else:
                _tell(scope, status, code, seconds)


def _record(scope: Scope, status: int, seconds: float) -> None:
    route = _route(scope)
    LATENCY.labels(scope["method"], route, status).observe(seconds)
    if status >= 500:
        ERRORS.labels(route).inc()
    if not _LOG.is_enabled_for(logging.DEBUG):
        return
    _LOG.debug(
        "request",
        method=scope["method"],
        status=status,
        milliseconds=round(seconds * 1000, 1),
        **_about(scope),
    )


def _tell(scope: Scope, status: int, code: int | None, seconds: float) -> None:
    """Of a WebSocket: why it was closed, where it was this side that closed it."""
    message = "websocket closed" if status == _UPGRADED else "websocket refused"
    reason = {} if code is None else {"code": int(code)}
    _LOG.info(
        message, status=status, milliseconds=round(seconds * 1000, 1), **reason, **_about(scope)
    )


def _about(scope: Scope) -> dict[str, str]:
    who = identity_of(scope)
    workspace = scope.get("path_params", {}).get("workspace_id")
    return {
        "route": _route(scope),
        **({} if who is None else {"tenantId": who.tenant, "userId": who.user}),
        **({} if workspace is None else {"workspaceId": str(workspace)}),
    }


def _route(scope: Scope) -> str:
    return getattr(scope.get("route"), "path", "none")
