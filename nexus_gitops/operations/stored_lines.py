"""The lines that a store keeps, of pods that are there or were.

The query language is LogsQL: https://docs.victoriametrics.com/victorialogs/logsql/
"""

import base64
import http.client
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from nexus_gitops.cluster import forward
from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.kinds import SERVICE
from nexus_gitops.cluster.secrets import find_secret
from nexus_gitops.errors import RefusedError, UnreachableError
from nexus_gitops.operations.log_lines import Level, LogLine, Wanted
from nexus_gitops.platform import loading
from nexus_gitops.platform.log_store import HasLogStore, LogStore
from nexus_gitops.platform.project import platform

MOST: Final = 10_000
"""Lines of one answer; the newest."""
_SECONDS: Final = 60.0
_QUERY: Final = "/select/logsql/query"
_OK: Final = 200
_NOT_LET_IN: Final = 401
_PODS: Final = "--pods asks the pods themselves"
_OF_THE_STORE: Final = ("_time", "_msg", "_stream", "_stream_id", "stream", "timestamp", "message")
_OF_THE_POD: Final = "kubernetes."


@dataclass(frozen=True, slots=True)
class Question:
    """Which lines are asked for.

    Attributes:
        service: whose; "" for everybody's.
        tail: the newest so many; None for all, up to `MOST`.
        since: not older than so many seconds; None for any age.
        wanted: see `Wanted`.
    """

    service: str
    tail: int | None
    since: int | None
    wanted: Wanted


def store_of(api: Api, environment: str) -> LogStore | None:
    """Where the lines of an environment are; None where it keeps none, or not yet in this cluster.

    Raises:
        UnreachableError: the cluster did not answer.
    """
    ours = platform()
    if not isinstance(ours, HasLogStore):
        return None
    found = ours.log_store(loading.load(environment))
    if found is None or api.find(SERVICE, found.service, found.namespace) is None:
        return None
    return found


def search(
    api: Api, store: LogStore, question: Question, on_failure: Callable[[str], None]
) -> list[LogLine]:
    """The lines that a store has, in the order of their time.

    Args:
        api: the cluster.
        store: see `store_of`.
        question: see `Question`.
        on_failure: is told why a connection failed.

    Raises:
        UnreachableError: the cluster or the store did not answer.
        RefusedError: the store does not let us in, or does not take the question.
    """
    secret = find_secret(api, store.secret, store.namespace)
    password = secret.values.get(store.key, "") if secret else ""
    if not password:
        raise RefusedError(
            f"the Secret {store.secret} in {store.namespace} has no {store.key}",
            f"make it with nexus-gitops secrets apply; {_PODS}",
        )
    there = forward.destination_of(api, store.namespace, store.service, None)
    with forward.opened(api, there, 0, on_failure) as port:
        return ask(port, store.user, password, question)


def ask(port: int, user: str, password: str, question: Question) -> list[LogLine]:
    """What a store on a port of this machine answers; see `search`."""
    credentials = base64.b64encode(f"{user}:{password}".encode()).decode()
    headers = {
        "Authorization": f"Basic {credentials}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("POST", _QUERY, urlencode({"query": logsql(question)}), headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        raise UnreachableError(
            f"the store of the logs does not answer: {error or type(error).__name__}", _PODS
        ) from error
    finally:
        connection.close()
    if answer.status == _NOT_LET_IN:
        raise RefusedError(
            f"the store of the logs does not take the password of {user} in the Secret",
            f"restart its pod, so that it reads the Secret anew; {_PODS}",
        )
    if answer.status != _OK:
        raise RefusedError(
            f"the store of the logs answers {answer.status}: {text.strip()[:200]}", _PODS
        )
    return sorted(map(_line, map(json.loads, text.splitlines())), key=lambda line: line.order)


def logsql(question: Question) -> str:
    """The question in LogsQL: filters, then the newest of what passes them."""
    limit = MOST if question.tail is None else min(question.tail, MOST)
    return f"{' '.join(_filters(question)) or '*'} | sort by (_time) desc | limit {limit}"


def _filters(question: Question) -> Iterator[str]:
    if question.since is not None:
        yield f"_time:{question.since}s"
    for key, value in (
        ("service", question.service),
        ("workspaceId", question.wanted.workspace),
        ("userId", question.wanted.user),
    ):
        if value:
            yield f"{key}:={json.dumps(value, ensure_ascii=False)}"
    if question.wanted.level is not None:
        levels = list(Level)
        yield f"level:in({','.join(levels[levels.index(question.wanted.level) :])})"


def _line(found: Mapping[str, Any]) -> LogLine:
    said = {
        key: value
        for key, value in found.items()
        if key not in _OF_THE_STORE and not key.startswith(_OF_THE_POD)
    }
    fields = {"timestamp": found["_time"], **said, "message": found.get("_msg", "")}
    pod = str(found.get(f"{_OF_THE_POD}pod_name", ""))
    return LogLine(str(found["_time"]), pod, json.dumps(fields, ensure_ascii=False), fields)
