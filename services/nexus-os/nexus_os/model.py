"""A chat completion from any endpoint that speaks OpenAI's protocol.

An answer is always streamed, so that a slow start is told from a slow end and a client that left
stops the model. Until the first part has come, a failure that may pass is tried again, as late as
`Retry-After` asks. httpx instead of the `openai` client: the protocol is one POST, and the client
weighs 30 MB.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx
import orjson
import stamina
from httpx_sse import EventSource, SSEError

from nexus_os.breaker import Breaker
from nexus_os.chunks import Part, is_end, parts_of_answer, parts_of_chunk
from nexus_os.failures import ModelFailure, broken, busy, not_configured, refused, slow
from nexus_os.meters import ANSWER_SECONDS
from nexus_os.settings import Settings

_END = "[DONE]"
# Longer than this nobody waits for the next try; the client is told when to come back.
_LONGEST_PAUSE = 10

Message = dict[str, str]


class Model:
    """The configured model, or none.

    Args:
        settings: where it is, and how long it may take.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._breaker = Breaker()
        self._url: httpx.URL | None = None
        headers: dict[str, str] = {"Content-Type": "application/json"}
        auth: httpx.Auth | None = None
        if settings.llm_base_url is not None and settings.llm_model is not None:
            base = httpx.URL(settings.llm_base_url.get_secret_value())
            self._url = base.copy_with(
                userinfo=b"", path=base.path.rstrip("/") + "/chat/completions"
            )
            if settings.llm_api_key is not None:
                headers["Authorization"] = f"Bearer {settings.llm_api_key.get_secret_value()}"
            elif base.userinfo:
                auth = httpx.BasicAuth(base.username, base.password)
        self._client = httpx.AsyncClient(
            auth=auth,
            headers=headers,
            timeout=httpx.Timeout(
                settings.llm_token_seconds,
                connect=settings.llm_connect_seconds,
                pool=settings.llm_connect_seconds,
            ),
        )

    @property
    def name(self) -> str:
        """The model's name; "" where none is configured."""
        return self._settings.llm_model or ""

    @property
    def host(self) -> str | None:
        """The endpoint's host, for the log; None where no model is configured."""
        return self._url.host if self._url else None

    def check(self) -> None:
        """Raise ModelFailure (503) where no model is configured, or its endpoint rests."""
        if self._url is None:
            raise not_configured()
        self._breaker.check()

    async def answer(self, messages: list[Message]) -> AsyncGenerator[Part, None]:
        """The model's answer: pieces of its text, and what it used where the endpoint tells.

        Raises:
            ModelFailure: there is none, or it broke off.
        """
        self.check()
        started = time.perf_counter()
        outcome = "cancelled"
        try:
            with self._breaker.guard():
                deadline = asyncio.get_running_loop().time() + self._settings.llm_total_seconds
                parts, part = await self._begun(messages, deadline)
                async with aclosing(parts):
                    while part is not None:
                        yield part
                        part = await self._next(parts, deadline)
            outcome = "answered"
        except ModelFailure as failure:
            outcome = failure.code
            raise
        finally:
            ANSWER_SECONDS.labels(outcome).observe(time.perf_counter() - started)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _begun(
        self, messages: list[Message], deadline: float
    ) -> tuple[AsyncGenerator[Part, None], Part | None]:
        async for attempt in stamina.retry_context(
            on=_pause,
            attempts=self._settings.llm_attempts,
            timeout=self._settings.llm_total_seconds,
            wait_max=_LONGEST_PAUSE,
        ):
            with attempt:
                parts = self._parts(messages)
                try:
                    return parts, await self._next(parts, deadline)
                except BaseException:
                    await parts.aclose()
                    raise
        raise AssertionError("the last attempt returns or raises")

    async def _next(self, parts: AsyncGenerator[Part, None], deadline: float) -> Part | None:
        now = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(min(deadline, now + self._settings.llm_token_seconds)):
                return await anext(parts, None)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise broken("cannot be reached") from None
        except (httpx.TimeoutException, TimeoutError):
            raise slow("took too long") from None
        except httpx.HTTPError:
            raise broken("dropped the connection") from None
        except SSEError:
            raise broken("answered something other than a stream of events") from None

    async def _parts(self, messages: list[Message]) -> AsyncGenerator[Part, None]:
        assert self._url is not None  # noqa: S101 -- `check` came first
        body = {
            "model": self.name,
            "messages": messages,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        async with self._client.stream("POST", self._url, content=orjson.dumps(body)) as response:
            _check(response)
            if response.headers.get("content-type", "").startswith("application/json"):
                for part in parts_of_answer(await response.aread()):
                    yield part
                return
            ended = False
            async for event in EventSource(response).aiter_sse():
                if event.data == _END:
                    return
                for part in parts_of_chunk(event.data):
                    yield part
                ended = ended or is_end(event.data)
            if not ended:
                raise broken("broke its answer off")


def _check(response: httpx.Response) -> None:
    status = response.status_code
    after = _retry_after(response.headers.get("retry-after"))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise busy(after)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise broken(f"answered {status}", asked_pause=after)
    if status != HTTPStatus.OK:
        raise refused(status)


def _retry_after(value: str | None) -> int | None:
    """Seconds (RFC 9110, section 10.2.3), or None where the header is missing or nonsense."""
    if not value:
        return None
    if value.isascii() and value.isdecimal():
        return min(int(value[:6]), 86400)
    try:
        wait = parsedate_to_datetime(value) - datetime.now(UTC)
    except (ValueError, TypeError):
        return None
    return min(max(0, int(wait.total_seconds())), 86400)


def _pause(error: Exception) -> bool | float:
    if not isinstance(error, ModelFailure) or not error.again:
        return False
    if error.asked_pause is None:
        return True
    return error.asked_pause <= _LONGEST_PAUSE and float(error.asked_pause)
