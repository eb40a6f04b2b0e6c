"""Who asks is known before anything else: before a body is read, before a WebSocket is accepted."""

from collections.abc import Awaitable, Callable, Collection

import structlog
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from nexus_runtime.problems import Problem
from nexus_runtime.shares import Shares
from nexus_runtime.tokens import Identity

_IDENTITY = "identity"


class Gate:
    """ASGI middleware: lets nobody in without an identity, and nobody with too much under way.

    Args:
        app: what it stands before.
        identify: whom a connection speaks for; raises Problem.
        public: paths that need no identity.
        requests: what may be under way at once, WebSockets apart.
    """

    def __init__(
        self,
        app: ASGIApp,
        identify: Callable[[HTTPConnection], Awaitable[Identity]],
        public: Collection[str],
        requests: Shares,
    ) -> None:
        self._app = app
        self._identify = identify
        self._public = frozenset(public)
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See https://asgi.readthedocs.io/en/stable/specs/www.html."""
        if scope["type"] not in {"http", "websocket"} or scope["path"] in self._public:
            await self._app(scope, receive, send)
            return
        try:
            who = await self._identify(HTTPConnection(scope))
            scope.setdefault("state", {})[_IDENTITY] = who
            with structlog.contextvars.bound_contextvars(tenantId=who.tenant, userId=who.user):
                await self._pass(who, scope, receive, send)
        except Problem as problem:
            # Starlette answers a WebSocket that is not accepted yet by HTTP, too.
            await problem.response()(scope, receive, send)

    async def _pass(self, who: Identity, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        with self._requests.hold(who):
            await self._app(scope, receive, send)


def identity_of(scope: Scope) -> Identity | None:
    """Whom a connection speaks for; None where its path needs no identity."""
    found: Identity | None = scope.get("state", {}).get(_IDENTITY)
    return found
