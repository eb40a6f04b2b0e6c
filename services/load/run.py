"""Three pods full of workspaces, under load: `make bench-services`.

It writes docs/benchmarks-services.md. Everything runs on this machine, the load as well.
"""

import asyncio
import platform as machine
import statistics
import time

import httpx
import psutil
from load import extremes, frames, large, throughput
from load.clients import CHANGE, LIST, READ, Tally, User, paced, saturated
from load.extremes import Sockets, memory
from load.frames import Frames
from load.large import Large
from load.report import REPORT
from load.throughput import FASTAPI, UPDATE, Throughput

from nexus_testbed.platform import Platform, migrated_platform
from nexus_testbed.rollout import Outcome
from nexus_testbed.service import Service, wait_until

PODS = 3
CAPACITY = 50
PANELS = 500
SECONDS = 60
RATE = 60
SATURATED_SECONDS = 15
SATURATED_USERS = 30
_SETTINGS = {
    "max_workspaces_per_pod": str(CAPACITY),
    "log_level": "info",
    "tenant_requests_per_second": "100000",
}


def main() -> None:
    """Measure, and write the report."""
    with migrated_platform(["max_connections=300"]) as platform:
        REPORT.write_text(asyncio.run(_measure(platform)), encoding="utf-8")


async def _measure(platform: Platform) -> str:
    load = psutil.getloadavg()[0]
    pods = [_start(platform) for _ in range(PODS)]
    empty = [memory(pod) for pod in pods]
    async with httpx.AsyncClient(
        timeout=60, limits=httpx.Limits(max_connections=200), trust_env=False
    ) as http:
        users = await _users(platform, http, pods)
        # Filled through pods that then go away, so that each graph is activated from the store.
        for user in users:
            await user.fill(range(PANELS))
        for pod in pods:
            pod.terminate()
            pod.wait()
        pods = [_start(platform) for _ in range(PODS)]
        for user in users:
            user.pods[:] = [pod.url for pod in pods]
        await asyncio.sleep(3)  # until each pod has said how empty it is

        activations = [await _activate(user) for user in users]
        full = [memory(pod) for pod in pods]
        active = [_active(pod) for pod in pods]
        steady = await paced(users, seconds=SECONDS, per_second=RATE)
        loaded = [memory(pod) for pod in pods]
        flood = await saturated(users[:SATURATED_USERS], seconds=SATURATED_SECONDS)
        drained, away = await _hand_over(platform, pods, users)
    alone = _start(platform)
    for pod in pods[1:]:
        pod.terminate()
    one_graph = await large.measure(platform, alone)
    fast = await throughput.measure(platform, alone)
    sockets = await extremes.idle_sockets(platform, alone)
    alone.terminate()
    alone.wait()
    worst = await asyncio.to_thread(extremes.worst_openings, platform, lambda: _start(platform))
    rolled = await asyncio.to_thread(extremes.rollout, platform, _SETTINGS | {"drain_seconds": "5"})
    each = statistics.mean(
        (after - before) / max(count, 1)
        for before, after, count in zip(empty, full, active, strict=True)
    )
    errors = [*steady.errors, *flood.errors]
    if errors:
        raise SystemExit(f"{len(errors)} requests failed: {errors[:5]}")
    return _report(
        steady=steady,
        flood=flood,
        activations=activations,
        active=active,
        each=each,
        largest=max(loaded),
        drained=drained,
        away=away,
        one_graph=one_graph,
        fast=fast,
        sockets=sockets,
        worst=worst,
        rolled=rolled,
        page=await asyncio.to_thread(frames.measure),
        load=load,
    )


def _start(platform: Platform) -> Service:
    pod = platform.kernel(**_SETTINGS)
    wait_until(lambda: httpx.get(f"{pod.url}/ready", trust_env=False).status_code == 200)
    return pod


async def _users(platform: Platform, http: httpx.AsyncClient, pods: list[Service]) -> list[User]:
    users = []
    for number in range(PODS * CAPACITY):
        headers = {"Authorization": f"Bearer {platform.token(f'tenant-{number % 10}')}"}
        made = await http.post(
            f"{pods[number % PODS].url}/api/workspaces", json={"name": "plan"}, headers=headers
        )
        users.append(User(http, [pod.url for pod in pods], headers, made.json()["id"]))
    return users


async def _activate(user: User) -> float:
    started = time.perf_counter()
    await user.get(f"/{user.workspace}/graph")
    return time.perf_counter() - started


async def _hand_over(
    platform: Platform, pods: list[Service], users: list[User]
) -> tuple[float, float]:
    """Seconds until a full pod has ended, and until others serve all that it had."""
    fresh = _start(platform)
    await asyncio.sleep(3)  # until it has said how empty it is
    leaving = pods[0]
    started = time.perf_counter()
    leaving.terminate()
    await asyncio.to_thread(leaving.wait)
    ended = time.perf_counter() - started
    for user in users:
        user.pods[:] = [pod.url for pod in (*pods[1:], fresh)]
    await asyncio.gather(*(user.get(f"/{user.workspace}/graph") for user in users))
    return ended, time.perf_counter() - started


def _active(pod: Service) -> int:
    for line in httpx.get(f"{pod.url}/metrics", trust_env=False).text.splitlines():
        if line.startswith("nexus_active_workspaces "):
            return int(float(line.split()[1]))
    raise LookupError("nexus_active_workspaces")


