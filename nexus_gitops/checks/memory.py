"""Checks that amounts of memory and CPU are what was meant."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from nexus_constructs.quantity import format_quantity
from nexus_constructs.shares import REDIS_KEYS
from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import quantity
from nexus_gitops.checks.objects.images import program_of
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import body_of, spec_of
from nexus_gitops.checks.objects.pods import PodTemplate, pod_templates
from nexus_gitops.manifests.identity import KubeObject

_MIB: Final = 1024**2
_LEAST_MEMORY: Final = 4 * _MIB
"""Below it no container starts: the runtime alone takes more."""
_MOST_CPUS: Final = 256
_SIZE: Final = r"(\d+)\s*([kmg]?)i?b?\b"
_MAXMEMORY: Final = re.compile(rf"\bmaxmemory[\s=]+{_SIZE}", re.IGNORECASE)
_REDIS: Final = re.compile(r"\b(?:redis|valkey)\b")
_POSTGRES: Final = {"shared_buffers": "128MB", "work_mem": "4MB"}
"""What PostgreSQL takes unless it is told."""
_SETTINGS: Final = (
    _MAXMEMORY,  # Redis, Valkey
    re.compile(rf"-Xmx{_SIZE}", re.IGNORECASE),  # Java
    re.compile(rf"\bshared_buffers[\s=]+{_SIZE}", re.IGNORECASE),  # PostgreSQL
    re.compile(r"--max[-_]old[-_]space[-_]size[\s=]+(\d+)(?P<mib>)", re.IGNORECASE),  # Node.js
    re.compile(r"\bGOMEMLIMIT[\s=]+(\d+)\s*([kmg]?)i?b?\b", re.IGNORECASE),  # Go
)
"""What a program may take for itself, by the programs' own documentation."""
_UNITS: Final = {"": 1, "k": 1024, "m": _MIB, "g": 1024**3}


