"""Users of many workspaces, each of whom knows the version that is next."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx
import orjson

CHANGE, READ, LIST = "change", "read", "list"
# Of a hundred requests; a user changes more often than reads, because changes arrive live.
_MIX = ((CHANGE, 60), (READ, 35), (LIST, 5))


@dataclass
class Tally:
    """What requests took, in seconds, by what they did; and what went wrong."""

    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """All requests."""
        return sum(map(len, self.seconds.values()))


@dataclass
class User:
    """The one user who changes a workspace.

    Args:
        http: connections to all pods.
        pods: base URLs.
        headers: whom it speaks for.
        workspace: the workspace's id.
    """

    http: httpx.AsyncClient
    pods: list[str]
    headers: dict[str, str]
    workspace: str
    version: int = 0

    async def fill(self, panels: range) -> None:
        """Add panels of these numbers to the graph, and links that make them a row."""
        await self.patch(
            [
                {
                    "op": "add",
                    "path": f"/panels/p{number}",
                    "value": {
                        "title": f"Panel {number}",
                        "x": number * 240,
                        "y": 0,
                        "data": {"note": "x" * 200, "rows": [1, 2, 3]},
                    },
                }
                for number in panels
            ]
        )
        await self.patch(
            [
                {
                    "op": "add",
                    "path": f"/links/l{number}",
                    "value": {"source": f"p{number}", "target": f"p{number + 1}", "data": {}},
                }
                for number in panels[:-1]
            ]
        )

    async def act(self, tally: Tally) -> None:
        """Do one thing at a pod that chance picks, as an Ingress would."""
        (what,) = random.choices([name for name, _ in _MIX], [weight for _, weight in _MIX])  # noqa: S311 -- a load
        started = time.perf_counter()
        try:
            if what == CHANGE:
                await self.change()
            elif what == READ:
                await self.get(f"/{self.workspace}/graph")
            else:
                await self.get("?limit=50")
        except (httpx.HTTPError, RuntimeError) as error:
            tally.errors.append(f"{what}: {error!r}")
        tally.seconds[what].append(time.perf_counter() - started)

    async def change(self) -> None:
        """Replace one number of the graph."""
        value = random.randrange(10**6)  # noqa: S311 -- a load
        await self.patch([{"op": "replace", "path": "/panels/p7/x", "value": value}])

    async def patch(self, operations: list[dict[str, object]]) -> None:
        """Change the graph; raises RuntimeError where that is refused."""
        answer = await self.http.patch(
            f"{self._pod()}/api/workspaces/{self.workspace}/graph",
            content=orjson.dumps(operations),
            headers={**self.headers, "If-Match": f'"{self.version}"'},
        )
        if not answer.is_success:
            raise RuntimeError(f"{answer.status_code} {answer.text}")
        self.version = answer.json()["version"]

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """Read, with more headers; raises RuntimeError where that is refused."""
        answer = await self.http.get(
            f"{self._pod()}/api/workspaces{path}", headers={**self.headers, **headers}
        )
        if answer.is_error:
            raise RuntimeError(f"{answer.status_code} {answer.text}")
        return answer

    def _pod(self) -> str:
        return random.choice(self.pods)  # noqa: S311 -- a load


async def paced(users: list[User], *, seconds: float, per_second: float) -> Tally:
    """Have `users` act in turn, so many times a second, whether or not the last answer is there."""
    tally = Tally()
    loop = asyncio.get_running_loop()
    started = loop.time()
    turns: list[asyncio.Task[None]] = []
    busy: dict[int, asyncio.Task[None]] = {}
    number = 0
    while loop.time() - started < seconds:
        turn = number % len(users)
        # One user waits for its own answer, whose version the next change names.
        task = asyncio.create_task(_after(busy.get(turn), users[turn].act, tally))
        busy[turn] = task
        turns.append(task)
        number += 1
        await asyncio.sleep(max(0.0, started + number / per_second - loop.time()))
    await asyncio.gather(*turns)
    return tally


async def saturated(users: list[User], *, seconds: float) -> Tally:
    """Have each user act again as soon as it has its answer."""
    tally = Tally()
    end = time.perf_counter() + seconds

    async def go_on(user: User) -> None:
        while time.perf_counter() < end:
            await user.act(tally)

    await asyncio.gather(*(go_on(user) for user in users))
    return tally


async def _after(
    before: asyncio.Task[None] | None, act: Callable[[Tally], Awaitable[None]], tally: Tally
) -> None:
    if before is not None:
        await before
    await act(tally)
