"""Checks that settings name the database, and the user, that their server is made with."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.addresses import is_given
from nexus_gitops.checks.objects.fields import is_a, items, mapping, name, text
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import body_of, place_of
from nexus_gitops.checks.objects.pods import Container, PodTemplate
from nexus_gitops.checks.objects.routing import services
from nexus_gitops.checks.objects.selection import PodIndex
from nexus_gitops.manifests.identity import KubeObject

_IMAGE: Final = re.compile(r"(?:^|/)(?:postgres|postgresql|mysql|mariadb)(?=[:@]|$)")
_MADE: Final = re.compile(r"(?:POSTGRES|POSTGRESQL|MYSQL|MARIADB)_(?P<what>DB|DATABASE|USER)")
_PASSWORD: Final = re.compile(r"(?:POSTGRES|POSTGRESQL|MYSQL|MARIADB)_PASSWORD")
_HOST: Final = re.compile(r"(?P<what>(?:.+_|PG))HOST")
_NAMES: Final = ("DATABASE", "DB", "NAME")
_ALWAYS_THERE: Final = frozenset({"mysql", "postgres", "template1"})
_INIT_SCRIPTS: Final = "/docker-entrypoint-initdb.d"
_MAKES: Final = re.compile(r"\bcreate(?:db|user|\s+(?:database|user|role))\b", re.IGNORECASE)

_PLAIN: Final = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class _Server:
    """A database server, as its image's entry point makes it; "" for what it does not say."""

    title: str
    database: str
    user: str
    password: tuple[str, str]


def check_databases(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `database-name` and `database-user`.

    The entry point of a PostgreSQL, MySQL or MariaDB image makes one database. Who is led to
    that server by a `<name>_HOST` or a URL names that database; who has the server's password
    names its user. Nothing is said where a script of any kind may make more of them.

    Sources: https://hub.docker.com/_/postgres and https://hub.docker.com/_/mysql

    Args:
        objects: of one namespace.
    """
    index = PodIndex(objects)
    servers = _servers(objects, index)
    if not servers or _makes_more(objects, index):
        return ()
    return tuple(
        finding
        for settings, readers in _groups(objects, index)
        for finding in (*_apart(settings, readers, servers), *_in_urls(settings, servers))
    )


def _servers(objects: Sequence[KubeObject], index: PodIndex) -> Mapping[str, _Server]:
    """By the name of a Service that leads there."""
    found: dict[str, _Server] = {}
    for service in services(objects).values():
        selector = mapping(service, "spec", "selector")
        pods = index.carrying(selector) if selector else ()
        made = [
            _server(pod, container)
            for pod in pods
            for container in pod.containers
            if _IMAGE.search(text(container.body, "image"))
        ]
        if len(made) == 1:
            found[name(service)] = made[0]
    return found


def _server(pod: PodTemplate, container: Container) -> _Server:
    made = {"DATABASE": "", "USER": ""}
    password = ("", "")
    for variable in body_of(pod, container).items("env"):
        if found := _MADE.fullmatch(variable.text("name")):
            made[found["what"].replace("DB", "DATABASE")] = variable.text("value")
        if _PASSWORD.fullmatch(variable.text("name")):
            password = _source(variable)
    is_postgres = "postgres" in text(container.body, "image")
    if is_postgres and not made["USER"] and "envFrom" not in container.body:
        made["USER"] = "postgres"  # the entry point's own
    return _Server(pod.title, made["DATABASE"], made["USER"], password)


def _source(variable: Place) -> tuple[str, str]:
    reference = variable.at("valueFrom", "secretKeyRef")
    return reference.text("name"), reference.text("key")


def _makes_more(objects: Sequence[KubeObject], index: PodIndex) -> bool:
    words = [
        str(word)
        for pod in index.all
        for container in pod.containers
        for field in ("command", "args")
        for word in (container.body.get(field) or () if _is_list(container, field) else ())
    ]
    scripts = [
        str(value)
        for obj in objects
        if is_a(obj, "", "ConfigMap")
        for value in mapping(obj, "data").values()
    ]
    return any(_MAKES.search(said) for said in (*words, *scripts)) or any(
        text(mount, "mountPath").startswith(_INIT_SCRIPTS)
        for pod in index.all
        for container in pod.containers
        for _, mount in items(container.body, "volumeMounts")
    )


def _is_list(container: Container, field: str) -> bool:
    return isinstance(container.body.get(field), list)


def _groups(
    objects: Sequence[KubeObject], index: PodIndex
) -> Iterator[tuple[Mapping[str, Place], Sequence[tuple[PodTemplate, Container]]]]:
    """The settings that stand together, and the containers that get them."""
    containers = [(pod, container) for pod in index.all for container in pod.containers]
    for obj in objects:
        if is_a(obj, "", "ConfigMap"):
            readers = [(pod, one) for pod, one in containers if is_given(one, name(obj))]
            yield dict(place_of(obj).entries("data")), readers
    for pod, container in containers:
        variables = body_of(pod, container).items("env")
        yield {one.text("name"): one.at("value") for one in variables}, [(pod, container)]


def _apart(
    settings: Mapping[str, Place],
    readers: Sequence[tuple[PodTemplate, Container]],
    servers: Mapping[str, _Server],
) -> Iterator[Finding]:
    for key, host in settings.items():
        led = _HOST.fullmatch(key)
        server = servers.get(host.text().partition(".")[0])
        if led is None or server is None:
            continue
        what = led["what"]
        for last in _NAMES:
            if named := settings.get(f"{what}{last}"):
                yield from _other_database(named, named.text(), server)
        user = settings.get(f"{what}USER")
        if user and _has_password(readers, f"{what}PASSWORD", server):
            yield from _other_user(user, server)


def _has_password(
    readers: Sequence[tuple[PodTemplate, Container]], name: str, server: _Server
) -> bool:
    return all(server.password) and any(
        variable.text("name") == name and _source(variable) == server.password
        for pod, container in readers
        for variable in body_of(pod, container).items("env")
    )


def _other_user(user: Place, server: _Server) -> Iterator[Finding]:
    if _differs(user.text(), server.user):
        yield user.found(
            "database-user",
            f"is not whose password it has: {server.title} makes {server.user}",
            f"write {server.user}",
        )


def _in_urls(settings: Mapping[str, Place], servers: Mapping[str, _Server]) -> Iterator[Finding]:
    for place in settings.values():
        try:
            url = urlsplit(place.text())
            server = servers.get((url.hostname or "").partition(".")[0])
        except ValueError:
            continue
        if server and url.scheme.startswith(("postgres", "mysql", "mariadb")):
            yield from _other_database(place.bare, url.path.strip("/"), server)


def _other_database(place: Place, named: str, server: _Server) -> Iterator[Finding]:
    if _differs(named, server.database) and named not in _ALWAYS_THERE:
        yield place.found(
            "database-name",
            f"names a database that nobody makes: {server.title} makes {server.database}",
            f"write {server.database}",
        )


def _differs(named: str, made: str) -> bool:
    """Whether two names differ, as far as they are no templates of names."""
    return bool(_PLAIN.fullmatch(named) and _PLAIN.fullmatch(made)) and named != made
