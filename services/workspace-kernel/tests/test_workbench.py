"""Large patches are worked on elsewhere, by turns, and come out as small ones do."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable

import orjson
import psutil
import pytest

from nexus_runtime.graph import GraphError, GraphLimits, TooLargeError
from nexus_runtime.parts import PartedGraph, opened, rework
from workspace_kernel.hosting import worker as worker_module
from workspace_kernel.hosting.workbench import BusyError, Workbench, WorkError

LIMITS = GraphLimits()
PANEL = {"title": "A", "x": 0, "y": 0, "data": {"k": "x" * 100}}
GRAPH = orjson.dumps(
    {
        "panels": {f"p{number}": PANEL for number in range(1_000)},
        "links": {"l": {"source": "p1", "target": "p2"}},
    }
)
SMALL = orjson.dumps([{"op": "replace", "path": "/panels/p7/x", "value": 5}])
LARGE = orjson.dumps(
    [
        {"op": "remove", "path": "/links/l"},
        {"op": "add", "path": "/links/m", "value": {"source": "p3", "target": "p4"}},
        *({"op": "add", "path": f"/panels/q{number}", "value": PANEL} for number in range(500)),
    ]
)
ALL = orjson.dumps(
    [{"op": "remove", "path": "/links"}, {"op": "add", "path": "/links", "value": {}}]
)
TOO_MANY_LINKS = orjson.dumps(
    [{"op": "add", "path": "/links", "value": {f"l{number}": 0 for number in range(20_001)}}]
)


def with_workbench(body: Callable[[Workbench, PartedGraph], Awaitable[None]]) -> None:
    async def run() -> None:
        workbench = Workbench(LIMITS)
        try:
            await body(workbench, PartedGraph(await workbench.open("acme", GRAPH, [])))
        finally:
            await workbench.close()

    asyncio.run(run())


def worker() -> psutil.Process:
    """The process in which the work is done."""
    (found,) = (
        one for one in psutil.Process().children() if worker_module.__name__ in one.cmdline()
    )
    return found


@pytest.mark.parametrize("patch", [SMALL, LARGE, ALL], ids=["small", "large", "of all"])
def test_the_same_comes_out_wherever_it_is_worked_on(patch: bytes) -> None:
    async def body(workbench: Workbench, graph: PartedGraph) -> None:
        assert graph.text == GRAPH
        done = await workbench.rework("acme", graph, patch)
        assert done == rework(GRAPH, patch, LIMITS)
        graph.check(done.parts, LIMITS)
        graph.accept(done.parts)
        again = await workbench.open("acme", GRAPH, [done.patch])
        assert PartedGraph(again).text == PartedGraph(opened(GRAPH, [done.patch])).text
        assert orjson.loads(PartedGraph(again).text) == orjson.loads(graph.text)

    with_workbench(body)


@pytest.mark.parametrize(
    ("patch", "error"),
    [
        (b"[" + b" " * 20_000, GraphError),
        (TOO_MANY_LINKS, TooLargeError),
        (orjson.dumps([*orjson.loads(LARGE), {"op": "remove", "path": "/x/y"}]), GraphError),
        (orjson.dumps([{"op": "copy", "from": "/panels/p0", "path": "/panels/~2"}]), GraphError),
    ],
    ids=["no JSON", "too many links", "nowhere", "no pointer"],
)
def test_what_is_refused_elsewhere_is_refused_here(patch: bytes, error: type[GraphError]) -> None:
    async def body(workbench: Workbench, graph: PartedGraph) -> None:
        with pytest.raises(error):
            await workbench.rework("acme", graph, patch)
        assert await workbench.rework("acme", graph, LARGE) == rework(GRAPH, LARGE, LIMITS)

    with_workbench(body)


def test_a_worker_that_was_killed_is_followed_by_another() -> None:
    async def body(workbench: Workbench, graph: PartedGraph) -> None:
        worker().suspend()
        waiting = asyncio.create_task(workbench.rework("acme", graph, LARGE))
        await asyncio.sleep(0)
        os.kill(worker().pid, signal.SIGKILL)
        with pytest.raises(WorkError):
            await waiting
        assert await workbench.rework("acme", graph, LARGE) == rework(GRAPH, LARGE, LIMITS)

    with_workbench(body)


def test_nobody_gets_the_answer_to_what_another_has_given_up() -> None:
    async def body(workbench: Workbench, graph: PartedGraph) -> None:
        worker().suspend()
        given_up = asyncio.create_task(workbench.rework("acme", graph, LARGE))
        await asyncio.sleep(0.01)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        assert PartedGraph(await workbench.open("acme", GRAPH, [])).text == GRAPH

    with_workbench(body)


def test_a_tenant_with_much_to_do_waits_behind_itself() -> None:
    async def body(workbench: Workbench, graph: PartedGraph) -> None:
        worker().suspend()
        done: list[str] = []

        async def work(tenant: str) -> None:
            await workbench.rework(tenant, graph, LARGE)
            done.append(tenant)

        many = [asyncio.create_task(work("greedy")) for _ in range(8)]
        await asyncio.sleep(0.01)
        with pytest.raises(BusyError):
            await workbench.rework("greedy", graph, LARGE)
        modest = asyncio.create_task(work("modest"))
        await workbench.rework("greedy", graph, SMALL)
        await asyncio.sleep(0.01)
        worker().resume()
        await asyncio.gather(*many, modest)
        assert done.index("modest") <= 1

    with_workbench(body)


def test_the_worker_ends_with_its_kernel() -> None:
    async def body(workbench: Workbench, graph: PartedGraph) -> None:
        del graph
        process = worker()
        process.terminate()  # which it is deaf to, for its kernel finishes what is under way
        assert PartedGraph(await workbench.open("acme", GRAPH, [])).text == GRAPH
        assert worker() == process
        await workbench.close()
        assert not process.is_running()

    with_workbench(body)
