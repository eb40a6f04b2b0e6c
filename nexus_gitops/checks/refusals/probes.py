"""Probes and lifecycle hooks.

Source: `validateProbe`, `validateHandler` and their parts in
pkg/apis/core/validation/validation.go
"""

from collections.abc import Iterator
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.formats import HEADER, PORT_NAME
from nexus_gitops.checks.objects.place import Place, negative, outside, unlike

_RULE: Final = "refused-probe"
_LARGEST_PORT: Final = 65535
_PROBES: Final = ("livenessProbe", "readinessProbe", "startupProbe")
_SECONDS: Final = (
    "initialDelaySeconds",
    "timeoutSeconds",
    "periodSeconds",
    "successThreshold",
    "failureThreshold",
)
_DEFAULT_GRACE_SECONDS: Final = 30


def check_probes_of(container: Place, grace_seconds: int | None) -> Iterator[Finding]:
    """Rule `refused-probe`, of a container whose pod gets `grace_seconds` to stop."""
    for field in _PROBES:
        probe = container.at(field)
        yield from negative(probe, *_SECONDS, rule=_RULE)
        yield from _action(probe)
        grace = probe.at("terminationGracePeriodSeconds")
        if field == "readinessProbe":
            if grace.value is not None:
                yield grace.refused(_RULE, "is not for readiness", "remove it")
        else:
            yield from outside(grace, 1, None, _RULE)
            threshold = probe.at("successThreshold")
            if threshold.number() not in (None, 0, 1):
                yield threshold.refused(_RULE, f"is not 1 on a {field}", "write 1")
    grace_period = _DEFAULT_GRACE_SECONDS if grace_seconds is None else grace_seconds
    for hook in ("postStart", "preStop"):
        yield from _action(container.at("lifecycle", hook))
        sleep = container.at("lifecycle", hook, "sleep", "seconds")
        yield from outside(sleep, 0, grace_period, _RULE)


def check_port(port: Place, rule: str) -> Iterator[Finding]:
    """The finding that a port, a number or a name, is none; an empty name is missing."""
    yield from outside(port, 1, _LARGEST_PORT, rule)
    if isinstance(port.value, str):
        yield from unlike(port, PORT_NAME, rule)


def _action(handler: Place) -> Iterator[Finding]:
    if handler.value == {}:
        yield handler.refused(_RULE, "says nothing to do", "name an action, as httpGet")
    command = handler.at("exec", "command")
    if isinstance(command.value, list) and not command.value:
        yield command.refused(_RULE, "is empty", "name the program and its arguments")
    for action in ("httpGet", "tcpSocket"):
        yield from check_port(handler.at(action, "port"), _RULE)
    yield from outside(handler.at("grpc", "port"), 1, _LARGEST_PORT, _RULE)
    for header in handler.items("httpGet", "httpHeaders"):
        yield from unlike(header.at("name"), HEADER, _RULE)
