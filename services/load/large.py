"""One graph as large as it may be, beside PostgreSQL alone, a small neighbour, and an attacker.

What is compared is measured by turns in one run, so that what else the machine does falls on both.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import asyncpg
import httpx
import orjson
import psutil
from load.clients import User
from load.wire import Answer, Wire

from nexus_testbed.platform import Platform
from nexus_testbed.raw import request
from nexus_testbed.service import Service

PANELS = 5_000
TURNS = 6
TURN_SECONDS = 1.5
ATTACKERS = 6
_AT_ONCE = 500
_LISTED = 50
_BAD_LINKS = orjson.dumps(
    [{"op": "add", "path": "/links", "value": {f"{number}": 0 for number in range(180_000)}}]
)
Act = Callable[[], Awaitable[object]]


@dataclass
class Large:
    """What each thing took, in seconds.

    Attributes:
        load: processes that wanted a core before all this.
        bare: a committed UPDATE by PostgreSQL's client.
        change: `replace` of one number of the large graph.
        read: the large graph.
        unchanged: the large graph, which the client has already.
        listing: 50 workspaces.
        alone: a change of a small graph, when nothing else happens.
        beside: the same, while the large graph is changed all the time.
        attacked: the same, while another tenant sends large patches that are refused.
    """

    load: float = field(default_factory=lambda: psutil.getloadavg()[0])
    bare: list[float] = field(default_factory=list)
    change: list[float] = field(default_factory=list)
    read: list[float] = field(default_factory=list)
    unchanged: list[float] = field(default_factory=list)
    listing: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    attacked: list[float] = field(default_factory=list)


class Wired:
    """A user on a connection that costs its client next to nothing.

    Args:
        user: whom it speaks for, and what of.
        wire: the connection.
    """

    def __init__(self, user: User, wire: Wire) -> None:
        self.user = user
        self.graph = f"/api/workspaces/{user.workspace}/graph"
        self._token = user.headers["Authorization"].removeprefix("Bearer ")
        self._wire = wire

    async def change(self) -> None:
        """Replace one number of the graph."""
        value = random.randrange(10**6)  # noqa: S311 -- a load
        body = b'[{"op":"replace","path":"/panels/p7/x","value":%d}]' % value
        fields = (f"Content-Length: {len(body)}", f'If-Match: "{self.user.version}"')
        answer = await self._ask("PATCH", self.graph, *fields, body=body)
        self.user.version = orjson.loads(answer.body)["version"]

    async def get(self, path: str, *fields: str) -> None:
        """Read."""
        await self._ask("GET", path, *fields)

    async def _ask(self, method: str, path: str, *fields: str, body: bytes = b"") -> Answer:
        answer = await self._wire.ask(request(method, path, *fields, token=self._token, body=body))
        if answer.status >= 400:
            raise RuntimeError(str(answer))
        return answer


async def measure(platform: Platform, pod: Service) -> Large:
    """Measure at one pod, which has nothing else to do."""
    found = Large()
    database = await asyncpg.connect(platform.postgres.url(platform.database))
    await database.execute("CREATE TABLE bare (id int PRIMARY KEY, n int)")
    await database.execute("INSERT INTO bare VALUES (1, 0)")
    async with httpx.AsyncClient(timeout=120, trust_env=False) as http:
        large_user, small_user, evil = [
            await _user(platform, http, pod, tenant) for tenant in ("large", "small", "evil")
        ]
        for _ in range(_LISTED - 1):
            await _user(platform, http, pod, "large")
        for first in range(0, PANELS, _AT_ONCE):
            await large_user.fill(range(first, first + _AT_ONCE))
        await small_user.fill(range(10))
        large = Wired(large_user, await Wire.to(pod.port))
        small = Wired(small_user, await Wire.to(pod.port))

        async def bare() -> None:
            await database.execute("UPDATE bare SET n = n + 1 WHERE id = 1")

        async def read() -> None:
            await large.get(large.graph)

        async def read_unchanged() -> None:
            await large.get(large.graph, f'If-None-Match: "{large.user.version}"')

        async def read_list() -> None:
            await large.get("/api/workspaces?limit=50")

        attacks = [_attack(evil, await Wire.to(pod.port)) for _ in range(ATTACKERS)]

        for _ in range(TURNS):
            await _repeat(bare, found.bare)
            await _repeat(large.change, found.change)
            await _repeat(small.change, found.alone)
            await _beside([large.change], small.change, found.beside)
            await _beside(attacks, small.change, found.attacked)
            await _repeat(read, found.read)
            await _repeat(read_unchanged, found.unchanged)
            await _repeat(read_list, found.listing)
    await database.close()
    return found


def _attack(evil: User, wire: Wire) -> Act:
    """A large patch that is refused."""
    token = evil.headers["Authorization"].removeprefix("Bearer ")
    fields = (f"Content-Length: {len(_BAD_LINKS)}", 'If-Match: "0"')
    path = f"/api/workspaces/{evil.workspace}/graph"
    whole = request("PATCH", path, *fields, token=token, body=_BAD_LINKS)

    async def attack() -> None:
        await wire.ask(whole)

    return attack


async def _user(platform: Platform, http: httpx.AsyncClient, pod: Service, tenant: str) -> User:
    headers = {"Authorization": f"Bearer {platform.token(tenant)}"}
    made = await http.post(f"{pod.url}/api/workspaces", json={"name": "plan"}, headers=headers)
    return User(http, [pod.url], headers, made.json()["id"])


async def _repeat(act: Act, seconds: list[float]) -> None:
    end = time.perf_counter() + TURN_SECONDS
    while (started := time.perf_counter()) < end:
        await act()
        seconds.append(time.perf_counter() - started)


async def _beside(others: list[Act], act: Act, seconds: list[float]) -> None:
    """Repeat `act` while each of the others goes on all the time."""
    tasks = [asyncio.create_task(_repeat(other, [])) for other in others]
    await _repeat(act, seconds)
    await asyncio.gather(*tasks)