def check_memory(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `memory-implausible`, `cpu-implausible`, `memory-above-limit` and `memory-fork`.

    `512m` of memory is half a byte, and `512` of CPU is 512 cores: both are taken, and never
    run. A program that may take more than its container has is killed in the middle: so is a
    Redis that forks to write down more than half of it, and a PostgreSQL whose connections all
    sort at once.
    Sources: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/,
    https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/ and
    https://www.postgresql.org/docs/16/runtime-config-resource.html
    """
    return tuple(
        finding
        for pod in pod_templates(objects)
        for container in pod.containers
        for finding in (
            *_implausible(body_of(pod, container)),
            *_above(body_of(pod, container)),
            *_forking(body_of(pod, container), program_of(container)),
            *_all_connected(body_of(pod, container)),
        )
    ) + tuple(finding for pod in pod_templates(objects) for finding in _volumes(pod))


def _implausible(container: Place) -> Iterator[Finding]:
    for field in ("requests", "limits"):
        memory = container.at("resources", field, "memory")
        amount = _amount(memory)
        if amount is not None and 0 < amount < _LEAST_MEMORY:
            said = f"is {float(amount):g} bytes, in which nothing starts"
            yield memory.found("memory-implausible", said, "write it as 512Mi")
        disk = container.at("resources", field, "ephemeral-storage")
        amount = _amount(disk)
        if amount is not None and 0 < amount < _MIB:
            said = f"is {float(amount):g} bytes, after which the pod is put out"
            yield disk.found("memory-implausible", said, "write it as 512Mi")
        cpu = container.at("resources", field, "cpu")
        amount = _amount(cpu)
        if amount is not None and amount > _MOST_CPUS:
            yield cpu.found(
                "cpu-implausible", "cores are more than a node has", "write thousandths as 500m"
            )


def _volumes(pod: PodTemplate) -> Iterator[Finding]:
    """What lies in a volume in memory counts for the container that wrote it."""
    limits = [_amount(body_of(pod, c).at("resources", "limits", "memory")) for c in pod.containers]
    largest = max((limit for limit in limits if limit is not None), default=None)
    for volume in spec_of(pod).items("volumes"):
        size = volume.at("emptyDir", "sizeLimit")
        amount = _amount(size)
        if amount is not None and 0 < amount < 1:
            yield size.found("memory-implausible", "is less than a byte", "write it as 64Mi")
        is_memory = volume.text("emptyDir", "medium") == "Memory"
        if is_memory and amount is not None and largest is not None and amount > largest:
            yield size.found(
                "memory-above-limit", "is above the limit of every container", "lower it"
            )


def _above(container: Place) -> Iterator[Finding]:
    limit = _amount(container.at("resources", "limits", "memory"))
    if limit is None:
        return
    for place, said in _settings(container):
        for pattern in _SETTINGS:
            if found := pattern.search(said):
                unit = "m" if "mib" in pattern.groupindex else found[2].lower()
                if int(found[1]) * _UNITS[unit] > limit:
                    yield place.bare.found(
                        "memory-above-limit",
                        f"{found[0]} is above the limit of {format_quantity(limit)}",
                        "lower it to three quarters of the limit, or raise the limit",
                    )


def _forking(container: Place, program: str) -> Iterator[Finding]:
    """A Redis whose pages are there twice while it writes them down."""
    limit = _amount(container.at("resources", "limits", "memory"))
    for place, words in _commands(container):
        said = " ".join(words)
        found = _MAXMEMORY.search(said)
        is_redis = _REDIS.search(f"{program} {said}") is not None
        if limit is None or found is None or not is_redis or not _writes(words):
            continue
        keys = int(found[1]) * _UNITS[found[2].lower()]
        if limit * REDIS_KEYS < keys <= limit:
            yield place.bare.found(
                "memory-fork",
                f"{found[0]} is more than half of the limit of {format_quantity(limit)}, and it"
                " forks to write it down",
                'write half of the limit, or nothing: --appendonly no --save ""',
            )


def _writes(words: Sequence[str]) -> bool:
    options = dict(pairwise(word.removeprefix("--").lower() for word in words))
    if options.get("appendonly") == "yes" or options.get("save"):
        return True
    may_be_told_by_file = any(word.endswith(".conf") for word in words)
    return "save" not in options and not may_be_told_by_file


def _all_connected(container: Place) -> Iterator[Finding]:
    """A PostgreSQL whose connections take, all at once, more than there is."""
    limit = _amount(container.at("resources", "limits", "memory"))
    for place, words in _commands(container):
        told = {
            name: value
            for word in words
            for name, _, value in [word.removeprefix("-c").removeprefix("--").partition("=")]
        }
        if limit is None or not {"max_connections", "work_mem"} & told.keys():
            continue
        sizes = [_size(told.get(name, unset)) for name, unset in _POSTGRES.items()]
        count = told.get("max_connections", "100")
        if None in sizes or not count.isdigit():
            continue
        shared, sorts = (size or 0 for size in sizes)
        if shared <= limit < shared + int(count) * sorts:
            yield place.bare.found(
                "memory-above-limit",
                f"{count} connections with a work_mem of {format_quantity(Fraction(sorts))} beside"
                f" shared_buffers take more than the limit of {format_quantity(limit)}",
                "lower one of them, or raise the limit",
            )


def _size(said: str) -> int | None:
    found = re.fullmatch(r"(\d+)(kB|MB|GB)", said)
    return int(found[1]) * _UNITS[found[2][0].lower()] if found else None


def _commands(container: Place) -> Iterator[tuple[Place, list[str]]]:
    for field in ("command", "args"):
        if words := [word.text() for word in container.items(field)]:
            yield container.at(field), words


def _settings(container: Place) -> Iterator[tuple[Place, str]]:
    for field, words in _commands(container):
        yield field, " ".join(words)
    for variable in container.items("env"):
        yield variable.at("value"), f"{variable.text('name')}={variable.text('value')}"


def _amount(place: Place) -> Fraction | None:
    return None if place.value is None else quantity(place.value)
