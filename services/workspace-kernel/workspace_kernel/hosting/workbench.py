"""Where patches are worked on: what is small here and now, what may take long in another process.

The event loop serves everybody, and a parser holds it until it is through. So what may take longer
than a few milliseconds goes to a process of its own, by turns: of each tenant one piece of work at
a time, and the others behind it. A tenant that sends much waits for itself.
"""

import asyncio
import dataclasses
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

from nexus_runtime.graph import GraphError, GraphLimits, TooLargeError, parse_patch
from nexus_runtime.parts import PartedGraph, Parts, Rework, opened, rework, touched
from workspace_kernel import metrics
from workspace_kernel.hosting import worker
from workspace_kernel.hosting.frames import LENGTH, Frame, packed, parts_of_frame, unpacked

_SMALL: Final = 16_384
"""Bytes of a patch and of the parts that it names; the worst of them take some 20 ms."""

_WAITING: Final = 8
_SECONDS: Final = 30.0
_BUFFER: Final = 2**22
_MODULE: Final = "workspace_kernel.hosting.worker"
_ERRORS: Final = {worker.REFUSED: GraphError, worker.TOO_LARGE: TooLargeError}


class BusyError(Exception):
    """The tenant has enough waiting to be worked on."""


class WorkError(Exception):
    """The process that does the work went away, or takes too long."""


@dataclass
class _Queue:
    """A tenant's pieces of work, one of which has its turn."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class Workbench:
    """See the module.

    Args:
        limits: how large a graph and a patch may get.
    """

    def __init__(self, limits: GraphLimits) -> None:
        self._limits = limits
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._queues: dict[str, _Queue] = {}

    async def rework(self, tenant: str, graph: PartedGraph, patch: bytes) -> Rework:
        """What a patch makes of the parts that it names; see `nexus_runtime.parts.rework`.

        Raises:
            BusyError: the tenant has `_WAITING` patches waiting.
            WorkError: the patch could not be worked on; another try may do.
        """
        excerpt, is_small = self._excerpt(graph, patch)
        if is_small:
            return rework(excerpt, patch, self._limits)
        queue = self._queues.get(tenant)
        if queue is not None and queue.length >= _WAITING:
            raise BusyError
        order = [worker.REWORK, dataclasses.astuple(self._limits)]
        header, (kept, *entries) = await self._done(tenant, order, [excerpt, patch])
        return Rework(kept, parts_of_frame(header, entries))

    async def open(self, tenant: str, snapshot: bytes, patches: Sequence[bytes]) -> Parts:
        """The parts of a graph; see `nexus_runtime.parts.opened`.

        Raises:
            WorkError: as `rework`.
        """
        if len(snapshot) + sum(map(len, patches)) <= _SMALL:
            return opened(snapshot, patches)
        header, entries = await self._done(tenant, [worker.OPEN, None], [snapshot, *patches])
        return parts_of_frame(header, entries)

    async def close(self) -> None:
        """End the process."""
        if self._process is not None:
            await self._end(self._process)

    def _excerpt(self, graph: PartedGraph, patch: bytes) -> tuple[bytes, bool]:
        """What of the graph a patch is worked on with, and whether that is little work."""
        if len(patch) > _SMALL:
            return graph.text, False
        operations = parse_patch(patch, self._limits)
        excerpt = graph.excerpt(touched(operations))
        # A few copies of copies are as large as a graph may be.
        copies = any(operation["op"] == "copy" for operation in operations)
        return excerpt, not copies and len(excerpt) + len(patch) <= _SMALL

    async def _done(self, tenant: str, order: list[Any], blobs: Sequence[bytes]) -> Frame:
        """What the other process answers to an order."""
        started = time.monotonic()
        async with self._turn_of(tenant):
            process = await self._running()
            try:
                async with asyncio.timeout(_SECONDS):
                    frame = await _exchange(process, packed(order, blobs))
            except BaseException as error:
                # Its answer, if there is one yet, would be taken for that to the next order.
                await self._end(process)
                if isinstance(error, (OSError, EOFError, TimeoutError)):
                    raise WorkError(type(error).__name__) from error
                raise
        metrics.WORKBENCH_SECONDS.observe(time.monotonic() - started)
        (outcome, header), answer = unpacked(frame)
        if outcome in _ERRORS:
            raise _ERRORS[outcome](header)
        return header, answer

    @asynccontextmanager
    async def _turn_of(self, tenant: str) -> AsyncIterator[None]:
        queue = self._queues.setdefault(tenant, _Queue())
        queue.length += 1
        try:
            async with queue.lock, self._turn:
                yield
        finally:
            queue.length -= 1
            if not queue.length:
                del self._queues[tenant]

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", _MODULE),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                limit=_BUFFER,
            )
        return self._process

    async def _end(self, process: Process) -> None:
        self._process = None
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _exchange(process: Process, order: bytes) -> bytes:
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 -- pipes
    process.stdin.write(order)
    await process.stdin.drain()
    (size,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    return await process.stdout.readexactly(size)
