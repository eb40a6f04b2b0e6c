"""Checks that long-running containers can be asked how they are, and get time to stop."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.objects.fields import items, mapping, number, shown, text
from nexus_gitops.checks.objects.pods import HANDLERS, Container, PodTemplate, Role, pod_templates
from nexus_gitops.manifests.identity import KubeObject

_ACTIONS: Final = frozenset({"exec", "grpc", "httpGet", "sleep", "tcpSocket"})
_REQUIRED: Final = ("readinessProbe", "livenessProbe")
_PROBES: Final = ("startupProbe", "readinessProbe", "livenessProbe")
_DEFAULT_PERIOD_SECONDS: Final = 10
_DEFAULT_FAILURES: Final = 3
_DEADLINE_SECONDS: Final = 600
_MORE_PATIENT: Final = 3
_SHORTEST_START_SECONDS: Final = 20
"""What a process with a runtime to load and a database to reach takes on a busy node."""
_SHORTEST_PATIENCE_SECONDS: Final = 5
_DEFAULT_GRACE_SECONDS: Final = 30
_SLEEP: Final = re.compile(r"\bsleep (\d{1,9})\b", re.ASCII)


def check_probes(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `probe-missing`, `probe-action`, `probe-port`, `probe-shared-path` (a warning),
    `probe-scheme`, `probe-window`, `probe-liveness-path`, `probe-deadline` and `grace-period`.

    Readiness says "can serve", liveness "is alive": one path for both restarts a pod that
    only waits for something, unless liveness is much more patient. SIGKILL comes when the grace period is over, whatever the
    preStop hook still does, and the hook's time counts.
    Sources: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
    and .../containers/container-lifecycle-hooks/
    """
    return tuple(
        finding
        for pod in pod_templates(objects)
        for container in pod.containers
        for finding in _check(pod, container)
    )


def _check(pod: PodTemplate, container: Container) -> Iterator[Finding]:
    if pod.is_long_running and container.role in (Role.MAIN, Role.SIDECAR):
        yield from _missing(pod, container)
    yield from _actions(pod, container)
    yield from _ports(pod, container)
    yield from _shared_path(pod, container)
    yield from _schemes(pod, container)
    if pod.is_long_running:
        yield from _window(pod, container)
    yield from _grace_period(pod, container)


def _missing(pod: PodTemplate, container: Container) -> Iterator[Finding]:
    for field in _REQUIRED:
        if not mapping(container.body, field):
            yield Finding(
                object=pod.title,
                field=f"{container.path}.{field}",
                rule="probe-missing",
                message="is not set",
                fix="add one, so that Kubernetes knows when the container serves and lives",
            )


def _actions(pod: PodTemplate, container: Container) -> Iterator[Finding]:
    for handler in HANDLERS:
        body = mapping(container.body, *handler)
        named = sorted(_ACTIONS & body.keys())
        if "exec" in body and not mapping(body, "exec").get("command"):
            named.remove("exec")
        if body and len(named) != 1:
            yield Finding(
                object=pod.title,
                field=f"{container.path}.{'.'.join(handler)}",
                rule="probe-action",
                message=f"names {' and '.join(named) or 'nothing'} to do",
                fix=f"name one of {', '.join(sorted(_ACTIONS))}",
            )


def _ports(pod: PodTemplate, container: Container) -> Iterator[Finding]:
    ports = [port for _, port in items(container.body, "ports")]
    names = {text(port, "name") for port in ports} - {""}
    declared = [*names, *(port.get("containerPort") for port in ports)]
    for handler in HANDLERS:
        body = mapping(container.body, *handler)
        for action in ("httpGet", "tcpSocket", "grpc"):
            port = mapping(body, action).get("port")
            if port is None or port in declared:
                continue
            yield Finding(
                object=pod.title,
                field=f"{container.path}.{'.'.join(handler)}.{action}.port",
                rule="probe-port",
                message=f"container {container.name} declares no port {shown(port)}",
                fix=f"name one of its ports: {', '.join(sorted(names)) or 'it has none'}",
            )


def _shared_path(pod: PodTemplate, container: Container) -> Iterator[Finding]:
    alive, ready = (_http(container, field) for field in ("livenessProbe", "readinessProbe"))
    patience = [_seconds(container, field) for field in ("livenessProbe", "readinessProbe")]
    if alive and alive == ready and patience[0] < _MORE_PATIENT * patience[1]:
        yield Finding(
            object=pod.title,
            field=f"{container.path}.livenessProbe.httpGet.path",
            rule="probe-shared-path",
            message=f"{shown(alive[0])} is asked for readiness too, and as soon given up",
            fix="ask for a path that depends on nothing but the process itself, or allow it"
            f" {_MORE_PATIENT} times as long",
            severity=Severity.WARNING,
        )


