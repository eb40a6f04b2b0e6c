"""A rolling restart under an entry that keeps connections open: no request fails."""

import http.client
import json
import random
import threading
import time
from urllib.parse import urlsplit

import pytest

from nexus_testbed.fleet import Fleet
from nexus_testbed.platform import Platform

WORKERS = 6
ROUNDS = 1


class Entry:
    """One worker of an entry, with a connection to each pod that it keeps as long as it may.

    As a Service does, it makes new connections to pods that serve alone; one that it has it goes
    on to use until the pod says that it is to be the last time (RFC 9112, section 9.6).
    """

    def __init__(self, fleet: Fleet, token: str) -> None:
        self._fleet = fleet
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._kept: dict[str, http.client.HTTPConnection] = {}
        self.answers = 0
        self.last_answers = 0

    def ask(
        self, method: str, path: str, document: object = None, **headers: str
    ) -> tuple[int, bytes]:
        url = random.choice([*self._kept, *(pod.url for pod in tuple(self._fleet.pods))])
        connection = self._kept.pop(url, None)
        if connection is None:
            connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=40)
        body = None if document is None else json.dumps(document)
        connection.request(method, path, body, {**self._headers, **headers})
        answer = connection.getresponse()
        text = answer.read()
        self.answers += 1
        if answer.will_close:
            self.last_answers += 1
            connection.close()
        else:
            self._kept[url] = connection
        return answer.status, text

    def close(self) -> None:
        for connection in self._kept.values():
            connection.close()


def work(entry: Entry, over: threading.Event, faults: list[str]) -> None:
    """One user's work on one workspace, in which each change must be made once."""
    version = 0
    try:
        status, text = entry.ask("POST", "/api/workspaces", {"name": "plan"})
        path = f"/api/workspaces/{json.loads(text)['id']}/graph"
        while not over.is_set():
            panel = {"title": "", "x": version, "y": 0}
            change = [{"op": "add", "path": "/panels/p", "value": panel}]
            status, text = entry.ask("PATCH", path, change, **{"If-Match": f'"{version}"'})
            if status != 200:
                faults.append(f"PATCH of {version}: {status} {text!r}")
                return
            version = json.loads(text)["version"]
            for read in (path, "/api/workspaces"):
                status, text = entry.ask("GET", read)
                if status != 200:
                    faults.append(f"GET {read}: {status} {text!r}")
            time.sleep(0.01)
    except (OSError, http.client.HTTPException) as error:
        faults.append(repr(error))


@pytest.mark.parametrize("pods", [2])
def test_no_request_fails_over_rolling_restarts(platform: Platform, pods: int) -> None:
    settings = {"log_level": "info", "drain_seconds": "5", "tenant_requests_per_second": "100000"}
    fleet = Fleet(platform, settings, size=pods)
    fleet.wait_until_ready()
    over, faults = threading.Event(), list[str]()
    entries = [Entry(fleet, platform.token("acme", f"user-{one}")) for one in range(WORKERS)]
    workers = [threading.Thread(target=work, args=(entry, over, faults)) for entry in entries]
    for worker in workers:
        worker.start()
    try:
        for place in [*range(pods)] * ROUNDS:
            old = fleet.replace(place)
            old.terminate()
            assert old.wait() == 0
    finally:
        over.set()
        for worker, entry in zip(workers, entries, strict=True):
            worker.join()
            entry.close()
    assert faults == []
    assert sum(entry.answers for entry in entries) > 100
    # They were told, and not only lucky.
    assert sum(entry.last_answers for entry in entries) >= pods * ROUNDS
