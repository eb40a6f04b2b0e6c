"""From a request to a proposal, through the model."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import orjson
import structlog

from nexus_os import context, proposal
from nexus_os.accounting import Accounting
from nexus_os.chunks import Usage
from nexus_os.counting import count
from nexus_os.extraction import LONGEST_ANSWER
from nexus_os.flights import Flights
from nexus_os.meters import CACHE
from nexus_os.model import Message, Model
from nexus_os.prompt import messages
from nexus_os.proposal import Proposal
from nexus_os.settings import Settings
from nexus_os.store import Store

_LOG = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """A request that is ready for the model.

    Attributes:
        tenant: who pays.
        graph: what the proposal is about.
        messages: what the model is asked.
        key: the same for the same tenant, model and messages.
        known: the model's answer, where it is cached.
    """

    tenant: str
    graph: dict[str, Any]
    messages: list[Message]
    key: str
    known: str | None


class Completion:
    """Asks the model, at most once for equal questions of one tenant at the same time.

    Args:
        settings: budgets and times.
        model: the model.
        store: where answers and accounts are kept.
    """

    def __init__(self, settings: Settings, model: Model, store: Store) -> None:
        self._settings = settings
        self._model = model
        self._store = store
        self._accounting = Accounting(store, settings.tenant_tokens_per_day)
        self._flights: Flights[str] = Flights()

    async def prepare(self, tenant: str, graph: dict[str, Any], request: str) -> Question:
        """The question that a request makes.

        Raises:
            Problem: it cannot be asked now: no model, its endpoint rests, the budget is used up.
        """
        if self._model.host is None:
            self._model.check()
        seen = await asyncio.to_thread(
            context.build, graph, request, self._settings.llm_context_tokens
        )
        asked = messages(seen, request)
        key = _key(tenant, self._model, asked)
        known = await self._store.get(key)
        CACHE.labels("miss" if known is None else "hit").inc()
        if known is None:
            self._model.check()
            await self._accounting.admit(tenant)
        return Question(tenant, graph, asked, key, known)

    async def answer(self, question: Question) -> AsyncGenerator[str | Proposal, None]:
        """Pieces of the model's text, then the proposal that they make.

        Raises:
            Problem: the model gave no answer, or the budget is used up.
        """
        text = question.known or ""
        if text:
            yield text
        else:
            flight = self._flights.join(question.key, lambda: self._ask(question))
            async with aclosing(flight.read()) as pieces:
                async for piece in pieces:
                    text += piece
                    yield piece
        made = await asyncio.to_thread(
            proposal.propose, question.graph, text, self._settings.graph_limits
        )
        # What led to nothing may lead to something when it is asked again.
        if made.patch and question.known is None:
            await self._store.set(question.key, text, self._settings.llm_cache_seconds)
        yield made

    async def _ask(self, question: Question) -> AsyncGenerator[str, None]:
        prompt = count("".join(message["content"] for message in question.messages))
        await self._accounting.take(question.tenant, prompt)
        pieces: list[str] = []
        length = 0
        usage: Usage | None = None
        try:
            async with aclosing(self._model.answer(question.messages)) as parts:
                async for part in parts:
                    if isinstance(part, Usage):
                        usage = part
                        continue
                    pieces.append(part)
                    length += len(part)
                    yield part
                    if length > LONGEST_ANSWER:
                        _LOG.warning("the model's answer was too long and cut off", length=length)
                        break
        finally:
            used = usage or Usage(prompt, count("".join(pieces)))
            _LOG.info(
                "model answered" if usage else "model answered in part or without usage",
                promptTokens=used.prompt,
                answerTokens=used.answer,
            )
            # In a task of its own: this one may be cancelled, and what was used has to be paid.
            settling = asyncio.create_task(
                self._accounting.settle(question.tenant, prompt, used.prompt, used.answer)
            )
            _SETTLING.add(settling)
            settling.add_done_callback(_SETTLING.discard)


# A loop holds its tasks weakly.
_SETTLING: set[asyncio.Task[None]] = set()


def _key(tenant: str, model: Model, asked: list[Message]) -> str:
    text = orjson.dumps([tenant, model.host, model.name, asked])
    return f"nexus-os:answer:{hashlib.sha256(text).hexdigest()}"
