"""Logs of several pods as one, in the order of their time."""

import heapq
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.kinds import POD
from nexus_gitops.errors import NexusError
from nexus_gitops.manifests.identity import KubeObject

_NAME: Final = "app.kubernetes.io/name"
_HOLD_SECONDS: Final = 0.5
"""How long a line waits for earlier ones of other pods, while logs are followed."""
_LOOK_SECONDS: Final = 2.0

Parse = Callable[[str, str], Any]
"""Makes a line of a pod's name and its text; lines have an `order`."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of the past is wanted.

    Attributes:
        tail: lines of each container; None for all.
        since: seconds; None for all.
    """

    tail: int | None
    since: int | None


def pods_by_service(api: Api, namespaces: Iterable[str]) -> dict[str, list[KubeObject]]:
    """The pods of each service, by its name."""
    found: dict[str, list[KubeObject]] = {}
    for namespace in namespaces:
        for pod in api.list(POD, namespace):
            name = (pod["metadata"].get("labels") or {}).get(_NAME)
            if name:
                found.setdefault(name, []).append(pod)
    return found


def past(api: Api, pods: Sequence[KubeObject], extent: Extent, parse: Parse) -> Iterator[Any]:
    """The lines that were written, in the order of their time. A container that has not started
    has none.
    """
    logs = [
        [parse(place.pod, line) for line in _lines(api, place, extent)] for place in _places(pods)
    ]
    return heapq.merge(*logs, key=lambda line: line.order)


def follow(
    api: Api, pods: Callable[[], Sequence[KubeObject]], extent: Extent, parse: Parse
) -> Iterator[Any]:
    """The lines that were written and those that will be, until nobody wants more.

    Args:
        api: the cluster.
        pods: asked again and again; new ones are followed as well.
        extent: how much of the past is wanted, of the pods that are there now.
        parse: see `Parse`.
    """
    arrived: queue.SimpleQueue[tuple[float, Any]] = queue.SimpleQueue()
    known: set[_Place] = set()
    waiting: list[tuple[Any, int, float, Any]] = []
    count, next_look = 0, 0.0
    while True:
        now = time.monotonic()
        if now >= next_look:
            for place in set(_places(pods())) - known:
                wanted = Extent(None, None) if next_look else extent
                _start(api, place, wanted, parse, arrived, known)
            next_look = now + _LOOK_SECONDS
        try:
            moment, line = arrived.get(timeout=_HOLD_SECONDS / 2)
            count += 1
            heapq.heappush(waiting, (line.order, count, moment, line))
        except queue.Empty:
            pass
        while waiting and time.monotonic() - waiting[0][2] >= _HOLD_SECONDS:
            yield heapq.heappop(waiting)[3]


@dataclass(frozen=True, slots=True)
class _Place:
    """A container; one that was started anew has a log of its own."""

    namespace: str
    pod: str
    container: str
    restarts: int


def _places(pods: Iterable[KubeObject]) -> list[_Place]:
    return [
        _Place(
            pod["metadata"]["namespace"],
            pod["metadata"]["name"],
            container["name"],
            _restarts(pod, container["name"]),
        )
        for pod in pods
        for container in pod["spec"]["containers"]
    ]


def _restarts(pod: KubeObject, container: str) -> int:
    statuses = (pod.get("status") or {}).get("containerStatuses") or ()
    return sum(one.get("restartCount", 0) for one in statuses if one["name"] == container)


def _lines(api: Api, place: _Place, extent: Extent) -> list[str]:
    try:
        return list(
            api.logs(
                place.pod,
                place.namespace,
                place.container,
                tail=extent.tail,
                since=extent.since,
                follow=False,
            )
        )
    except NexusError:
        return []  # it has not started, or is gone by now


def _start(
    api: Api,
    place: _Place,
    extent: Extent,
    parse: Parse,
    arrived: "queue.SimpleQueue[tuple[float, Any]]",
    known: set[_Place],
) -> None:
    def read() -> None:
        try:
            for line in api.logs(
                place.pod,
                place.namespace,
                place.container,
                tail=extent.tail,
                since=extent.since,
                follow=True,
            ):
                arrived.put((time.monotonic(), parse(place.pod, line)))
        except NexusError:
            known.discard(place)  # it has not started: it is tried again

    known.add(place)
    threading.Thread(target=read, daemon=True).start()
