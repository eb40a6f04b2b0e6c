"""Equal questions at the same time are one call."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from nexus_os.flights import Flights


class Source:
    """Yields 1 and 2, and 3 once it may."""

    def __init__(self) -> None:
        self.calls = 0
        self.closed = 0
        self.go = asyncio.Event()

    async def __call__(self) -> AsyncGenerator[int, None]:
        self.calls += 1
        try:
            yield 1
            yield 2
            await self.go.wait()
            yield 3
        finally:
            self.closed += 1


async def everything(items: AsyncGenerator[int, None]) -> list[int]:
    return [item async for item in items]


def test_all_readers_get_everything_from_one_call() -> None:
    async def run() -> None:
        source, flights = Source(), Flights[int]()
        readers = [
            asyncio.create_task(everything(flights.join("key", source).read())) for _ in range(3)
        ]
        await asyncio.sleep(0.01)
        late = asyncio.create_task(everything(flights.join("key", source).read()))
        source.go.set()
        assert await asyncio.gather(*readers, late) == [[1, 2, 3]] * 4
        assert source.calls == 1
        await everything(flights.join("key", source).read())
        assert source.calls == 2

    asyncio.run(run())


def test_the_call_ends_when_its_last_reader_leaves_and_not_before() -> None:
    async def run() -> None:
        source, flights = Source(), Flights[int]()
        first, last = (flights.join("key", source).read() for _ in range(2))
        assert (await anext(first), await anext(last)) == (1, 1)
        await first.aclose()
        assert source.closed == 0
        await last.aclose()
        assert source.closed == 1
        source.go.set()
        assert await everything(flights.join("key", source).read()) == [1, 2, 3]

    asyncio.run(run())


def test_a_reader_that_is_cancelled_leaves() -> None:
    async def run() -> None:
        source, flights = Source(), Flights[int]()
        reader = asyncio.create_task(everything(flights.join("key", source).read()))
        await asyncio.sleep(0.01)
        reader.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reader
        assert source.closed == 1

    asyncio.run(run())


def test_every_reader_is_told_what_went_wrong() -> None:
    async def broken() -> AsyncGenerator[int, None]:
        yield 1
        raise ValueError("no more")

    async def run() -> None:
        flights = Flights[int]()
        readers = [everything(flights.join("key", broken).read()) for _ in range(2)]
        results = await asyncio.gather(*readers, return_exceptions=True)
        assert [str(result) for result in results] == ["no more"] * 2

    asyncio.run(run())
