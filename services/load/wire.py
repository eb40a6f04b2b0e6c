"""A connection that costs its client next to nothing, so that what it measures is the server."""

import asyncio
import re
from dataclasses import dataclass
from typing import Self, cast

from nexus_testbed.loopback import HOST

_STATUS = slice(9, 12)
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: (\d+)")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: its status, and the body."""

    status: int
    body: bytes


class Wire(asyncio.Protocol):
    """One connection of HTTP/1.1 that is kept; one request at a time."""

    def __init__(self) -> None:
        self._received = b""
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Answer] | None = None

    @classmethod
    async def to(cls, port: int) -> Self:
        """A connection to a port of this machine."""
        _, wire = await asyncio.get_running_loop().create_connection(cls, HOST, port)
        return wire

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep it."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who waits."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("the server closed"))

    def data_received(self, data: bytes) -> None:
        """Collect an answer, up to the end that its length names."""
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if end < 0 or self._answer is None:
            return
        length = _LENGTH.search(self._received, 0, end)
        size = end + 4 + (int(length[1]) if length is not None else 0)
        if len(self._received) >= size:
            answer = Answer(int(self._received[_STATUS]), self._received[end + 4 : size])
            self._received = self._received[size:]
            self._answer.set_result(answer)

    async def ask(self, request: bytes) -> Answer:
        """What the server answers to a whole request.

        Raises:
            ConnectionResetError: it closed the connection.
        """
        assert self._transport is not None  # noqa: S101 -- connected
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Close it."""
        if self._transport is not None:
            self._transport.close()
