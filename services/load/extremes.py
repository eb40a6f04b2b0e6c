"""What a pod must bear: clients that follow and say nothing, content at its worst, and replacement."""

import asyncio
import base64
import secrets
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import psutil

from nexus_testbed.entry import PageServer, ServiceAddress
from nexus_testbed.fleet import Fleet
from nexus_testbed.loopback import HOST
from nexus_testbed.platform import Platform
from nexus_testbed.raw import request
from nexus_testbed.rollout import Outcome, roll
from nexus_testbed.service import Service, wait_until

SOCKETS = 2_000
ROUNDS = 10
PODS = 2
OPENINGS = 20
_USERS = 50
_TENANTS = 5
_USERS_OF_ROLLOUT = 8
_LARGEST = 1_900_000
_WORST = (b"{}", b"[]", b"1e15", b'"\\ud83d\\ude00"', b'{"k":[0,null]}')
_MEBIBYTE = 2**20


@dataclass(frozen=True)
class Sockets:
    """MiB of a pod without clients, and with SOCKETS that follow and say nothing."""

    without: float
    with_all: float


async def idle_sockets(platform: Platform, pod: Service) -> Sockets:
    """What the clients of one workspace for each tenant cost the pod's memory."""
    paths = []
    async with httpx.AsyncClient(trust_env=False, base_url=pod.url) as http:
        for tenant in range(_TENANTS):
            token = platform.token(f"followers-{tenant}")
            made = await http.post(
                "/api/workspaces",
                json={"name": "plan"},
                headers={"Authorization": f"Bearer {token}"},
            )
            paths.append(f"/api/workspaces/{made.json()['id']}/live")
    before = memory(pod)
    writers = []
    for number in range(SOCKETS):
        tenant = number % _TENANTS
        token = platform.token(f"followers-{tenant}", f"user-{number // _TENANTS % _USERS}")
        reader, writer = await asyncio.open_connection(HOST, pod.port)
        writers.append(writer)
        writer.write(
            request(
                "GET",
                paths[tenant],
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                f"Sec-WebSocket-Key: {base64.b64encode(secrets.token_bytes(16)).decode()}",
                token=token,
            )
        )
        status = await reader.readline()
        if b" 101 " not in status:
            raise RuntimeError(f"socket {number}: {status!r}")
        await reader.readuntil(b'"hello"')
    found = Sockets(before, memory(pod))
    for writer in writers:
        writer.close()
    return found


def worst_openings(platform: Platform, start: Callable[[], Service]) -> list[float]:
    """Seconds until a graph is read that no pod has, with the worst content that is accepted."""
    headers = {"Authorization": f"Bearer {platform.token('worst')}"}
    pod = start()
    plans = []
    with httpx.Client(trust_env=False, timeout=60, headers=headers) as http:
        for item in _WORST:
            plan = http.post(f"{pod.url}/api/workspaces", json={"name": "worst"}).json()["id"]
            plans.append(f"/api/workspaces/{plan}/graph")
            _fill(http, pod.url + plans[-1], item)
        seconds: list[float] = []
        while len(seconds) < OPENINGS:
            pod.kill()
            pod = start()
            # Until the leases of the one that was killed are over, which is no part of opening.
            for plan in plans:
                wait_until(partial(_is_free, http, pod.url + plan.removesuffix("/graph")))
            for plan in plans:
                started = time.perf_counter()
                http.get(pod.url + plan).raise_for_status()
                seconds.append(time.perf_counter() - started)
    pod.terminate()
    pod.wait()
    return seconds


def _is_free(http: httpx.Client, url: str) -> bool:
    return http.get(url).raise_for_status().json()["active"] is False


def _fill(http: httpx.Client, url: str, item: bytes) -> None:
    """Leave as much to read and to replay as may be left."""
    panel = b'[{"op":"add","path":"/panels/p","value":{"title":"","x":0,"y":0,"data":{}}}]'
    http.patch(url, content=panel, headers={"If-Match": '"0"'})
    version, size = 1, _LARGEST
    while version < 5:
        value = b"[" + b",".join([item] * (size // 2 // (len(item) + 1))) + b"]"
        patch = b'[{"op":"add","path":"/panels/p/data/k","value":%b}]' % value
        answer = http.patch(url, content=patch, headers={"If-Match": f'"{version}"'})
        version += answer.is_success
        size -= size // 8 if answer.status_code == 413 else 0


def rollout(platform: Platform, settings: dict[str, str]) -> Outcome:
    """Users at work through nginx and a Service, over ROUNDS rolling restarts of all pods."""
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for part in ("service", "page"):
            (folder / part).mkdir()
        fleet = Fleet(platform, settings, size=PODS)
        fleet.wait_until_ready()
        service = ServiceAddress(folder / "service")
        service.lead_to([pod.url for pod in fleet.pods])
        page = PageServer(folder / "page", service.url)
        try:
            return roll(
                fleet,
                lambda: [page.url],
                users=_USERS_OF_ROLLOUT,
                rounds=ROUNDS,
                lead_to=service.lead_to,
            )
        finally:
            page.stop()
            service.stop()
            for pod in fleet.pods:
                pod.terminate()


def memory(pod: Service) -> float:
    """Resident size in MiB."""
    return float(psutil.Process(pod.process.pid).memory_info().rss / _MEBIBYTE)
