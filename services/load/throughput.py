"""One pod, asked by one user and by many at once, beside PostgreSQL alone and FastAPI alone.

What is compared has the same number of clients, which cost next to nothing, by turns in one run.
"""

import asyncio
import random
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import asyncpg
import httpx
import orjson
from load.wire import Wire

from nexus_testbed.loopback import free_port, wait_for_port
from nexus_testbed.platform import Platform
from nexus_testbed.raw import request
from nexus_testbed.service import Service

USERS = (1, 16)
TURNS = 4
TURN_SECONDS = 1.5
UPDATE, FASTAPI, CHANGE, READ, LIST = "update", "fastapi", "change", "read", "list"
_PANELS = 10
_ENDPOINT = """
import sys
import uvicorn
from fastapi import FastAPI, Request, Response
app = FastAPI()
@app.patch("/")
async def change(request: Request) -> Response:
    await request.body()
    return Response(b'{"version":1}', media_type="application/json")
uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="error", timeout_keep_alive=600)
"""
Act = Callable[[], Awaitable[None]]


@dataclass
class Throughput:
    """What each thing took, in seconds, by how many users at once, and how long they were at it.

    Attributes:
        seconds: of each request.
        spent: seconds of all turns.
    """

    seconds: dict[tuple[str, int], list[float]] = field(default_factory=dict)
    spent: dict[tuple[str, int], float] = field(default_factory=dict)

    def a_second(self, what: str, users: int) -> float:
        """How often a thing was done in a second."""
        return len(self.seconds[what, users]) / self.spent[what, users]


async def measure(platform: Platform, pod: Service) -> Throughput:
    """Measure at one pod, which has nothing else to do."""
    found = Throughput()
    most = max(USERS)
    url = platform.postgres.url(platform.database)
    databases = [await asyncpg.connect(url) for _ in range(most)]
    await databases[0].execute("CREATE TABLE alone (id int PRIMARY KEY, n int)")
    await databases[0].execute("INSERT INTO alone SELECT generate_series(0, $1::int), 0", most)
    token = platform.token("throughput")
    workspaces = await _workspaces(pod, token, most)
    versions = [1] * most

    def updating(number: int, _wire: Wire) -> Act:
        async def act() -> None:
            await databases[number].execute("UPDATE alone SET n = n + 1 WHERE id = $1", number)

        return act

    def asking(_number: int, wire: Wire) -> Act:
        async def act() -> None:
            await wire.ask(_patch("/", _replacement()))

        return act

    def changing(number: int, wire: Wire) -> Act:
        async def act() -> None:
            path = f"/api/workspaces/{workspaces[number]}/graph"
            match = f'If-Match: "{versions[number]}"'
            answer = await wire.ask(_patch(path, _replacement(), match, token=token))
            versions[number] = orjson.loads(answer.body)["version"]

        return act

    def getting(path: Callable[[int], str]) -> Callable[[int, Wire], Act]:
        def getter(number: int, wire: Wire) -> Act:
            async def act() -> None:
                answer = await wire.ask(request("GET", path(number), token=token))
                if answer.status != 200:
                    raise RuntimeError(str(answer))

            return act

        return getter

    with _fastapi() as bare_port:
        acts = (
            (UPDATE, bare_port, updating),
            (FASTAPI, bare_port, asking),
            (CHANGE, pod.port, changing),
            (READ, pod.port, getting(lambda one: f"/api/workspaces/{workspaces[one]}/graph")),
            (LIST, pod.port, getting(lambda _one: "/api/workspaces?limit=50")),
        )
        for _ in range(TURNS):
            for users in USERS:
                for what, port, act in acts:
                    await _turn(found, (what, users), port, act)
    for database in databases:
        await database.close()
    return found


async def _turn(
    found: Throughput, row: tuple[str, int], port: int, act: Callable[[int, Wire], Act]
) -> None:
    seconds = found.seconds.setdefault(row, [])
    wires = [await Wire.to(port) for _ in range(row[1])]
    began = time.perf_counter()
    await asyncio.gather(
        *(_repeat(act(number, wire), seconds) for number, wire in enumerate(wires))
    )
    found.spent[row] = found.spent.get(row, 0.0) + time.perf_counter() - began
    for wire in wires:
        wire.close()


async def _repeat(act: Act, seconds: list[float]) -> None:
    end = time.perf_counter() + TURN_SECONDS
    while (started := time.perf_counter()) < end:
        await act()
        seconds.append(time.perf_counter() - started)


async def _workspaces(pod: Service, token: str, many: int) -> Sequence[str]:
    made = []
    panels = [
        {"op": "add", "path": f"/panels/p{one}", "value": {"title": "Panel", "x": 0, "y": 0}}
        for one in range(_PANELS)
    ]
    async with httpx.AsyncClient(
        headers={"Authorization": f"Bearer {token}"}, trust_env=False, base_url=pod.url
    ) as http:
        for _ in range(many):
            answer = await http.post("/api/workspaces", json={"name": "plan"})
            made.append(str(answer.json()["id"]))
            await http.patch(
                f"/api/workspaces/{made[-1]}/graph",
                content=orjson.dumps(panels),
                headers={"If-Match": '"0"'},
            )
    return made


def _replacement() -> bytes:
    value = random.randrange(10**6)  # noqa: S311 -- a load
    return b'[{"op":"replace","path":"/panels/p7/x","value":%d}]' % value


def _patch(path: str, body: bytes, *headers: str, token: str | None = None) -> bytes:
    return request("PATCH", path, f"Content-Length: {len(body)}", *headers, token=token, body=body)


@contextmanager
def _fastapi() -> Iterator[int]:
    """The port of an endpoint of FastAPI that does nothing."""
    port = free_port()
    command = [sys.executable, "-c", _ENDPOINT, str(port)]
    process = subprocess.Popen(command)  # noqa: S603 -- all of it is our own
    try:
        wait_for_port(port)
        yield port
    finally:
        process.kill()
        process.wait()
