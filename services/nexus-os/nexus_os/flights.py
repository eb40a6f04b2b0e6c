"""One call for all who ask the same at the same time, which ends when the last of them leaves."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from typing import Generic, TypeVar

T = TypeVar("T")
Source = Callable[[], AsyncGenerator[T, None]]


class Flight(Generic[T]):
    """A source that is read once, by a task, for any number of readers."""

    def __init__(self, source: Source[T]) -> None:
        self._items: list[T] = []
        self._news = asyncio.Event()
        self._readers = 0
        self.task = asyncio.create_task(self._fly(source))
        self.task.add_done_callback(lambda _: self._tell())

    async def read(self) -> AsyncGenerator[T, None]:
        """All items from the first on; raises what the source raises."""
        self._readers += 1
        position = 0
        try:
            while True:
                news = self._news
                for item in self._items[position:]:
                    position += 1
                    yield item
                if self.task.done() and position == len(self._items):
                    self.task.result()
                    return
                await news.wait()
        finally:
            self._readers -= 1
            if not self._readers and not self.task.done():
                self.task.cancel()
                with suppress(asyncio.CancelledError):
                    await asyncio.shield(self.task)

    async def _fly(self, source: Source[T]) -> None:
        async with aclosing(source()) as items:
            async for item in items:
                self._items.append(item)
                self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


class Flights(Generic[T]):
    """The flights that are under way, by what they fetch."""

    def __init__(self) -> None:
        self._flights: dict[str, Flight[T]] = {}

    def join(self, key: str, source: Source[T]) -> Flight[T]:
        """The flight for `key`: the one under way, or a new one that reads `source`."""
        flight = self._flights.get(key)
        if flight is None or flight.task.done() or flight.task.cancelling():
            flight = self._flights[key] = Flight(source)
            flight.task.add_done_callback(lambda _: self._leave(key, flight))
        return flight

    def _leave(self, key: str, flight: Flight[T]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
        if not flight.task.cancelled():
            flight.task.exception()  # read here too, for a flight that nobody reads any more
