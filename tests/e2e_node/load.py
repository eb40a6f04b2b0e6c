"""People at work: each changes a workspace of their own through the entry, and reads it back."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any, Final, Self

import httpx

from tests.e2e.conftest import Platform
from tests.e2e.patience import until
from tests.e2e_node import addresses

_USERS: Final = 8
_PAUSE_SECONDS: Final = 0.05
_PATIENCE_SECONDS: Final = 30.0
_TOKEN_SECONDS: Final = 3600
_CHANGED_BEFORE: Final = (409, 412)
"""Somebody's change came before ours: one of our own, of which we did not hear."""


@dataclass
class Work:
    """What people saw.

    Attributes:
        answers: how often each status came, or each kind of error instead of one.
        gaps: seconds from one answer that was wanted to the next, of each person; the longest.
        lost: changes that were acknowledged, and were not there afterwards.
    """

    answers: Counter[str] = field(default_factory=Counter)
    gap: float = 0.0
    lost: int = 0

    @property
    def requests(self) -> int:
        return self.answers.total()

    @property
    def failed(self) -> dict[str, int]:
        """What was not wanted, by kind."""
        wanted = {"200", *map(str, _CHANGED_BEFORE)}
        return {said: count for said, count in self.answers.items() if said not in wanted}

    def __str__(self) -> str:
        told = ", ".join(f"{count} {said}" for said, count in sorted(self.failed.items()))
        failed = sum(self.failed.values())
        return (
            f"{failed} of {self.requests} failed{f' ({told})' if told else ''},"
            f" longest gap {self.gap:.1f} s, {self.lost} changes lost"
        )


@contextmanager
def working(live: Platform) -> Iterator[Work]:
    """People work until the end of the block; then what they have is compared with what was said."""
    work, ended = Work(), Event()
    users = [_User(somebody(live), work) for _ in range(_USERS)]
    threads = [Thread(target=user.work, args=(ended,)) for user in users]
    for thread in threads:
        thread.start()
    try:
        yield work
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    with ExitStack() as closed:
        for user in users:
            closed.enter_context(user)
        for user in users:
            user.compare()


def somebody(live: Platform) -> httpx.Client:
    """Somebody at the entry; each is a tenant, as a tenant may ask a hundred times a second."""
    key = live.kube.get("v1 Secret", "nexus-secrets", live.namespace)["data"]["JWT_SECRET"]
    token = _token(base64.b64decode(key), f"load-{secrets.token_hex(6)}")
    return httpx.Client(
        base_url=f"http://{addresses.NODE}",
        headers={"Host": "localhost", "Authorization": f"Bearer {token}"},
        timeout=_PATIENCE_SECONDS,
        trust_env=False,
    )


class _User:
    """Somebody with a workspace."""

    def __init__(self, client: httpx.Client, work: Work) -> None:
        self._client = client
        self._work = work
        answer = self._client.post("/api/workspaces", json={"name": "load"})
        assert answer.status_code == 201, answer.text
        self._graph = f"/api/workspaces/{answer.json()['id']}/graph"
        self._tag = '"0"'
        self._acknowledged: set[str] = set()

    def work(self, ended: Event) -> None:
        answered = time.monotonic()
        while not ended.is_set():
            if self._change() and self._look():
                answered, before = time.monotonic(), answered
                self._work.gap = max(self._work.gap, answered - before)
            time.sleep(_PAUSE_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._client.close()

    def compare(self) -> None:
        """See that all is there that was acknowledged, once somebody serves the workspace again."""
        answers: list[httpx.Response] = []

        def is_served() -> bool:
            answers.append(self._client.get(self._graph))
            return answers[-1].is_success

        until(is_served, "pod that serves a workspace")
        self._work.lost += len(self._acknowledged - answers[-1].json()["panels"].keys())

    def _change(self) -> bool:
        name = f"p{secrets.token_hex(4)}"
        panel = {"title": name, "x": 0, "y": 0, "data": {}}
        body = [{"op": "add", "path": f"/panels/{name}", "value": panel}]
        answer = self._ask("PATCH", body, {"If-Match": self._tag})
        if answer is None:
            return False
        if answer.status_code == 200:
            self._acknowledged.add(name)
            self._tag = answer.headers["ETag"]
        return answer.status_code in (200, *_CHANGED_BEFORE)

    def _look(self) -> bool:
        answer = self._ask("GET", None, {})
        if answer is None or answer.status_code != 200:
            return False
        self._tag = answer.headers["ETag"]
        return True

    def _ask(self, method: str, body: Any, headers: dict[str, str]) -> httpx.Response | None:
        try:
            answer = self._client.request(
                method, self._graph, content=json.dumps(body) if body else None, headers=headers
            )
        except httpx.HTTPError as error:
            self._work.answers[type(error).__name__] += 1
            return None
        self._work.answers[_said(answer)] += 1
        return answer


def _said(answer: httpx.Response) -> str:
    """The status, and of a failure who told it: the kernel by a code, or the entry."""
    if answer.status_code < 500:
        return str(answer.status_code)
    problem = answer.headers.get("Content-Type", "").startswith("application/problem+json")
    return f"{answer.status_code} {answer.json()['code'] if problem else 'of the entry'}"


def _token(key: bytes, tenant: str) -> str:
    """A JSON Web Token by HS256 (RFC 7515, RFC 7519)."""
    claims = {
        "iss": "nexus",
        "sub": "load",
        "tenant": tenant,
        "role": "admin",
        "exp": int(time.time()) + _TOKEN_SECONDS,
    }
    head = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(claims)}"
    return f"{head}.{_encoded(hmac.digest(key, head.encode(), hashlib.sha256))}"


def _part(document: dict[str, Any]) -> str:
    return _encoded(json.dumps(document).encode())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
