"""Events as they go over the wire."""

import asyncio
from collections.abc import AsyncGenerator

from nexus_os.failures import slow
from nexus_os.proposal import Proposal
from nexus_os.streams import events

MADE = Proposal([], 0.0, [], "why\nnot")


def sent(pieces: AsyncGenerator[str | Proposal, None], heartbeat: float = 60) -> str:
    async def run() -> str:
        return "".join([event.decode() async for event in events(pieces, heartbeat)])

    return asyncio.run(run())


def test_text_is_sent_as_it_comes_and_then_the_result() -> None:
    async def pieces() -> AsyncGenerator[str | Proposal, None]:
        yield "two\nlines: 库存"
        yield MADE

    assert sent(pieces()) == (
        'event: delta\ndata: {"text":"two\\nlines: 库存"}\n\n'
        'event: result\ndata: {"patch":[],"confidence":0.0,"warnings":[],"explanation":"why\\nnot"}'
        "\n\n"
    )


def test_a_problem_is_an_event() -> None:
    async def pieces() -> AsyncGenerator[str | Proposal, None]:
        yield "some"
        raise slow("took too long")

    stream = sent(pieces())
    assert stream.startswith("event: delta\n")
    assert '\n\nevent: error\ndata: {"type":"about:blank"' in stream
    assert '"code":"model-timeout"' in stream


def test_a_defect_is_an_event_that_tells_nothing_private() -> None:
    async def pieces() -> AsyncGenerator[str | Proposal, None]:
        yield "some"
        raise RuntimeError("private")

    stream = sent(pieces())
    assert '"code":"defect"' in stream
    assert "private" not in stream


def test_silence_is_filled_with_comments() -> None:
    async def pieces() -> AsyncGenerator[str | Proposal, None]:
        await asyncio.sleep(0.1)
        yield MADE

    stream = sent(pieces(), heartbeat=0.01)
    assert stream.count(": still there\n\n") > 1
    assert stream.index(": still there") < stream.index("event: result")


def test_a_reader_that_leaves_ends_the_work() -> None:
    async def run() -> None:
        ended = asyncio.Event()

        async def pieces() -> AsyncGenerator[str | Proposal, None]:
            try:
                await asyncio.sleep(60)
                yield "never"
            finally:
                ended.set()

        stream = events(pieces(), 0.01)
        assert (await anext(stream)).startswith(b":")
        await stream.aclose()
        assert ended.is_set()

    asyncio.run(run())
