"""From a request to a proposal: cached, collapsed, counted."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from nexus_os.completion import Completion, Question
from nexus_os.model import Model
from nexus_os.proposal import Proposal
from nexus_os.settings import Settings
from nexus_os.store import Store
from nexus_runtime.problems import Problem

GOOD = json.dumps({"patch": [{"op": "replace", "path": "/panels/orders/title", "value": "All"}]})


def run(settings: Settings, test: Callable[[Completion], Awaitable[None]]) -> None:
    async def whole() -> None:
        model, store = Model(settings), Store(settings)
        await test(Completion(settings, model, store))
        await asyncio.sleep(0.05)  # what was used is settled in a task of its own
        await model.close()
        await store.close()

    asyncio.run(whole())


async def ask(
    completion: Completion, graph: dict[str, Any], *, tenant: str = "acme", request: str = "rename"
) -> Proposal:
    return await answer(completion, await completion.prepare(tenant, graph, request))


async def answer(completion: Completion, question: Question) -> Proposal:
    *_, made = [piece async for piece in completion.answer(question)]
    assert isinstance(made, Proposal)
    return made


@pytest.fixture
def stored(configured: Callable[..., Settings], redis_server: Any) -> Callable[..., Settings]:
    def make(**changes: Any) -> Settings:
        return configured(
            redis_port=redis_server.port, redis_password=redis_server.password, **changes
        )

    return make


def test_a_good_answer_is_kept_for_its_tenant_alone(
    stored: Callable[..., Settings], endpoint: Any, graph: dict[str, Any]
) -> None:
    endpoint.script = [endpoint.says(GOOD)]

    async def test(completion: Completion) -> None:
        first, again = await ask(completion, graph), await ask(completion, graph)
        assert first == again
        assert len(endpoint.requests) == 1
        await ask(completion, graph, tenant="other")
        await ask(completion, graph, request="rename it")
        assert len(endpoint.requests) == 3

    run(stored(), test)


def test_a_useless_answer_is_not_kept(
    stored: Callable[..., Settings], endpoint: Any, graph: dict[str, Any]
) -> None:
    endpoint.script = [endpoint.says("I cannot do that."), endpoint.says(GOOD)]

    async def test(completion: Completion) -> None:
        assert (await ask(completion, graph)).patch == []
        assert len((await ask(completion, graph)).patch) == 1

    run(stored(), test)


def test_a_kept_answer_is_held_against_the_graph_of_now(
    stored: Callable[..., Settings], endpoint: Any, graph: dict[str, Any]
) -> None:
    panel = {"title": "New", "x": 0, "y": 0}
    answer = json.dumps([{"op": "add", "path": "/panels/new", "value": panel}])
    endpoint.script = [endpoint.says(answer)]

    async def test(completion: Completion) -> None:
        assert (await ask(completion, graph)).patch
        known = await completion.prepare("acme", graph, "rename")
        assert known.known == answer
        # A panel that did not fit into the context changes the graph and not the question.
        changed = graph | {"panels": graph["panels"] | {"new": panel}}
        *_, made = [piece async for piece in completion.answer(replace(known, graph=changed))]
        assert isinstance(made, Proposal)
        assert made.patch == []

    run(stored(), test)


def test_equal_requests_at_the_same_time_are_one_call(
    configured: Callable[..., Settings], endpoint: Any, graph: dict[str, Any]
) -> None:
    endpoint.script = [endpoint.says(GOOD)]

    async def test(completion: Completion) -> None:
        # Looked up before any of them is answered, which would make it a cached one.
        questions = [await completion.prepare("acme", graph, "rename") for _ in range(5)]
        made = await asyncio.gather(*(answer(completion, question) for question in questions))
        assert made == [made[0]] * 5
        assert len(endpoint.requests) == 1

    run(configured(), test)


def test_what_the_model_used_counts_against_the_tenants_day(
    stored: Callable[..., Settings], endpoint: Any, graph: dict[str, Any]
) -> None:
    endpoint.script = [endpoint.says(GOOD, usage=(900, 200))]

    async def test(completion: Completion) -> None:
        await ask(completion, graph)
        await asyncio.sleep(0.1)
        with pytest.raises(Problem) as caught:
            await ask(completion, graph, request="another")
        assert caught.value.code == "over-budget"
        # What is cached costs nothing, and another tenant has its own budget.
        await ask(completion, graph)
        await ask(completion, graph, tenant="other")

    run(stored(tenant_tokens_per_day=1000), test)


def test_an_answer_that_its_client_left_is_paid_for(
    stored: Callable[..., Settings], endpoint: Any, graph: dict[str, Any]
) -> None:
    endpoint.script = [endpoint.hangs("some text")]

    async def test(completion: Completion) -> None:
        pieces = completion.answer(await completion.prepare("acme", graph, "rename"))
        assert await anext(pieces) == "some text"
        await pieces.aclose()
        assert await asyncio.to_thread(endpoint.left.wait, 5)
        await asyncio.sleep(0.1)
        with pytest.raises(Problem):
            await ask(completion, graph, request="another")

    run(stored(tenant_tokens_per_day=500), test)


def test_an_endless_answer_is_cut(
    configured: Callable[..., Settings], endpoint: Any, graph: dict[str, Any]
) -> None:
    endpoint.script = [endpoint.says("x" * 1_000_000, size=10_000)]

    async def test(completion: Completion) -> None:
        question = await completion.prepare("acme", graph, "rename")
        *text, made = [piece async for piece in completion.answer(question)]
        assert sum(len(str(piece)) for piece in text) < 250_000
        assert made.patch == []

    run(configured(), test)
