"""What a Prometheus says of an environment now: which alerts fire, and who does not answer it.

It is reached by a port of one of its pods, since no NetworkPolicy lets the API server in.
Source: https://prometheus.io/docs/prometheus/latest/querying/api/
"""

import http.client
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.cluster import forward
from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.kinds import SERVICE
from nexus_gitops.errors import NexusError, UnreachableError
from nexus_gitops.platform import loading
from nexus_gitops.platform.figures import FigureStore, HasFigures
from nexus_gitops.platform.project import platform

_SECONDS: Final = 20.0
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Firing:
    """An alert that fires.

    Attributes:
        alert: its name.
        severity: as its rule has it.
        summary: what it is about.
        since: when it began, in RFC 3339.
    """

    alert: str
    severity: str
    summary: str
    since: str


@dataclass(frozen=True, slots=True)
class Down:
    """A target that did not answer last.

    Attributes:
        job: of Prometheus.
        target: the pod, or the address where there is none.
        reason: in Prometheus' words.
    """

    job: str
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class Alerts:
    """What a Prometheus says.

    Attributes:
        firing: critical ones first.
        down: by their names.
        problem: why it could not be asked; "" where it was.
    """

    firing: tuple[Firing, ...] = ()
    down: tuple[Down, ...] = ()
    problem: str = ""


def alerts(api: Api, environment: str) -> Alerts | None:
    """What the Prometheus of an environment says; None where it has none, or not yet in this cluster.

    That it cannot be asked is told and raises nothing: whoever wants to know how an environment is
    wants to know the rest, too.
    """
    ours = platform()
    store = ours.figure_store(loading.load(environment)) if isinstance(ours, HasFigures) else None
    if store is None:
        return None
    failures: list[str] = []
    try:
        if api.find(SERVICE, store.service, store.namespace) is None:
            return None
        there = forward.destination_of(api, store.namespace, store.service, store.port)
        with forward.opened(api, there, 0, failures.append) as port:
            return ask(port, store, environment)
    except NexusError as error:
        return Alerts(problem="; ".join(dict.fromkeys([*failures, error.message])))


def ask(port: int, store: FigureStore, environment: str) -> Alerts:
    """What a Prometheus on a port of this machine says.

    Raises:
        UnreachableError: it does not answer, or not as a Prometheus does.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        firing = _get(connection, "/api/v1/alerts")["alerts"]
        targets = _get(connection, "/api/v1/targets?state=active")["activeTargets"]
    except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
        raise UnreachableError(
            f"Prometheus does not answer: {str(error) or type(error).__name__}",
            "see its pod with nexus-gitops logs prometheus",
        ) from error
    finally:
        connection.close()
    return Alerts(
        tuple(sorted(_firing(firing, environment), key=_by_severity)),
        tuple(sorted(_down(targets, store), key=lambda one: (one.job, one.target))),
    )


def _get(connection: http.client.HTTPConnection, path: str) -> Mapping[str, Any]:
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != _OK:
        raise http.client.HTTPException(f"{answer.status} {answer.reason}")
    data: Mapping[str, Any] = json.loads(text)["data"]
    return data


def _firing(found: Iterable[Mapping[str, Any]], environment: str) -> Iterator[Firing]:
    for one in found:
        labels = one["labels"]
        if one["state"] == "firing" and labels.get("environment") == environment:
            yield Firing(
                labels["alertname"],
                labels.get("severity", ""),
                one.get("annotations", {}).get("summary", ""),
                one["activeAt"],
            )


def _by_severity(one: Firing) -> tuple[bool, str, str]:
    return one.severity != "critical", one.alert, one.summary


def _down(found: Iterable[Mapping[str, Any]], store: FigureStore) -> Iterator[Down]:
    for one in found:
        labels = one["labels"]
        is_ours = not store.namespaces or labels.get("namespace") in store.namespaces
        if one["health"] == "down" and is_ours:
            target = labels.get("pod") or labels.get("instance", "")
            yield Down(labels.get("job", ""), target, one.get("lastError", ""))
