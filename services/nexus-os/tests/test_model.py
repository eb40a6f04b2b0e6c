"""The endpoint as it may behave, on loopback."""

import asyncio
import time
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

import pytest

from nexus_os.chunks import Part, Usage
from nexus_os.failures import ModelFailure
from nexus_os.model import Model
from nexus_os.settings import Settings

MESSAGES = [{"role": "user", "content": "hello"}]


def ask(settings: Settings) -> list[Part]:
    async def run() -> list[Part]:
        model = Model(settings)
        try:
            return [part async for part in model.answer(MESSAGES)]
        finally:
            await model.close()

    return asyncio.run(run())


def failure(settings: Settings) -> ModelFailure:
    with pytest.raises(ModelFailure) as caught:
        ask(settings)
    return caught.value


def test_an_answer_comes_in_parts_with_what_it_used(
    configured: Callable[..., Settings], endpoint: Any
) -> None:
    endpoint.script = [endpoint.says("库存 and orders", size=4)]
    *text, usage = ask(configured(llm_api_key="the-key"))
    assert len(text) > 1
    assert "".join(map(str, text)) == "库存 and orders"
    assert usage == Usage(7, 5)
    (request,) = endpoint.requests
    assert (request["model"], request["messages"]) == ("small", MESSAGES)
    assert endpoint.headers[0]["Authorization"] == "Bearer the-key"


def test_an_endpoint_that_cannot_stream_is_understood(
    configured: Callable[..., Settings], endpoint: Any
) -> None:
    endpoint.script = [endpoint.says_at_once("all")]
    assert ask(configured()) == ["all"]


def test_credentials_in_the_url_are_sent_and_never_shown(
    configured: Callable[..., Settings], endpoint: Any
) -> None:
    endpoint.script = [endpoint.says("x")]
    settings = configured(llm_base_url=endpoint.url.replace("//", "//ann:pass-word@"))
    ask(settings)
    assert endpoint.headers[0]["Authorization"].startswith("Basic ")
    assert "pass-word" not in repr(settings) + str(Model(settings).host)


@pytest.mark.parametrize(
    "first",
    [
        lambda far: far.fails(429, Retry_After="0"),
        lambda far: far.fails(429, Retry_After=formatdate(usegmt=True)),
        lambda far: far.fails(503, Retry_After="0"),
        lambda far: far.fails(500),
        lambda far: far.sends("{broken"),
        lambda far: far.sends('{"error": {"message": "overloaded"}}'),
        lambda far: far.sends(),
    ],
)
def test_what_may_pass_is_tried_again(
    configured: Callable[..., Settings], endpoint: Any, first: Callable[[Any], Any]
) -> None:
    endpoint.script = [first(endpoint), endpoint.says("x")]
    assert ask(configured())[0] == "x"
    assert len(endpoint.requests) == 2


def test_the_next_try_is_not_before_the_endpoint_asked_for(
    configured: Callable[..., Settings], endpoint: Any
) -> None:
    times: list[float] = []
    behaviours = [endpoint.fails(429, Retry_After="1"), endpoint.says("x")]
    endpoint.script = [
        lambda handler, behave=behave: (times.append(time.monotonic()), behave(handler))
        for behave in behaviours
    ]
    ask(configured())
    assert times[1] - times[0] >= 1


@pytest.mark.parametrize(
    ("script", "code", "tries"),
    [
        (lambda far: far.fails(429, Retry_After="0"), "model-busy", 2),
        (lambda far: far.fails(429, Retry_After="3600"), "model-busy", 1),
        (lambda far: far.fails(502, Retry_After="0"), "model-failed", 2),
        (lambda far: far.fails(401), "model-refused", 1),
        (lambda far: far.fails(404), "model-refused", 1),
        (lambda far: far.fails(302, Location="http://127.0.0.1:1/"), "model-refused", 1),
        (lambda far: far.hangs(), "model-timeout", 1),
        (lambda far: far.hangs("some"), "model-timeout", 1),
        (lambda far: far.sends('{"choices":[{"delta":{"content":"some"}}]}'), "model-failed", 1),
        (
            lambda far: far.sends('{"choices":[{"delta":{"content":"some"}}]}', "{broken"),
            "model-failed",
            1,
        ),
    ],
)
def test_what_does_not_pass_is_a_problem_without_the_endpoints_words(
    configured: Callable[..., Settings],
    endpoint: Any,
    script: Callable[[Any], Any],
    code: str,
    tries: int,
) -> None:
    endpoint.script = [script(endpoint)]
    caught = failure(configured(llm_attempts=2, llm_token_seconds=0.3))
    assert caught.code == code
    assert len(endpoint.requests) == tries
    assert "secret" not in caught.detail
    assert "127.0.0.1" not in caught.detail


def test_a_client_is_told_when_to_come_back(
    configured: Callable[..., Settings], endpoint: Any
) -> None:
    endpoint.script = [endpoint.fails(429, Retry_After="3600")]
    assert failure(configured()).retry_after == 3600


def test_an_endpoint_that_is_not_there_is_a_problem(
    configured: Callable[..., Settings], unused_port: int
) -> None:
    settings = configured(llm_base_url=f"http://127.0.0.1:{unused_port}/v1", llm_attempts=1)
    assert failure(settings).code == "model-failed"


def test_an_answer_that_drips_forever_ends(
    configured: Callable[..., Settings], endpoint: Any
) -> None:
    drop = '{"choices":[{"delta":{"content":"."}}]}'

    def drip(handler: Any) -> None:
        endpoint.sends(drop)(handler)
        while not endpoint.closing.is_set():
            handler.wfile.write(f"data: {drop}\n\n".encode())
            time.sleep(0.02)

    endpoint.script = [drip]
    assert failure(configured(llm_total_seconds=0.4)).code == "model-timeout"
    assert endpoint.left.wait(5)


@pytest.mark.parametrize("missing", ["llm_base_url", "llm_model"])
def test_without_a_model_it_says_what_to_set(
    configured: Callable[..., Settings], missing: str
) -> None:
    caught = failure(configured(**{missing: ""}))
    assert (caught.status, caught.code) == (503, "no-model")
    assert "LLM_BASE_URL" in caught.detail


def test_an_endpoint_that_keeps_failing_is_left_alone(
    configured: Callable[..., Settings], endpoint: Any
) -> None:
    endpoint.script = [endpoint.fails(500)]

    async def run() -> None:
        model = Model(configured(llm_attempts=1))
        codes = []
        for _ in range(7):
            try:
                [part async for part in model.answer(MESSAGES)]
            except ModelFailure as caught:
                codes.append(caught.code)
        await model.close()
        assert codes == ["model-failed"] * 5 + ["model-unavailable"] * 2

    asyncio.run(run())
    assert len(endpoint.requests) == 5
