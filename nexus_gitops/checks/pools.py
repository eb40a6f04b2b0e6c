"""Checks that a database takes all connections of those that are led to it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nexus_constructs.shares import POSTGRES_RESERVED
from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.addresses import is_given
from nexus_gitops.checks.objects.fields import is_a, mapping, name
from nexus_gitops.checks.objects.images import program_of
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import body_of, place_of
from nexus_gitops.checks.objects.pods import Container, PodTemplate
from nexus_gitops.checks.objects.routing import services
from nexus_gitops.checks.objects.scaling import Replicas
from nexus_gitops.checks.objects.selection import PodIndex
from nexus_gitops.manifests.identity import KubeObject

_POSTGRES: Final = frozenset({"postgres", "postgresql"})
_MOST: Final = re.compile(r"\bmax_connections\s*=\s*(\d+)\b")
_UNLESS_SET: Final = 100
_POOL: Final = re.compile(r"(?P<what>.+_|PG)(?:POOL_SIZE|POOL_MAX|POOL_MAX_SIZE|MAX_POOL_SIZE)")
_CREDENTIALS: Final = ("PASSWORD", "URL", "URI", "DSN")


@dataclass(frozen=True, slots=True)
class _Server:
    """A PostgreSQL, and how many may connect to it beside superusers."""

    body: Place
    connections: int


@dataclass(frozen=True, slots=True)
class _Client:
    """Pods that each keep a pool of connections to a server."""

    title: str
    pods: int
    pool: int


def check_pools(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rule `database-connections`.

    Who finds no connection left waits, or fails, and it is the busiest hour. So a PostgreSQL has as
    many (`max_connections`, less those that it keeps for superusers) as all pods that are led to it
    by a `<name>_HOST` may open, each its `<name>_POOL_SIZE`, at the most that their autoscalers
    allow.
    Source: https://www.postgresql.org/docs/16/runtime-config-connection.html

    Args:
        objects: of one namespace.
    """
    index = PodIndex(objects)
    servers = _servers(objects, index)
    clients: dict[str, list[_Client]] = {}
    for host, client in _clients(objects, index) if servers else ():
        clients.setdefault(host, []).append(client)
    return tuple(
        finding
        for host, server in servers.items()
        for finding in _judged(server, clients.get(host, []))
    )


def _judged(server: _Server, clients: Sequence[_Client]) -> Iterator[Finding]:
    wanted = sum(client.pods * client.pool for client in clients)
    if wanted > server.connections:
        told = ", ".join(f"{c.title} {c.pods} x {c.pool}" for c in clients)
        yield server.body.at("args").bare.found(
            "database-connections",
            f"lets {server.connections} connect, and there may be {wanted}: {told}",
            f"raise max_connections to {wanted + POSTGRES_RESERVED}, or lower the pools",
        )


def _servers(objects: Sequence[KubeObject], index: PodIndex) -> dict[str, _Server]:
    """By the name of a Service that leads there."""
    found = {}
    for service in services(objects).values():
        selector = mapping(service, "spec", "selector")
        bodies = [
            body_of(pod, container)
            for pod in (index.carrying(selector) if selector else ())
            for container in pod.containers
            if program_of(container) in _POSTGRES
        ]
        if len(bodies) == 1:
            found[name(service)] = _Server(bodies[0], _most(bodies[0]) - POSTGRES_RESERVED)
    return found


def _most(body: Place) -> int:
    words = " ".join(word.text() for field in ("command", "args") for word in body.items(field))
    told = _MOST.search(words)
    return int(told[1]) if told else _UNLESS_SET


def _clients(objects: Sequence[KubeObject], index: PodIndex) -> Iterator[tuple[str, _Client]]:
    replicas = Replicas(objects)
    for pod in index.all:
        for container in pod.containers if pod.is_long_running else ():
            settings = _settings(objects, pod, container)
            secret = {one.text("name") for one in body_of(pod, container).items("env")}
            for key, value in settings.items():
                pool = _POOL.fullmatch(key)
                if pool is None or not value.isdecimal():
                    continue
                host = settings.get(f"{pool['what']}HOST", "").partition(".")[0]
                if secret & {f"{pool['what']}{last}" for last in _CREDENTIALS}:
                    yield host, _Client(pod.title, replicas.highest(pod.owner), int(value))


def _settings(
    objects: Sequence[KubeObject], pod: PodTemplate, container: Container
) -> dict[str, str]:
    """The plain variables of a container by name; its own win."""
    shared = {
        key: place.text()
        for obj in objects
        if is_a(obj, "", "ConfigMap") and is_given(container, name(obj))
        for key, place in place_of(obj).entries("data")
    }
    own = {one.text("name"): one.text("value") for one in body_of(pod, container).items("env")}
    return {**shared, **own}
