"""Checks that settings are of the form that their names promise."""

import ipaddress
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a, items, number
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import body_of, place_of
from nexus_gitops.checks.objects.pods import Container, PodTemplate, pod_templates
from nexus_gitops.manifests.identity import KubeObject

_LEVELS: Final = frozenset(
    {
        "all", "critical", "debug", "error", "fatal", "info", "information", "none", "notice", "off",
        "panic", "silent", "trace", "verbose", "warn", "warning",
    }
)  # fmt: skip
_ADDRESS: Final = re.compile(r"(?P<what>.+)_(?:URL|URI|DSN|HOST|HOSTNAME|ADDR|ADDRESS)")
_PART: Final = re.compile(
    r"(?P<what>(?:DATABASE|DB|REDIS|CACHE|POSTGRES|MYSQL|SMTP|KAFKA|AMQP))_PORT"
)
_OWN_PORT: Final = frozenset({"HTTP_PORT", "LISTEN_PORT", "PORT", "SERVER_PORT"})
_LOCAL: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_LISTENING: Final = re.compile(r"(?:^|_)(?:BIND|LISTEN|PUBLIC|EXTERNAL|CORS|ALLOWED)(?:_|$)|^HOST$")


def check_settings(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `setting-<subject>`.

    - `url`: what is called a URL has a protocol.
    - `address`: no address of this network, which others get tomorrow, and none of the pod
      itself, where no container listens.
    - `incomplete`: a port of something whose host is said nowhere.
    - `port`: a container listens where it declares a port.
    - `level`: a level of logging that programs know.

    Source: https://12factor.net/config
    """
    pods = tuple(pod_templates(objects))
    ports = {port.number for pod in pods for port in pod.ports}
    found: list[Finding] = []
    for obj in objects:
        if is_a(obj, "", "ConfigMap"):
            found += _group(dict(place_of(obj).entries("data")), ports)
    for pod in pods:
        for container in pod.containers:
            settings = {
                variable.text("name"): variable.at("value")
                for variable in body_of(pod, container).items("env")
            }
            found += _group(settings, {port.number for port in pod.ports}, is_container=True)
            found += _own_port(pod, container)
    return tuple(found)


def _group(
    settings: Mapping[str, Place], ports: set[int], *, is_container: bool = False
) -> Iterator[Finding]:
    for name, value in settings.items():
        said = value.text().strip()
        is_level = name.upper().endswith("LOG_LEVEL") and said and not said.isdecimal()
        if is_level and said.lower() not in _LEVELS:
            yield value.found("setting-level", "is no level", "write info, debug, warn or error")
        if not _ADDRESS.fullmatch(name.upper()) or _LISTENING.search(name.upper()):
            continue
        if (
            name.upper().endswith("_URL")
            and said
            and "://" not in said
            and not said.startswith("/")
        ):
            yield value.found("setting-url", "has no protocol", "write it as http://name:port")
        host, port = _host(said)
        if host in _LOCAL and port not in ports:
            yield value.found(
                "setting-address", "is the pod itself, where nothing listens", "name the Service"
            )
        elif _is_private(host):
            yield value.found(
                "setting-address", "is an address that may be another's tomorrow",
                "name the Service",
            )  # fmt: skip
    if not is_container:
        yield from _incomplete(settings)


def _incomplete(settings: Mapping[str, Place]) -> Iterator[Finding]:
    told = {match["what"] for name in settings if (match := _ADDRESS.fullmatch(name.upper()))}
    for name, value in settings.items():
        part = _PART.fullmatch(name.upper())
        if part and part["what"] not in told:
            yield value.found(
                "setting-incomplete", f"is a port, and no {part['what']}_HOST says of what",
                f"add {part['what']}_HOST",
            )  # fmt: skip


def _own_port(pod: PodTemplate, container: Container) -> Iterator[Finding]:
    declared = {
        number(port.get("containerPort"), 0) for _, port in items(container.body, "ports")
    } - {0}
    for variable in body_of(pod, container).items("env"):
        said = variable.text("value")
        is_own = variable.text("name") in _OWN_PORT and said.isdecimal() and declared
        if is_own and int(said) not in declared:
            yield variable.at("value").found(
                "setting-port",
                "is no port that the container declares",
                f"write {' or '.join(sorted(map(str, declared)))}",
            )


def _host(said: str) -> tuple[str, int]:
    try:
        url = urlsplit(said if "://" in said else f"x://{said}")
        return url.hostname or "", url.port or 0
    except ValueError:
        return "", 0


def _is_private(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_private and not address.is_loopback and not address.is_unspecified
