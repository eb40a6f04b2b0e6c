"""Addresses of Services that settings hold: in ConfigMaps, and in containers themselves."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from nexus_gitops.checks.objects.fields import is_a, items, mapping, name, text
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import body_of, place_of
from nexus_gitops.checks.objects.pods import Container, PodTemplate
from nexus_gitops.manifests.identity import KubeObject

_HOST: Final = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
_HOST_AND_PORT: Final = re.compile(r"([a-z0-9][-a-z0-9.]*):(\d{1,5})")
_NAMES_HOST: Final = re.compile(r"(?P<what>.+)_(?:HOST|HOSTNAME|ADDR|ADDRESS|SERVER)")
_PORTS: Final[Mapping[str, int]] = {
    "amqp": 5672,
    "http": 80,
    "https": 443,
    "mongodb": 27017,
    "mysql": 3306,
    "postgres": 5432,
    "postgresql": 5432,
    "redis": 6379,
    "rediss": 6379,
    "ws": 80,
    "wss": 443,
}
_HERE: Final = ("localhost", "0.0.0.0", "::")  # noqa: S104 -- not listened on
_LISTENING: Final = re.compile(r"(?:^|_)(?:BIND|LISTEN|PUBLIC|EXTERNAL)(?:_|$)|^(?:HOST|ADDR)$")
_CLUSTER: Final = ("svc", "svc.cluster.local")


@dataclass(frozen=True, slots=True)
class Address:
    """A Service that a setting names, in the form that cluster DNS resolves.

    Attributes:
        place: of the setting.
        service: first part of the name.
        namespace: that the name says; "" for the pod's own.
        port: 0 where the setting says none.
        scheme: of the URL; "" where the setting is none.
        readers: the pods that are given the setting.
    """

    place: Place
    service: str
    namespace: str
    port: int
    scheme: str
    readers: tuple[PodTemplate, ...]


def addresses(objects: Sequence[KubeObject], pods: Sequence[PodTemplate]) -> Iterator[Address]:
    """The addresses in the settings of `pods`, which are those of `objects`."""
    for obj in objects:
        if is_a(obj, "", "ConfigMap"):
            readers = tuple(pod for pod in pods if _reads(pod, name(obj)))
            yield from _in(dict(place_of(obj).entries("data")), readers)
    for pod in pods:
        for container in pod.containers:
            settings = {
                variable.text("name"): variable.at("value")
                for variable in body_of(pod, container).items("env")
            }
            yield from _in(settings, (pod,))


def _reads(pod: PodTemplate, config_map: str) -> bool:
    return any(is_given(container, config_map) for container in pod.containers)


def is_given(container: Container, config_map: str) -> bool:
    """Whether a container gets variables of the ConfigMap of that name."""
    whole = (text(source, "configMapRef", "name") for _, source in items(container.body, "envFrom"))
    single = (
        text(mapping(variable, "valueFrom", "configMapKeyRef"), "name")
        for _, variable in items(container.body, "env")
    )
    return config_map in (*whole, *single)


def _in(settings: Mapping[str, Place], readers: tuple[PodTemplate, ...]) -> Iterator[Address]:
    for key, place in settings.items():
        if _LISTENING.search(key.upper()) or "\n" in place.text():
            continue
        for host, port, scheme in _hosts(key, place.text(), settings):
            service, _, rest = host.partition(".")
            namespace, _, cluster = rest.partition(".")
            # Two parts are a Service with its namespace, where no domain ends like that.
            is_inside = not rest or cluster in _CLUSTER or ("-" in rest and "." not in rest)
            if host not in _HERE and is_inside:
                yield Address(place, service, namespace, port, scheme, readers)


def _hosts(key: str, value: str, settings: Mapping[str, Place]) -> Iterator[tuple[str, int, str]]:
    if "://" in value:
        for part in re.split(r"[\s,;]+", value):
            yield from _of_url(part)
    elif found := _HOST_AND_PORT.fullmatch(value):
        yield found[1], int(found[2]), ""
    elif (named := _NAMES_HOST.fullmatch(key.upper())) and _HOST.fullmatch(value):
        port = settings.get(f"{named['what']}_PORT")
        digits = port.text() if port else ""
        yield value, int(digits) if digits.isascii() and digits.isdecimal() else 0, ""


def _of_url(text: str) -> Iterator[tuple[str, int, str]]:
    try:
        url = urlsplit(text)
        host, port = url.hostname or "", url.port
    except ValueError:
        return
    if host and _HOST.fullmatch(host):
        yield host, port or _PORTS.get(url.scheme, 0), url.scheme
