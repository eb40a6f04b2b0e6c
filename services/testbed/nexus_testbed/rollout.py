"""Users at work while pods are replaced one after the other, as a rollout does it."""

import http.client
import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from nexus_testbed.fleet import Fleet

_ANSWER_SECONDS = 40
_PAUSE_SECONDS = 0.01
# Until everybody who leads to a pod has heard that it ends.
_SPREAD_SECONDS = 0.3


@dataclass
class Outcome:
    """What users met with.

    Attributes:
        answers: all that they got.
        last_answers: those that were the last ones of their connections.
        faults: what went wrong.
    """

    answers: int = 0
    last_answers: int = 0
    faults: list[str] = field(default_factory=list)


class Connections:
    """One user's, to each address one, which is kept as long as it may be.

    Args:
        urls: where a new connection may lead to now; one that is there is used on, until the other
            side says that it is to be the last time (RFC 9112, section 9.6).
        token: whom they speak for.
        outcome: where answers are counted.
    """

    def __init__(self, urls: Callable[[], Sequence[str]], token: str, outcome: Outcome) -> None:
        self._urls = urls
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._kept: dict[str, http.client.HTTPConnection] = {}
        self._outcome = outcome

    def ask(
        self, method: str, path: str, document: object = None, **headers: str
    ) -> tuple[int, bytes]:
        """The status and the body of an answer."""
        url = random.choice([*self._kept, *self._urls()])  # noqa: S311 -- no secret
        connection = self._kept.pop(url, None)
        if connection is None:
            connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=_ANSWER_SECONDS)
        body = None if document is None else json.dumps(document)
        connection.request(method, path, body, {**self._headers, **headers})
        answer = connection.getresponse()
        text = answer.read()
        self._outcome.answers += 1
        if answer.will_close:
            self._outcome.last_answers += 1
            connection.close()
        else:
            self._kept[url] = connection
        return answer.status, text

    def close(self) -> None:
        """Close all."""
        for connection in self._kept.values():
            connection.close()


def roll(
    fleet: Fleet,
    urls: Callable[[], Sequence[str]],
    *,
    users: int,
    rounds: int,
    lead_to: Callable[[Sequence[str]], object] = lambda _urls: None,
) -> Outcome:
    """Replace every pod of a fleet, so many times, while users work.

    Args:
        fleet: pods that can serve.
        urls: where users connect to.
        users: how many; each changes and reads a workspace of its own all the time.
        rounds: how often each pod is replaced.
        lead_to: told which pods serve, a moment after one has been told to end.
    """
    over = threading.Event()
    outcomes = [Outcome() for _ in range(users)]
    workers = [
        threading.Thread(
            target=_work,
            args=(urls, fleet.platform.token("acme", f"user-{number}"), over, outcome),
        )
        for number, outcome in enumerate(outcomes)
    ]
    for worker in workers:
        worker.start()
    try:
        for place in [*range(fleet.size)] * rounds:
            old = fleet.replace(place)
            old.terminate()
            time.sleep(_SPREAD_SECONDS)
            lead_to([pod.url for pod in fleet.pods])
            if (status := old.wait()) != 0:
                raise RuntimeError(f"a pod ended with {status}")
    finally:
        over.set()
        for worker in workers:
            worker.join()
    return Outcome(
        sum(one.answers for one in outcomes),
        sum(one.last_answers for one in outcomes),
        [fault for one in outcomes for fault in one.faults],
    )


def _work(
    urls: Callable[[], Sequence[str]], token: str, over: threading.Event, outcome: Outcome
) -> None:
    """One user's work on one workspace, in which each change must be made once."""
    connections = Connections(urls, token, outcome)
    version = 0
    try:
        status, text = connections.ask("POST", "/api/workspaces", {"name": "plan"})
        path = f"/api/workspaces/{json.loads(text)['id']}/graph"
        while not over.is_set():
            panel = {"title": "", "x": version, "y": 0}
            change = [{"op": "add", "path": "/panels/p", "value": panel}]
            status, text = connections.ask("PATCH", path, change, **{"If-Match": f'"{version}"'})
            if status != 200:
                outcome.faults.append(f"PATCH of {version}: {status} {text!r}")
                return
            version = json.loads(text)["version"]
            for read in (path, "/api/workspaces"):
                status, text = connections.ask("GET", read)
                if status != 200:
                    outcome.faults.append(f"GET {read}: {status} {text!r}")
            time.sleep(_PAUSE_SECONDS)
    except (OSError, http.client.HTTPException) as error:
        outcome.faults.append(repr(error))
    finally:
        connections.close()
