"""Other pods, and passing on to them what is theirs."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from http import HTTPStatus

import httpx
from fastapi import Request, Response, WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from nexus_runtime import tracing
from nexus_runtime.problems import Problem
from workspace_kernel import metrics
from workspace_kernel.coordination import Owner
from workspace_kernel.hosting.subscribers import Close

HOPS = "x-nexus-hops"
"""Header that counts how often a request was passed on, under the pods' seal."""

MOST_HOPS = 2

# RFC 9110, section 7.6.1; the client and the server below set the rest.
_BETWEEN_TWO = frozenset(
    {
        "connection",
        "content-length",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        # Said anew.
        "date",
        "traceparent",
        "tracestate",
        "x-request-id",
    }
)
_CONNECT_SECONDS = 2.0


class PeerAwayError(Exception):
    """The pod cannot be reached; what was sent has not arrived."""


class Peers:
    """The other pods.

    Args:
        keys: secrets that all pods share; the first one seals, all of them are known.
    """

    def __init__(self, *keys: str) -> None:
        self._keys = tuple(key.encode() for key in keys)
        self._client = httpx.AsyncClient(
            limits=httpx.Limits(max_connections=200, max_keepalive_connections=50),
            trust_env=False,
        )

    async def close(self) -> None:
        """Let go of all connections."""
        await self._client.aclose()

    def hops(self, headers: Mapping[str, str]) -> int:
        """How often pods have passed on a request already; a client's own word counts nothing."""
        value = headers.get(HOPS, "").encode()
        if not value:
            return 0
        for count in range(1, MOST_HOPS + 1):
            if any(hmac.compare_digest(value, _sealed(count, key)) for key in self._keys):
                return count
        return 0

    def _one_more(self, headers: Mapping[str, str]) -> str:
        return _sealed(self.hops(headers) + 1, self._keys[0]).decode()

    async def forward(
        self, request: Request, body: bytes, owner: Owner, *, seconds: float
    ) -> Response:
        """What `owner` answers to a request, for which it has `seconds`.

        Raises:
            PeerAwayError: it cannot be reached.
            Problem: 503, it went away before it had answered.
        """
        metrics.FORWARDED.inc()
        headers = {
            **{
                name: value
                for name, value in request.headers.items()
                if name.lower() not in _BETWEEN_TWO
            },
            **tracing.passed_on(),
            HOPS: self._one_more(request.headers),
        }
        url = httpx.URL(owner.address).copy_with(
            raw_path=request.url.path.encode()
            + (b"?" + request.url.query.encode() if request.url.query else b"")
        )
        try:
            answer = await self._client.request(
                request.method,
                url,
                headers=headers,
                content=body,
                timeout=httpx.Timeout(seconds, connect=_CONNECT_SECONDS),
            )
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise PeerAwayError(owner.pod) from error
        except httpx.HTTPError as error:
            raise unavailable("the pod that has the workspace went away; try again") from error
        return Response(
            answer.content,
            answer.status_code,
            {
                name: value
                for name, value in answer.headers.items()
                if name.lower() not in _BETWEEN_TWO | {"content-encoding"}
            },
        )

    async def follow(self, socket: WebSocket, owner: Owner) -> None:
        """Pass on what `owner` sends on a live connection, up to the code that ends it.

        Args:
            socket: accepted already.
            owner: the pod.

        Raises:
            PeerAwayError: it cannot be reached.
        """
        metrics.FORWARDED.inc()
        address = "ws" + owner.address.removeprefix("http")
        url = f"{address}{socket.url.path}" + (f"?{socket.url.query}" if socket.url.query else "")
        try:
            upstream = await connect(
                url,
                additional_headers={
                    HOPS: self._one_more(socket.headers),
                    **tracing.passed_on(),
                    **_of(socket, "authorization"),
                    **_of(socket, "origin"),
                },
                subprotocols=[Subprotocol(one) for one in socket.scope.get("subprotocols", [])],
                open_timeout=_CONNECT_SECONDS,
                proxy=None,
            )
        except (OSError, TimeoutError, WebSocketException) as error:
            raise PeerAwayError(owner.pod) from error
        async with upstream:
            passing = asyncio.create_task(_pass_on(upstream, socket))
            leaving = asyncio.create_task(_pass_back(socket, upstream))
            await asyncio.wait({passing, leaving}, return_when=asyncio.FIRST_COMPLETED)
            passing.cancel()
            leaving.cancel()
        code = upstream.close_code
        with suppress(RuntimeError):
            await socket.close(code if code in set(Close) else Close.GOING_AWAY)


def _sealed(count: int, key: bytes) -> bytes:
    seal = hmac.digest(key, f"{HOPS}: {count}".encode(), "sha256")
    return f"{count}.{seal.hex()}".encode()


def _of(socket: WebSocket, header: str) -> dict[str, str]:
    return {header: socket.headers[header]} if header in socket.headers else {}


def unavailable(detail: str) -> Problem:
    """503: something is not there for a while."""
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", detail, retry_after=1)


async def _pass_on(upstream: ClientConnection, socket: WebSocket) -> None:
    with suppress(ConnectionClosed, WebSocketDisconnect, RuntimeError):
        async for message in upstream:
            await socket.send_text(str(message))


async def _pass_back(socket: WebSocket, upstream: ClientConnection) -> None:
    with suppress(ConnectionClosed, WebSocketDisconnect):
        async for frame in frames(socket):
            await upstream.send(frame)


async def frames(socket: WebSocket) -> AsyncIterator[str]:
    """What a client says on a live connection, as text.

    Raises:
        WebSocketDisconnect: it goes away.
    """
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", Close.GOING_AWAY))
        if message.get("text") is not None:
            yield message["text"]
