"""Clients that follow a workspace."""

import asyncio
from enum import IntEnum

from workspace_kernel import metrics

_LONGEST_QUEUE = 500
_LARGEST_QUEUE = 8_000_000
"""Characters of more than one message."""


class Close(IntEnum):
    """Why a live connection ends (docs/services.md)."""

    GOING_AWAY = 1012
    TRY_LATER = 1013
    IDLE = 4001
    UNAUTHORIZED = 4401
    GONE = 4404


class Subscriber:
    """What one client is to be sent, in order, up to the code that ends it."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[str | Close | None] = asyncio.Queue()
        self._newest: str | None = None
        self._size = 0

    def send(self, message: str) -> None:
        """Add a message; a client that is too slow to take them is cut off."""
        self._size += len(message)
        waiting = self._queue.qsize()
        if waiting >= _LONGEST_QUEUE or (waiting and self._size > _LARGEST_QUEUE):
            self.close(Close.TRY_LATER)
        else:
            self._queue.put_nowait(message)

    def send_newest(self, message: str) -> None:
        """Add a message that takes the place of the one before, where that was not sent yet."""
        if self._newest is None:
            self._queue.put_nowait(None)
        self._newest = message

    def close(self, code: Close) -> None:
        """Drop what was not sent yet, and end."""
        self._newest = None
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(code)

    async def next(self) -> str | Close:
        """The next message, or the code that ends the connection."""
        found = await self._queue.get()
        while found is None:
            message, self._newest = self._newest, None
            if message is not None:
                return message
            found = await self._queue.get()
        if isinstance(found, str):
            self._size -= len(found)
        return found


class Subscribers:
    """All clients that follow one workspace on this pod."""

    def __init__(self) -> None:
        self._all: set[Subscriber] = set()

    def add(self, subscriber: Subscriber) -> None:
        """Let a client follow."""
        self._all.add(subscriber)
        metrics.SUBSCRIBERS.inc()

    def remove(self, subscriber: Subscriber) -> None:
        """Let a client go."""
        if subscriber in self._all:
            self._all.remove(subscriber)
            metrics.SUBSCRIBERS.dec()

    def send(self, message: str) -> None:
        """Tell all of them."""
        for subscriber in self._all:
            subscriber.send(message)

    def close(self, code: Close) -> None:
        """End all connections."""
        for subscriber in tuple(self._all):
            subscriber.close(code)
            self.remove(subscriber)
