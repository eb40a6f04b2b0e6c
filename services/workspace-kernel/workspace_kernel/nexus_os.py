"""Asking nexus-os for a proposal, and whether it makes any."""

import asyncio
import time
from http import HTTPStatus
from typing import Any

import httpx
import orjson

from nexus_runtime import tracing
from nexus_runtime.problems import Problem
from workspace_kernel.peers import unavailable

_CONNECT_SECONDS = 2.0
_FRESH_SECONDS = 30.0


class NexusOs:
    """nexus-os, as the user who asks.

    Args:
        url: its base URL.
        seconds: how long it may take.
    """

    def __init__(self, url: str, seconds: float) -> None:
        self._client = httpx.AsyncClient(
            base_url=url, timeout=httpx.Timeout(seconds, connect=_CONNECT_SECONDS), trust_env=False
        )
        self._asking = asyncio.Lock()
        self._proposes = False
        self._asked = -_FRESH_SECONDS

    async def close(self) -> None:
        """Let go of all connections."""
        await self._client.aclose()

    async def proposes(self) -> bool:
        """Whether a model is set up, as nexus-os said at most half a minute ago."""
        async with self._asking:
            if time.monotonic() - self._asked > _FRESH_SECONDS:
                self._proposes = await self._says_it_proposes()
                self._asked = time.monotonic()
            return self._proposes

    async def _says_it_proposes(self) -> bool:
        try:
            answer = await self._client.get("/ai/capabilities", timeout=_CONNECT_SECONDS)
            document = orjson.loads(answer.content)
        except (httpx.HTTPError, orjson.JSONDecodeError):
            return False
        return (
            answer.is_success and isinstance(document, dict) and document.get("proposals") is True
        )

    async def propose(
        self, workspace_id: str, graph: bytes, request: str, authorization: str
    ) -> dict[str, Any]:
        """What a model would change: `patch`, `confidence`, `warnings` and `explanation`.

        Args:
            workspace_id: the workspace.
            graph: its graph as JSON.
            request: what the user asks for.
            authorization: the user's own header.

        Raises:
            Problem: nexus-os refused, or did not answer.
        """
        body = b'{"workspaceId":%b,"request":%b,"stream":false,"graph":%b}' % (
            orjson.dumps(workspace_id),
            orjson.dumps(request),
            graph,
        )
        headers = {"Content-Type": "application/json", **tracing.passed_on()}
        if authorization:
            headers["Authorization"] = authorization
        try:
            answer = await self._client.post("/ai/complete", content=body, headers=headers)
            document = orjson.loads(answer.content)
        except (httpx.ReadTimeout, httpx.WriteTimeout) as error:
            raise unavailable("nexus-os took too long to answer; try again") from error
        except (httpx.HTTPError, orjson.JSONDecodeError) as error:
            raise unavailable("nexus-os does not answer; try again later") from error
        if answer.is_success:
            return {
                name: document.get(name)
                for name in ("patch", "confidence", "warnings", "explanation")
            }
        retry_after = answer.headers.get("retry-after", "")
        raise Problem(
            HTTPStatus(answer.status_code),
            str(document.get("code", "unavailable")),
            str(document.get("detail", "nexus-os refused")),
            retry_after=int(retry_after) if retry_after.isdecimal() else None,
        )