def _http(container: Container, probe: str) -> tuple[Any, Any] | None:
    action = mapping(container.body, probe, "httpGet")
    return (action.get("path", "/"), action.get("port")) if action else None


def _seconds(container: Container, probe: str) -> int:
    """After which a probe that fails is acted on."""
    body = mapping(container.body, probe)
    period = number(body.get("periodSeconds"), 0) or _DEFAULT_PERIOD_SECONDS
    return period * (number(body.get("failureThreshold"), 0) or _DEFAULT_FAILURES)


def _schemes(pod: PodTemplate, container: Container) -> Iterator[Finding]:
    """A port speaks HTTP or HTTPS, whoever asks."""
    first: dict[str, Any] = {"http": "HTTP"}
    for probe in _PROBES:
        action = mapping(container.body, probe, "httpGet")
        scheme, port = action.get("scheme", "HTTP"), str(action.get("port"))
        if action and first.setdefault(port, scheme) != scheme:
            yield Finding(
                object=pod.title,
                field=f"{container.path}.{probe}.httpGet.scheme",
                rule="probe-scheme",
                message=f"{shown(scheme)} is not what the port speaks, by its name or another probe",
                fix=f"write {first[port]}",
            )


def _window(pod: PodTemplate, container: Container) -> Iterator[Finding]:
    """What is killed before it had time to start never starts."""
    probe = "startupProbe" if mapping(container.body, "startupProbe") else "livenessProbe"
    body = mapping(container.body, probe)
    delay = number(body.get("initialDelaySeconds"), 0)
    seconds = delay + _seconds(container, probe)
    path = text(mapping(container.body, "livenessProbe", "httpGet"), "path")
    if "ready" in path.lower():
        yield Finding(
            object=pod.title,
            field=f"{container.path}.livenessProbe.httpGet.path",
            rule="probe-liveness-path",
            message=f"{shown(path)} tells whether it can serve, and one that only waits is killed",
            fix="ask for a path that depends on nothing but the process itself",
        )
    deadline = mapping(pod.owner, "spec").get("progressDeadlineSeconds", _DEADLINE_SECONDS)
    start = seconds if probe == "startupProbe" else 0
    is_rollout = pod.owner["kind"] == "Deployment"
    if is_rollout and 0 < number(deadline, 0) < max(start, _SHORTEST_START_SECONDS):
        yield Finding(
            object=pod.title,
            field="spec.progressDeadlineSeconds",
            rule="probe-deadline",
            message=f"{deadline} s are over before container {container.name} may have started",
            fix=f"allow more than {max(start, _SHORTEST_START_SECONDS)} s",
        )
    wait = number(mapping(container.body, "readinessProbe").get("initialDelaySeconds"), 0)
    if wait >= number(deadline, _DEADLINE_SECONDS):
        yield Finding(
            object=pod.title,
            field=f"{container.path}.readinessProbe.initialDelaySeconds",
            rule="probe-deadline",
            message=f"{wait} s are not below the {deadline} s in which a rollout must go on",
            fix="lower it",
        )
    if mapping(container.body, "livenessProbe") and (
        _seconds(container, "livenessProbe") < _SHORTEST_PATIENCE_SECONDS
    ):
        yield Finding(
            object=pod.title,
            field=f"{container.path}.livenessProbe.failureThreshold",
            rule="probe-window",
            message=f"kills container {container.name} as soon as one answer is slow",
            fix=f"allow {_SHORTEST_PATIENCE_SECONDS} s at least",
        )
    if body and seconds < _SHORTEST_START_SECONDS:
        yield Finding(
            object=pod.title,
            field=f"{container.path}.{probe}.failureThreshold",
            rule="probe-window",
            message=f"kills container {container.name} after {seconds} s, whether it could start"
            " in that time or not",
            fix=f"allow {_SHORTEST_START_SECONDS} s at least, by a startupProbe best",
        )


def _grace_period(pod: PodTemplate, container: Container) -> Iterator[Finding]:
    pause = _pause(mapping(container.body, "lifecycle", "preStop"))
    grace = number(pod.spec.get("terminationGracePeriodSeconds"), _DEFAULT_GRACE_SECONDS)
    if pause >= grace:
        yield Finding(
            object=pod.title,
            field=pod.at("spec.terminationGracePeriodSeconds"),
            rule="grace-period",
            message=f"{grace} s are over before container {container.name} gets its SIGTERM:"
            f" its preStop hook takes {pause} s",
            fix=f"set it above {pause} by the time that the container needs to stop",
        )


def _pause(hook: Mapping[str, Any]) -> int:
    """Seconds that a preStop hook sleeps, as far as it says so; 0 otherwise."""
    if "sleep" in hook:
        return number(mapping(hook, "sleep").get("seconds"), 0)
    command = mapping(hook, "exec").get("command")
    script = " ".join(map(str, command)) if isinstance(command, list) else ""
    found = _SLEEP.search(script)
    return int(found[1]) if found else 0
