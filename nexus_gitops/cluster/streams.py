"""A connection into a pod, by WebSocket: channels of bytes, each message led by its channel's number.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/ and KEP-4006.
"""

import json
import math
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from nexus_gitops.errors import RefusedError, UnreachableError

if TYPE_CHECKING:
    from httpx2 import Client
    from httpx2.websockets import WebSocketSession

_EXECUTION: Final = ("v5.channel.k8s.io", "v4.channel.k8s.io")
"""Neither is relied upon to close the standard input: what is written there ends the command."""
_FORWARDING: Final = ("v4.channel.k8s.io",)
_STDIN, _STDOUT, _STDERR, _RESULT = range(4)
_EXECUTION_SECONDS: Final = 60.0
_LOOK_SECONDS: Final = 0.5
"""How often a receiver looks whether it still waits for something: a session tells nobody of its end."""


@dataclass(frozen=True, slots=True)
class Executed:
    """How a command in a container ended, and what it wrote."""

    code: int
    out: str
    err: str


class Stream:
    """An open connection. What is sent after the other side has closed it is lost, as by TCP."""

    def __init__(self, session: "WebSocketSession") -> None:
        self._session = session
        self._closed = threading.Event()

    def send(self, channel: int, data: bytes) -> None:
        """Send bytes on a channel."""
        from httpx2.websockets import HTTPXWSException
        from wsproto.utilities import LocalProtocolError

        try:
            self._session.send_bytes(bytes([channel]) + data)
        except (HTTPXWSException, LocalProtocolError):
            return  # what the other side has said before is still to be received

    def receive(self, seconds: float | None = None) -> tuple[int, bytes] | None:
        """The next bytes and their channel; None where either side has closed the connection.

        Raises:
            TimeoutError: nothing came in time.
        """
        from httpx2.websockets import HTTPXWSException

        deadline = math.inf if seconds is None else time.monotonic() + seconds
        while not self._closed.is_set():
            try:
                left = max(0.0, deadline - time.monotonic())
                message = self._session.receive_bytes(timeout=min(left, _LOOK_SECONDS))
            except TimeoutError:
                if time.monotonic() >= deadline:
                    raise
            except HTTPXWSException:
                return None
            else:
                return message[0], message[1:]
        return None

    def close(self) -> None:
        """Let go of it; who waits to receive is told."""
        self._closed.set()
        self._session.close()


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
    from httpx2.websockets import WebSocketUpgradeError

    try:
        with client.websocket(path, params=params, subprotocols=list(protocols)) as session:
            if session.subprotocol not in protocols:
                raise UnreachableError(
                    f"{client.base_url.host} speaks none of {', '.join(protocols)}",
                    "look at what is between it and this machine",
                )
            yield Stream(session)
    except WebSocketUpgradeError as error:
        raise UnreachableError(
            f"{client.base_url.host} opens no connection into a pod: it answers"
            f" {error.response.status_code}",
            "check that the pod is there, and the roles of the kubeconfig's user: pods/exec and"
            " pods/portforward",
        ) from error


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
