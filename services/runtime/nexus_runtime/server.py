"""A uvicorn server that drains before it stops listening.

While it drains it answers on the connections that it has, and says on each that it is the last
answer. So an entry that keeps connections open stops using them before they are closed: one that
is closed while a request is on its way costs that request.
"""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import Context
from socket import socket
from types import FrameType

import structlog
import uvicorn
from starlette.types import ASGIApp

from nexus_runtime.connections import Config, ConnectionLimits, HttpConnection
from nexus_runtime.settings import EdgeSettings

_LOG = structlog.get_logger(__name__)
# Longer than clients keep an idle connection (httpx 5 s, nginx 60 s), so that they close it: one
# that the server closes may be closed while a request is on its way.
_KEEP_ALIVE_SECONDS = 75
_LOOK_SECONDS = 0.05
# Nobody who still leads here leaves it alone for so long.
_QUIET_SECONDS = 0.5


class Server(uvicorn.Server):
    """Serves until SIGTERM or SIGINT, drains, then shuts down; Ctrl-C once more stops at once.

    Args:
        app: the ASGI application.
        port: TCP port; 0 takes a free one.
        settings: limits of connections, and how long their last requests are waited for.
        drain: called at the first signal, while requests are still served.
        last_answers_seconds: how long answers under way have after draining.
    """

    def __init__(
        self,
        app: ASGIApp,
        port: int,
        settings: EdgeSettings,
        drain: Callable[[], Awaitable[None]],
        *,
        last_answers_seconds: int = 10,
    ) -> None:
        super().__init__(
            Config(
                app,
                ConnectionLimits.of(settings),
                host="0.0.0.0",  # noqa: S104 -- a pod is reached from outside
                port=port,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=last_answers_seconds,
            )
        )
        self._drain = drain
        self._drain_seconds = settings.drain_seconds
        self._draining: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Listen, and say where."""
        await super().startup(sockets)
        if self.started:
            bound = (sockets or self.servers[0].sockets)[0].getsockname()
            _LOG.info("listening", port=bound[1])
            # What is there by now stays. To look through it for garbage again and again would hold
            # the event loop for some 60 ms each time, and longer where cores are shared.
            gc.collect()
            gc.freeze()

    def handle_exit(self, sig: int, _frame: FrameType | None) -> None:
        """Drain at the first signal.

        Uvicorn's own would raise the signal again at the end, as if it had killed the process.
        """
        if self._draining is not None:
            self.force_exit = sig == signal.SIGINT
            return
        loop = asyncio.get_running_loop()
        # A signal comes in the midst of whatever is done; what follows belongs to no request.
        self._draining = loop.create_task(self._drain_then_exit(), context=Context())

    async def _drain_then_exit(self) -> None:
        _LOG.info("draining")
        self._say_close()
        try:
            await self._drain()
        except Exception:  # noqa: BLE001 -- whatever went wrong, the process has to end
            _LOG.exception("draining failed")
        with suppress(TimeoutError):
            async with asyncio.timeout(self._drain_seconds):
                await self._until_unused()
        self.should_exit = True

    def _say_close(self) -> None:
        assert isinstance(self.config, Config)  # noqa: S101 -- the one above
        self.config.draining = True
        for connection in self._http_connections():
            connection.drain()

    async def _until_unused(self) -> None:
        """Wait until nobody has come for a while: an entry may hear late that this pod ends."""
        state, clock = self.server_state, asyncio.get_running_loop().time
        answered, quiet_since = state.total_requests, clock()
        while clock() - quiet_since < _QUIET_SECONDS:
            await asyncio.sleep(_LOOK_SECONDS)
            if self._http_connections() or state.total_requests != answered:
                answered, quiet_since = state.total_requests, clock()

    def _http_connections(self) -> list[HttpConnection]:
        return [one for one in self.server_state.connections if isinstance(one, HttpConnection)]
