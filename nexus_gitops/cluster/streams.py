"""A connection into a pod, by WebSocket: channels of bytes, each message led by its channel's number.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/ and KEP-4006.
"""

import json
import math
import select
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from nexus_gitops.errors import RefusedError, UnreachableError

if TYPE_CHECKING:
    from httpx2 import Client, Response
    from wsproto.events import Event

_EXECUTION: Final = ("v5.channel.k8s.io", "v4.channel.k8s.io")
"""Neither is relied upon to close the standard input: what is written there ends the command."""
_FORWARDING: Final = ("v4.channel.k8s.io",)
_STDIN, _STDOUT, _STDERR, _RESULT = range(4)
_EXECUTION_SECONDS: Final = 60.0
_BYTES: Final = 65536
_SWITCHED: Final = 101

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Executed:
    """How a command in a container ended, and what it wrote."""

    code: int
    out: str
    err: str


class Stream:
    """An open connection, which one thread may receive by while another one sends.

    OpenSSL lets no two threads into one connection at once, so that each has to have the lock
    there, and waits outside of it. The number of a descriptor that is closed is soon that of
    another connection: whoever opened this one closes it, after all others have done with it.
    """

    def __init__(self, response: "Response") -> None:
        from httpcore2 import ReadError, ReadTimeout
        from wsproto.connection import Connection, ConnectionType

        network = response.extensions["network_stream"]
        self._socket: socket.socket = network.get_extra_info("socket")
        self._inside = threading.Lock()
        self._sending = threading.Lock()
        self._protocol = Connection(ConnectionType.CLIENT)
        self._received: deque[tuple[int, bytes]] = deque()
        self._unfinished = b""
        self._over = False
        with suppress(ReadError, ReadTimeout):  # there may be nothing yet
            self._take(network.read(_BYTES, 0))
        self._socket.settimeout(0)

    def send(self, channel: int, data: bytes) -> None:
        """Send bytes on a channel. What the other side has said before is received all the same."""
        from wsproto.events import BytesMessage

        with self._sending:
            self._write(BytesMessage(bytes([channel]) + data))

    def receive(self, seconds: float | None = None) -> tuple[int, bytes] | None:
        """The next bytes and their channel; None where either side has ended the connection.

        Raises:
            TimeoutError: nothing came in time.
        """
        deadline = math.inf if seconds is None else time.monotonic() + seconds
        while not self._received and not self._over:
            self._take(self._read(deadline))
        return self._received.popleft() if self._received else None

    def end(self) -> None:
        """Use it no longer: who waits to receive is told."""
        from wsproto.events import CloseConnection

        if self._sending.acquire(blocking=False):  # or it is said no more
            try:
                self._write(CloseConnection(code=1000), time.monotonic())
            finally:
                self._sending.release()
        with suppress(OSError):
            # TLS's own would take away what another thread is inside of.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _read(self, deadline: float) -> bytes:
        """What comes next; nothing where the connection has ended.

        Raises:
            TimeoutError: nothing came in time.
        """
        try:
            return self._attempt(partial(self._socket.recv, _BYTES), deadline)
        except TimeoutError:
            raise
        except OSError:
            return b""

    def _write(self, event: "Event", deadline: float = math.inf) -> None:
        """Send an event, for whoever has the right to; after the end it is lost, as by TCP."""
        from wsproto.utilities import LocalProtocolError

        with suppress(LocalProtocolError, OSError):
            left = memoryview(self._protocol.send(event))
            while left:
                sent = self._attempt(partial(self._socket.send, left), deadline)
                left = left[sent:]

    def _take(self, data: bytes) -> None:
        """Read what has come; nothing is the end."""
        from wsproto.events import BytesMessage, CloseConnection, Ping

        self._protocol.receive_data(data or None)
        self._over = not data
        for event in self._protocol.events():
            if isinstance(event, BytesMessage):
                self._unfinished += event.data
                if event.message_finished:
                    message, self._unfinished = self._unfinished, b""
                    self._received.append((message[0], message[1:]))
            elif isinstance(event, Ping):
                with self._sending:
                    self._write(event.response())
            elif isinstance(event, CloseConnection):
                self._over = True

    def _attempt(self, act: Callable[[], _T], deadline: float) -> _T:
        """Do what may have to wait for the other side.

        Raises:
            OSError: the connection broke.
            TimeoutError: the time is over.
        """
        while True:
            with self._inside:
                try:
                    return act()
                except (BlockingIOError, ssl.SSLWantReadError):
                    awaited = select.POLLIN
                except ssl.SSLWantWriteError:
                    awaited = select.POLLOUT
            self._wait(awaited, deadline)

    def _wait(self, event: int, deadline: float) -> None:
        waiting = select.poll()
        waiting.register(self._socket, event)
        left = None if deadline == math.inf else 1000 * max(0.0, deadline - time.monotonic())
        if not waiting.poll(left):
            raise TimeoutError


