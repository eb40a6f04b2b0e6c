"""Bringing a request to the pod that owns its workspace."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from fastapi import Request, Response, WebSocket

from nexus_runtime.problems import Problem
from workspace_kernel.coordination import CoordinationError, Owner
from workspace_kernel.hosting.active import ActiveWorkspace, LostError
from workspace_kernel.hosting.host import AbsentError, FullError, Host
from workspace_kernel.peers import MOST_HOPS, PeerAwayError, Peers, hops, unavailable
from workspace_kernel.store import StoreError
from workspace_kernel.workspace import Key

_PAUSE_SECONDS: Final = 0.25
_FULL_SECONDS: Final = 10

Act = Callable[[ActiveWorkspace], Awaitable[Response]]


class Router:
    """Serves a workspace here, or has its owner serve it.

    Args:
        host: the workspaces of this pod.
        peers: the other pods.
        patience: seconds to wait for the lease of a pod that cannot be reached.
    """

    def __init__(self, host: Host, peers: Peers, patience: float) -> None:
        self._host = host
        self._peers = peers
        self._patience = patience

    async def serve(self, request: Request, body: bytes, key: Key, act: Act) -> Response:
        """What the workspace's owner answers, be it this pod or another.

        Raises:
            Problem: 404, 503.
        """
        deadline = time.monotonic() + self._patience
        while True:
            try:
                found = await self.find(key, passed_on=hops(request.headers))
                if isinstance(found, Owner):
                    return await self._peers.forward(request, body, found)
                return await act(found)
            except StoreError as error:
                raise unavailable("the database does not answer; try again") from error
            except (LostError, PeerAwayError) as error:
                # Nothing has happened yet: wait for the owner's lease to end, and look again.
                if time.monotonic() > deadline:
                    raise unavailable("the workspace changes hands; try again") from error
            await asyncio.sleep(_PAUSE_SECONDS)

    async def follow(
        self, socket: WebSocket, key: Key, act: Callable[[ActiveWorkspace], Awaitable[None]]
    ) -> None:
        """Have a live connection served by the workspace's owner.

        Raises:
            Problem: 404, 503.
        """
        found = await self.find(key, passed_on=hops(socket.headers))
        try:
            if isinstance(found, Owner):
                await self._peers.follow(socket, found)
            else:
                await act(found)
        except (PeerAwayError, LostError, StoreError) as error:
            raise unavailable("the workspace changes hands; try again") from error

    async def find(self, key: Key, *, passed_on: int) -> ActiveWorkspace | Owner:
        """Where a workspace is; raises Problem."""
        try:
            found = await self._host.find(key)
        except AbsentError as error:
            raise absent() from error
        except FullError as error:
            raise Problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "full",
                "every pod is full; try again when workspaces have become idle",
                retry_after=_FULL_SECONDS,
            ) from error
        except CoordinationError as error:
            raise unavailable("the owner of the workspace is not known now; try again") from error
        except StoreError as error:
            raise unavailable("the database does not answer; try again") from error
        if isinstance(found, Owner) and passed_on >= MOST_HOPS:
            raise unavailable("the workspace changes hands; try again")
        return found


def absent() -> Problem:
    """404: there is no such workspace, as far as this tenant can tell."""
    return Problem(HTTPStatus.NOT_FOUND, "not-found", "there is no such workspace")
