"""A client that follows a workspace live, as the page does: through whatever pods go away."""

import json
import threading
from collections.abc import Callable
from typing import Any

from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import connect
from websockets.typing import Subprotocol

_IDLE = 4001
_GONE = 4404
_PAUSE_SECONDS = 0.1
_ANSWER_SECONDS = 10.0


class Follower:
    """Follows from the version at which it connects first.

    Args:
        pods: the base URL of a pod to try, anew at each call.
        workspace: the workspace's id.
        token: whom it speaks for.

    Attributes:
        changes: the patches that arrived, by version.
        faults: what the server should not have done.
    """

    def __init__(self, pods: Callable[[], str], workspace: str, token: str) -> None:
        self.changes: dict[int, Any] = {}
        self.faults: list[str] = []
        self._pods = pods
        self._workspace = workspace
        self._token = token
        self._version: int | None = None
        self._ended = threading.Event()
        self._used = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def version(self) -> int | None:
        """The version that it has arrived at; None before its first connection."""
        return self._version

    def use(self) -> None:
        """Say that its user does something, so that it comes back to a workspace that was idle."""
        self._used.set()

    def stop(self) -> None:
        """Leave."""
        self._ended.set()
        self._used.set()
        self._thread.join(_ANSWER_SECONDS * 2)

    def _run(self) -> None:
        while not self._ended.is_set():
            code = self._follow_once()
            if code == _GONE:
                return
            if code == _IDLE:
                self._used.wait()
            self._used.clear()
            self._ended.wait(_PAUSE_SECONDS)

    def _follow_once(self) -> int | None:
        """Follow until the connection ends; the code that ended it."""
        address = self._pods().replace("http", "ws", 1)
        since = "" if self._version is None else f"?since={self._version}"
        try:
            with connect(
                f"{address}/api/workspaces/{self._workspace}/live{since}",
                subprotocols=[Subprotocol("nexus.v1"), Subprotocol(f"bearer.{self._token}")],
                open_timeout=_ANSWER_SECONDS,
                close_timeout=0.5,
                ping_interval=1,
                ping_timeout=5,
                proxy=None,
            ) as socket:
                while not self._ended.is_set():
                    try:
                        self._take(json.loads(socket.recv(timeout=0.2)))
                    except TimeoutError:
                        continue
                return None
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd is not None else None
        except (OSError, TimeoutError, WebSocketException):
            return None

    def _take(self, message: dict[str, Any]) -> None:
        match message:
            case {"type": "hello", "version": int(version)}:
                if self._version is None:
                    self._version = version
            case {"type": "change", "version": int(version), "patch": patch}:
                if version != (self._version or 0) + 1:
                    self.faults.append(f"change {version} came after {self._version}")
                self._version = version
                self.changes[version] = patch
            case _:
                self.faults.append(f"unexpected: {message}")
