"""Connections that keep to no protocol: half a request, a body without an end, and the like."""

import re
import socket
from collections.abc import Iterable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from nexus_testbed.loopback import HOST

_ANSWER_SECONDS = 30.0
_READ_BYTES = 65_536


class Raw:
    """Many TCP connections to one service, all closed at the end of a `with` block.

    Args:
        port: where the service listens.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def send(self, *parts: bytes) -> socket.socket:
        """A new connection, on which `parts` are sent as far as the service takes them."""
        connection = socket.create_connection((HOST, self._port), timeout=_ANSWER_SECONDS)
        self._open.enter_context(connection)
        send_on(connection, parts)
        return connection


def send_on(connection: socket.socket, parts: Iterable[bytes]) -> None:
    """Send, as long as the service takes it."""
    connection.settimeout(0.5)
    try:
        for part in parts:
            connection.sendall(part)
    except (ConnectionError, TimeoutError):
        pass  # that is an answer, too
    finally:
        connection.settimeout(_ANSWER_SECONDS)


def read_answer(connection: socket.socket) -> bytes:
    """One answer, which has a `Content-Length`; what came of it where the service breaks off."""
    received = b""
    try:
        while _is_in_part(received) and (part := connection.recv(_READ_BYTES)):
            received += part
    except ConnectionError:
        pass
    return received


def read_to_end(connection: socket.socket) -> bytes:
    """All that the service sends until it closes the connection.

    Raises:
        TimeoutError: it does not.
    """
    received = b""
    try:
        while part := connection.recv(_READ_BYTES):
            received += part
    except ConnectionError:
        pass
    return received


def request(
    method: str, path: str, *headers: str, token: str | None = None, body: bytes = b""
) -> bytes:
    """A request of HTTP/1.1 as bytes, with the headers that are given and no others."""
    identity = [] if token is None else [f"Authorization: Bearer {token}"]
    lines = [f"{method} {path} HTTP/1.1", "Host: pod", *identity, *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def _is_in_part(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return not end or (length is not None and len(body) < int(length[1]))