def execute(
    client: "Client",
    pod: str,
    namespace: str,
    container: str,
    command: Sequence[str],
    stdin: str,
) -> Executed:
    """Run a command in a container, with text on its standard input, which stays open.

    Raises:
        UnreachableError: the API server opens no such connection, or it broke.
        RefusedError: there is no such command, pod or container.
    """
    params = {
        "container": container,
        "command": list(command),
        "stdin": "true",
        "stdout": "true",
        "stderr": "true",
    }
    with _opened(client, f"{_path(namespace, pod)}/exec", params, _EXECUTION) as stream:
        stream.send(_STDIN, stdin.encode())
        return _outcome(stream, pod)


@contextmanager
def forwarding(client: "Client", pod: str, namespace: str, port: int) -> Iterator[Stream]:
    """A connection to a port of a pod; its data are channel 0, what went wrong is channel 1.

    Raises:
        UnreachableError: the API server opens no such connection.
    """
    params = {"ports": str(port)}
    with _opened(client, f"{_path(namespace, pod)}/portforward", params, _FORWARDING) as stream:
        yield stream


@contextmanager
def _opened(
    client: "Client", path: str, params: dict[str, Any], protocols: Sequence[str]
) -> Iterator[Stream]:
    from wsproto.utilities import generate_accept_token, generate_nonce

    nonce = generate_nonce()
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": nonce.decode(),
        "Sec-WebSocket-Protocol": ", ".join(protocols),
    }
    with client.stream("GET", path, params=params, headers=headers) as response:
        if response.status_code != _SWITCHED:
            raise UnreachableError(
                f"{client.base_url.host} opens no connection into a pod: it answers"
                f" {response.status_code}",
                "check that the pod is there, and the roles of the kubeconfig's user: pods/exec and"
                " pods/portforward",
            )
        accepted = response.headers.get("sec-websocket-accept", "").encode()
        spoken = response.headers.get("sec-websocket-protocol", "")
        if accepted != generate_accept_token(nonce) or spoken not in protocols:
            raise UnreachableError(
                f"{client.base_url.host} speaks none of {', '.join(protocols)}",
                "look at what is between it and this machine",
            )
        stream = Stream(response)
        try:
            yield stream
        finally:
            stream.end()


def _outcome(stream: Stream, pod: str) -> Executed:
    written = {_STDOUT: b"", _STDERR: b""}
    deadline = time.monotonic() + _EXECUTION_SECONDS
    while True:
        try:
            message = stream.receive(max(0.0, deadline - time.monotonic()))
        except TimeoutError:
            raise UnreachableError(
                f"a command in {pod} did not end in {_EXECUTION_SECONDS:.0f} s", "look into the pod"
            ) from None
        if message is None:
            raise UnreachableError(f"the connection into {pod} broke", "try again")
        channel, data = message
        if channel == _RESULT:
            break
        if channel in written:
            written[channel] += data
    code = _exit_code(json.loads(data), pod)
    return Executed(code, *(written[one].decode(errors="replace") for one in (_STDOUT, _STDERR)))


def _exit_code(status: dict[str, Any], pod: str) -> int:
    if status.get("status") == "Success":
        return 0
    if status.get("reason") != "NonZeroExitCode":
        raise RefusedError(
            f"no command runs in {pod}: {status.get('message', '')}", "look into the pod"
        )
    causes = (status.get("details") or {}).get("causes") or ()
    return int(next(one["message"] for one in causes if one.get("reason") == "ExitCode"))


def _path(namespace: str, pod: str) -> str:
    return f"api/v1/namespaces/{namespace}/pods/{pod}"
