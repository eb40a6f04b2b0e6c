"""The lines that a store keeps, of pods that are there or were."""

import base64
import http.client
from collections.abc import Callable, Iterable
from typing import Final

from nexus_gitops.cluster import forward
from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.kinds import SERVICE
from nexus_gitops.cluster.secrets import find_secret
from nexus_gitops.errors import RefusedError, UnreachableError
from nexus_gitops.operations import logsql, search_api
from nexus_gitops.operations.log_lines import LogLine
from nexus_gitops.operations.log_question import Question, Request
from nexus_gitops.platform import loading
from nexus_gitops.platform.log_store import HasLogStore, LogsQL, LogStore, SearchApi
from nexus_gitops.platform.project import platform

_SECONDS: Final = 60.0
_OK: Final = 200
_NOT_LET_IN: Final = 401
_PODS: Final = "--pods asks the pods themselves"


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
        return ask(port, store, password, question)


def ask(port: int, store: LogStore, password: str, question: Question) -> list[LogLine]:
    """What a store on a port of this machine answers; see `search`."""
    match store.language:
        case LogsQL():
            found = logsql.lines(_answer(port, store.user, password, logsql.request(question)))
        case SearchApi(index):
            asked = search_api.request(index, question)
            found = search_api.lines(_answer(port, store.user, password, asked))
    return _in_order(found)


def _in_order(lines: Iterable[LogLine]) -> list[LogLine]:
    return sorted(lines, key=lambda line: line.order)


def _answer(port: int, user: str, password: str, request: Request) -> str:
    credentials = base64.b64encode(f"{user}:{password}".encode()).decode()
    headers = {"Authorization": f"Basic {credentials}", "Content-Type": request.form}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("POST", request.path, request.body.encode(), headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        raise UnreachableError(
            f"the store of the logs does not answer: {str(error) or type(error).__name__}", _PODS
        ) from error
    finally:
        connection.close()
    if answer.status == _NOT_LET_IN:
        raise RefusedError(
            f"the store of the logs does not take the password of {user} in the Secret",
            f"restart its pod, or sync its Application, so that it reads the Secret anew; {_PODS}",
        )
    if answer.status != _OK:
        raise RefusedError(
            f"the store of the logs answers {answer.status}: {text.strip()[:200]}", _PODS
        )
    return text
