"""Bringing a request to the pod that owns its workspace."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import Final, TypeVar

import orjson
from fastapi import Request, Response, WebSocket
from starlette.requests import HTTPConnection

from nexus_runtime.problems import Problem
from workspace_kernel.coordination import CoordinationError, Owner
from workspace_kernel.hosting.active import ActiveWorkspace, LostError
from workspace_kernel.hosting.host import AbsentError, Host
from workspace_kernel.hosting.placing import FullError
from workspace_kernel.hosting.waiting import Waiting
from workspace_kernel.hosting.workbench import WorkError
from workspace_kernel.peers import MOST_HOPS, PeerAwayError, Peers, unavailable
from workspace_kernel.store import StoreError
from workspace_kernel.workspace import Key

_PAUSE_SECONDS: Final = 0.25
_FULL: Final = "full"
FULL_SECONDS: Final = 10
"""After which a client asks again for what no pod had room for."""

_Found = TypeVar("_Found")
Act = Callable[[ActiveWorkspace], Awaitable[Response]]


class Router:
    """Serves a workspace here, or has its owner serve it.

    Args:
        host: the workspaces of this pod.
        peers: the other pods.
        waiting: what no pod had room for.
        patience: seconds to wait for the lease of a pod that cannot be reached.
    """

    def __init__(self, host: Host, peers: Peers, waiting: Waiting, patience: float) -> None:
        self._host = host
        self._peers = peers
        self._waiting = waiting
        self._patience = patience

    def hops(self, connection: HTTPConnection) -> int:
        """How often other pods have passed on a request."""
        return self._peers.hops(connection.headers)

    async def serve(
        self, request: Request, body: bytes, key: Key, act: Act, *, seconds: float = 0.0
    ) -> Response:
        """What the workspace's owner answers, be it this pod or another.

        Args:
            request: what is asked.
            body: its body.
            key: the workspace.
            act: what answers it, where this pod is the owner.
            seconds: how long `act` may wait for another service; a pod that says nothing for so
                long and a lease's time is given up.

        Raises:
            Problem: 404, 503.
        """
        return await self._answered(
            request, body, lambda: self.find(key, passed_on=self.hops(request)), act, seconds
        )

    async def delete(self, request: Request, key: Key) -> Response:
        """Have a workspace deleted: by its owner, or here where it has none; raises as `serve`."""

        async def find() -> Owner | None:
            with _problems():
                found = await self._host.delete(key)
            return _within_hops(found, self.hops(request))

        return await self._answered(request, b"", find, _deleted, 0.0)

    async def _answered(
        self,
        request: Request,
        body: bytes,
        find: Callable[[], Awaitable[_Found | Owner]],
        act: Callable[[_Found], Awaitable[Response]],
        seconds: float,
    ) -> Response:
        deadline = time.monotonic() + self._patience
        while True:
            try:
                found = await find()
                if not isinstance(found, Owner):
                    return await act(found)
                answer = await self._peers.forward(
                    request, body, found, seconds=self._patience + seconds
                )
                if not _is_full(answer) or self.hops(request):
                    return answer
                self._host.neighbours.note_full(found)
                continue
            except StoreError as error:
                raise unavailable("the database does not answer; try again") from error
            except WorkError as error:
                raise unavailable("the patch could not be worked on; try again") from error
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
        found = await self.find(key, passed_on=self.hops(socket))
        try:
            if isinstance(found, Owner):
                await self._peers.follow(socket, found)
            else:
                await act(found)
        except (PeerAwayError, LostError, StoreError) as error:
            raise unavailable("the workspace changes hands; try again") from error

    async def find(self, key: Key, *, passed_on: int) -> ActiveWorkspace | Owner:
        """Where a workspace is, or where it can be; raises Problem."""
        with _problems():
            try:
                found = await self._find_or_place(key, passed_on)
            except FullError:
                if not passed_on:  # the pod that passed it on has others to ask
                    await self._note_waiting(key)
                raise
        return _within_hops(found, passed_on)

    async def _note_waiting(self, key: Key) -> None:
        """What cannot be noted now is asked for again."""
        with suppress(CoordinationError, StoreError):
            await self._waiting.note(key)

    async def _find_or_place(self, key: Key, passed_on: int) -> ActiveWorkspace | Owner:
        """A free place anywhere comes first, then one that is made here, then one made elsewhere."""
        with suppress(FullError):
            return await self._host.find(key)
        if passed_on:  # whoever chose this pod chooses again
            return await self._host.find_or_displace(key)
        with suppress(FullError):
            return await self._host.neighbours.with_room()
        with suppress(FullError):
            return await self._host.find_or_displace(key)
        return await self._host.neighbours.another()


@contextmanager
def _problems() -> Iterator[None]:
    """What keeps a workspace from being found, as the client is told."""
    try:
        yield
    except AbsentError as error:
        raise absent() from error
    except FullError as error:
        raise Problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            _FULL,
            "every pod is full; try again when workspaces have become idle",
            retry_after=FULL_SECONDS,
        ) from error
    except CoordinationError as error:
        raise unavailable("the owner of the workspace is not known now; try again") from error
    except StoreError as error:
        raise unavailable("the database does not answer; try again") from error
    except WorkError as error:
        raise unavailable("the workspace could not be opened; try again") from error


def _within_hops(found: _Found | Owner, passed_on: int) -> _Found | Owner:
    if isinstance(found, Owner) and passed_on >= MOST_HOPS:
        raise unavailable("the workspace changes hands; try again")
    return found


async def _deleted(_nothing: None) -> Response:
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _is_full(answer: Response) -> bool:
    return (
        answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        and orjson.loads(answer.body).get("code") == _FULL
    )


def absent() -> Problem:
    """404: there is no such workspace, as far as this tenant can tell."""
    return Problem(HTTPStatus.NOT_FOUND, "not-found", "there is no such workspace")