def _report(
    *,
    steady: Tally,
    flood: Tally,
    activations: list[float],
    active: list[int],
    each: float,
    largest: float,
    drained: float,
    away: float,
    one_graph: Large,
    fast: Throughput,
    sockets: Sockets,
    worst: list[float],
    rolled: Outcome,
    page: Frames,
    load: float,
) -> str:
    rows = "\n".join(
        f"| {what} | {len(steady.seconds[what])} | {_cells(steady.seconds[what])} |"
        for what in (CHANGE, READ, LIST)
    )
    return f"""# Benchmarks of the services

Written by `make bench-services` from one run, and the page's part by `make bench-page` where that alone
is measured anew; not to be edited.

{PODS} pods of workspace-kernel own {sum(active)} active workspaces ({", ".join(map(str, active))}),
each with a graph of {PANELS} panels and {PANELS - 1} links. PostgreSQL syncs to disk.

## A mixed load of {RATE} requests a second for {SECONDS} s

At a pod that chance picks, so that two of three are passed on to the owner. {steady.count} requests, {len(steady.errors)} errors.

| What | Requests | p50 ms | p95 ms | p99 ms |
| --- | --- | --- | --- | --- |
{rows}

## As fast as it goes

{SATURATED_USERS} users who ask again as soon as they are answered, for {SATURATED_SECONDS} s:
**{flood.count / SATURATED_SECONDS:.0f} requests a second**, {len(flood.errors)} errors. The load and
the stores take their part of the same cores.

## Memory

| What | MiB |
| --- | --- |
| an active workspace of {PANELS} panels, on average | {each:.2f} |
| the largest pod after the load; half of its limit is 1024 | {largest:.0f} |
| a pod before, and with {extremes.SOCKETS} live connections that say nothing | {sockets.without:.0f}, {sockets.with_all:.0f} |

## Coming and going

| What | p50 ms | p95 ms | p99 ms |
| --- | --- | --- | --- |
| reading a graph that no pod has in memory | {_cells(activations)} |
| the same with the worst content that is accepted, as large as it may be | {_cells(worst)} |

A full pod has ended **{drained:.1f} s** after SIGTERM, and {away:.1f} s after it other pods had
served all of the workspaces.

**{len(rolled.faults)} of {rolled.answers}** requests failed over {extremes.ROUNDS} rolling restarts of {extremes.PODS} pods, under
users who came through graphstudio's nginx and the address of a Service.

{_throughput_section(fast)}
{_large_section(one_graph)}
{frames.section(page)}## Where it ran

{machine.system()} on {machine.machine()}, {psutil.cpu_count()} cores for everything together, Python
{machine.python_version()}, PostgreSQL and Redis from the wheels that the tests use. When it began, the
machine's load average was {load:.0f}, of what else it did; above its cores, figures alone say little, and
ratios within a table more.
"""


def _throughput_section(fast: Throughput) -> str:
    rows = "\n".join(
        f"| {name} | {users} | {fast.a_second(what, users):.0f}"
        f" | {_cell(fast.seconds[what, users], 50)} | {_cell(fast.seconds[what, users], 99)}"
        f" | {fast.a_second(what, users) / fast.a_second(UPDATE, users):.2f}"
        f" | {fast.a_second(what, users) / fast.a_second(FASTAPI, users):.2f} |"
        for users in throughput.USERS
        for what, name in (
            (UPDATE, "a committed UPDATE, by PostgreSQL's client"),
            (FASTAPI, "FastAPI alone: an endpoint that reads its body and answers"),
            (throughput.CHANGE, "a change, each user's of a workspace of its own"),
            (throughput.READ, "reading a small graph"),
            (throughput.LIST, f"a list of {max(throughput.USERS)} workspaces"),
        )
    )
    return f"""## One pod, beside PostgreSQL and FastAPI alone

By clients that cost next to nothing, by turns in one run.

| What | users at once | a second | p50 ms | p99 ms | x UPDATE | x FastAPI |
| --- | --- | --- | --- | --- | --- | --- |
{rows}
"""


def _large_section(found: Large) -> str:
    return f"""## One graph of {large.PANELS} panels, at one pod

By one user, who asks again as soon as the answer is there; measured by turns in one run. Before it,
the machine's load average was {found.load:.0f}; where that is more than its cores, what needs several
processes waits for each of them, and the rows compare less well with the first.

| What | a second | p50 ms | p99 ms | beside |
| --- | --- | --- | --- | --- |
{_large_rows(found)}
"""


def _large_rows(found: Large) -> str:
    rows = (
        ("a committed UPDATE, by PostgreSQL's client", found.bare, found.bare),
        ("`replace` of one number", found.change, found.bare),
        ("reading all of it", found.read, found.bare),
        ("the same, which the client has already", found.unchanged, found.bare),
        ("a list of 50 workspaces", found.listing, found.bare),
        ("a change of a small graph, alone", found.alone, found.alone),
        ("the same, beside changes of the large one", found.beside, found.alone),
        (f"the same, beside {large.ATTACKERS} attackers", found.attacked, found.alone),
    )
    return "\n".join(
        f"| {what} | {1 / statistics.mean(seconds):.0f} | {_cell(seconds, 50)}"
        f" | {_cell(seconds, 99)} | {_beside(seconds, other)} |"
        for what, seconds, other in rows
    )


def _beside(seconds: list[float], other: list[float]) -> str:
    """How many times as often, and how many times as slow at the worst, as another thing."""
    often = statistics.mean(other) / statistics.mean(seconds)
    slow = statistics.quantiles(seconds, n=100)[98] / statistics.quantiles(other, n=100)[98]
    return f"{often:.2f} x a second, {slow:.2f} x p99"


def _cell(seconds: list[float], percent: int) -> str:
    return f"{statistics.quantiles(seconds, n=100)[percent - 1] * 1000:.1f}"


def _cells(seconds: list[float]) -> str:
    return " | ".join(_cell(seconds, percent) for percent in (50, 95, 99))


if __name__ == "__main__":
    main()
