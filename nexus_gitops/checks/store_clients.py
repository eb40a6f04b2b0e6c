"""Checks that a store is asked, and guarded, by what it understands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.images import program_of, repository_of
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import body_of, place_of
from nexus_gitops.checks.objects.pods import Container, PodTemplate, pod_templates
from nexus_gitops.manifests.identity import KubeObject

_REDIS: Final = frozenset({"keydb", "redis", "valkey"})
_MYSQL: Final = frozenset({"mariadb", "mysql", "percona"})
_MONGODB: Final = frozenset({"mongo", "mongodb"})
_POSTGRES: Final = frozenset({"postgres", "postgresql"})
_CLIENTS: Final[Mapping[str, frozenset[str]]] = {
    "mariadb-admin": _MYSQL,
    "mongo": _MONGODB,
    "mongosh": _MONGODB,
    "mysqladmin": _MYSQL,
    "pg_isready": _POSTGRES,
    "psql": _POSTGRES,
    "redis-cli": _REDIS,
    "valkey-cli": _REDIS,
}
"""The stores whose images have a program."""
_STORES: Final = frozenset().union(*_CLIENTS.values())
_WORD: Final = re.compile(r"[\w-]+")
_PORT: Final = re.compile(r"(?:^| )(?:-p|--port)[ =](\d{1,5})(?= |$)")
_HAS_PASSWORD: Final = re.compile(r"requirepass|aclfile|\.conf\b|--user\b")
_TOLD: Final = re.compile(r"(?:^| )(?:-a|--pass|-u)(?: |=)|REDISCLI_AUTH|AUTH ")
_TOGETHER: Final = re.compile(r"cluster|sentinel|replica|repl|patroni|galera", re.IGNORECASE)
_PROBES: Final = ("startupProbe", "livenessProbe", "readinessProbe")
_OFFICIAL: Final = ("library/redis", "valkey/valkey")


def check_store_clients(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `store-probe`, `store-open` and `store-alone`.

    - A probe that runs a program which the image of the store lacks, asks another port, or
      gives no password where one is demanded, fails for ever.
    - The image of Redis does nothing with a password that its command does not use, and lets
      everybody in.
    - Several pods of a store that know nothing of each other have data of their own each, and
      a client finds now these, now those.

    Sources: https://www.postgresql.org/docs/current/app-pg-isready.html,
    https://redis.io/docs/latest/develop/tools/cli/ and https://hub.docker.com/_/redis
    """
    return tuple(
        finding
        for pod in pod_templates(objects)
        for container in pod.containers
        if program_of(container) in _STORES
        for finding in (
            *_probes(pod, container),
            *_open(pod, container),
            *_alone(pod, container),
        )
    )


def _probes(pod: PodTemplate, container: Container) -> Iterator[Finding]:
    body, program = body_of(pod, container), program_of(container)
    declared = {port.number("containerPort") for port in body.items("ports")}
    variables = {variable.text("name") for variable in body.items("env")}
    for field in _PROBES:
        command = body.at(field, "exec", "command")
        said = _said(command)
        used = [word for word in _WORD.findall(said) if word in _CLIENTS]
        for client in used:
            if program not in _CLIENTS[client]:
                yield command.bare.found(
                    "store-probe", f"runs {client}, which the image of {program} lacks",
                    "run what asks this store",
                )  # fmt: skip
        if used and (found := _PORT.search(said)) and declared and int(found[1]) not in declared:
            yield command.bare.found(
                "store-probe", f"asks port {found[1]}, which the container does not declare",
                "leave it out, or write the port it listens on",
            )  # fmt: skip
        is_told = "REDISCLI_AUTH" in variables or _TOLD.search(said) or body.at("envFrom").value
        if "redis-cli" in used and "requirepass" in _command(body) and not is_told:
            yield command.bare.found(
                "store-probe", "gives no password, and the server demands one",
                "set REDISCLI_AUTH in the container",
            )  # fmt: skip


def _open(pod: PodTemplate, container: Container) -> Iterator[Finding]:
    if not repository_of(container).endswith(_OFFICIAL):
        return
    body = body_of(pod, container)
    for variable in body.items("env"):
        name = variable.text("name")
        if name.endswith("PASSWORD") and not _HAS_PASSWORD.search(_command(body)):
            yield variable.bare.found(
                "store-open", f"gives {name}, with which this image does nothing, so that"
                " everybody is let in",
                "start the server with requirepass",
            )  # fmt: skip


def _alone(pod: PodTemplate, container: Container) -> Iterator[Finding]:
    replicas = place_of(pod.owner).at("spec", "replicas")
    body = body_of(pod, container)
    words = " ".join([_command(body), *(v.text("name") for v in body.items("env"))])
    if (replicas.number() or 0) > 1 and not (_TOGETHER.search(words) or body.at("envFrom").value):
        yield replicas.found(
            "store-alone", f"pods of {program_of(container)} know nothing of each other",
            "write 1, or let them replicate",
        )  # fmt: skip


def _command(body: Place) -> str:
    return " ".join((_said(body.at("command")), _said(body.at("args"))))


def _said(command: Place) -> str:
    words = command.value if isinstance(command.value, list) else []
    return " ".join(str(word) for word in words)
