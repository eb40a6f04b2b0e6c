"""/api/workspaces/{id}/live: the changes of a graph, as they are made (docs/services.md)."""

import asyncio
import time
from contextlib import suppress
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, WebSocket, WebSocketDisconnect

from nexus_runtime.problems import Problem
from nexus_runtime.tokens import Identity
from workspace_kernel.api.entrance import admit, asking_of
from workspace_kernel.api.kernel import Kernel, kernel
from workspace_kernel.api.routing import absent
from workspace_kernel.hosting.active import ActiveWorkspace
from workspace_kernel.hosting.presence import Visitor
from workspace_kernel.hosting.subscribers import Close, Subscriber
from workspace_kernel.peers import frames
from workspace_kernel.workspace import Key

PROTOCOL = "nexus.v1"
_CODES = {401: Close.UNAUTHORIZED, 404: Close.GONE}

router = APIRouter()


@router.websocket("/api/workspaces/{workspace_id}/live")
async def live(
    socket: WebSocket,
    workspace_id: str,
    here: Annotated[Kernel, Depends(kernel)],
    since: Annotated[int | None, Query(ge=0)] = None,
) -> None:
    """Follow a workspace."""
    if not _is_from_an_allowed_origin(socket, here):
        raise Problem(HTTPStatus.FORBIDDEN, "forbidden", "the origin is not in CORS_ORIGINS")
    asking = asking_of(socket)
    offered = socket.scope.get("subprotocols", [])
    # Accepted before more is known, because only then does a browser tell why it ends.
    await socket.accept(subprotocol=PROTOCOL if PROTOCOL in offered else None)
    try:
        with here.sockets.hold(asking):
            await admit(here, asking, socket)

            async def act(workspace: ActiveWorkspace) -> None:
                await _send(socket, workspace, asking, since)

            await here.router.follow(socket, Key(asking.tenant, _id(workspace_id)), act)
    except Problem as problem:
        await _close(socket, _CODES.get(problem.status, Close.TRY_LATER))
    except WebSocketDisconnect:
        pass


async def _send(
    socket: WebSocket, workspace: ActiveWorkspace, asking: Identity, since: int | None
) -> None:
    subscriber = Subscriber()
    expiry = asyncio.get_running_loop().call_later(
        max(0.0, min(asking.expires_at - time.time(), 86_400.0 * 365)),
        subscriber.close,
        Close.UNAUTHORIZED,
    )
    visitor = Visitor(asking.user, subscriber)
    leaving = asyncio.create_task(_hear(socket, workspace, visitor))
    try:
        await workspace.follow(subscriber, since)
        while isinstance(message := await subscriber.next(), str):
            await socket.send_text(message)
        await _close(socket, message)
    finally:
        expiry.cancel()
        leaving.cancel()
        workspace.subscribers.remove(subscriber)
        workspace.presence.leave(visitor)


async def _hear(socket: WebSocket, workspace: ActiveWorkspace, visitor: Visitor) -> None:
    """Take what the client says of itself, until it goes away."""
    with suppress(WebSocketDisconnect, RuntimeError):
        async for frame in frames(socket):
            workspace.presence.hear(visitor, frame)
    visitor.subscriber.close(Close.GOING_AWAY)


async def _close(socket: WebSocket, code: Close) -> None:
    with suppress(RuntimeError, WebSocketDisconnect):  # the client was faster
        await socket.close(code)


def _is_from_an_allowed_origin(socket: WebSocket, here: Kernel) -> bool:
    """Browsers say where a page comes from, and do not hold WebSockets to CORS themselves."""
    origin = socket.headers.get("origin")
    allowed = here.settings.allowed_origins
    return origin is None or not allowed or origin in allowed


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise absent() from error
