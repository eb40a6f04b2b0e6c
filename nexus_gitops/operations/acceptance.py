"""Asks an installation all that it is accepted by: that it runs, and what the platform asks of it."""

import http.client
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Final, Self

from nexus_gitops.cluster import forward, restarts
from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.inventory import kind_of
from nexus_gitops.cluster.kinds import ENDPOINT_SLICE, POD, SERVICE
from nexus_gitops.cluster.logs import Extent, past, pods_by_service
from nexus_gitops.cluster.pods import is_selected, pod_of
from nexus_gitops.cluster.secrets import find_secret
from nexus_gitops.cluster.status import endpoints_of
from nexus_gitops.errors import NexusError, RefusedError
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.operations.diagnosis import Result, State
from nexus_gitops.operations.log_lines import Level, LogLine, parse
from nexus_gitops.operations.logs import namespaces_of
from nexus_gitops.operations.release import objects_of
from nexus_gitops.operations.way_in import leading_in, way_in
from nexus_gitops.platform import loading
from nexus_gitops.platform.acceptance import (
    FailedError,
    HasAcceptance,
    Probe,
    Response,
    SkippedError,
)
from nexus_gitops.platform.project import platform
from nexus_gitops.terminal import counted

_SECONDS: Final = 30.0
_WORKLOADS: Final = ("Deployment", "StatefulSet", "DaemonSet")
_SHOWN_ERRORS: Final = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked.

    Attributes:
        since: seconds of the past in which logs must hold no error.
        may_change: whether probes may make something, which they remove afterwards.
    """

    since: int
    may_change: bool


def accept(
    api: Api, environment: str, scope: Scope, on_progress: Callable[[str], None]
) -> tuple[Result, ...]:
    """What every check says; that one cannot be asked hides no other.

    Args:
        api: the cluster.
        environment: its name.
        scope: see `Scope`.
        on_progress: is told what happens.

    Raises:
        UnreachableError: the cluster did not answer at all.
    """
    objects = objects_of(environment)
    namespaces = namespaces_of(environment)
    api.version()
    return tuple(_results(api, environment, objects, namespaces, scope, on_progress))


def _results(
    api: Api,
    environment: str,
    objects: Sequence[KubeObject],
    namespaces: Sequence[str],
    scope: Scope,
    on_progress: Callable[[str], None],
) -> Iterator[Result]:
    on_progress("asking for pods and endpoints")
    yield _guarded("pods", lambda: _pods(api, objects))
    yield _guarded("endpoints", lambda: _endpoints(api, objects))
    yield _guarded("entry", lambda: _entry(api, objects))
    on_progress("reading logs")
    yield _guarded("logs", lambda: _logs(api, namespaces, scope.since))
    with _Means(api, namespaces[0], on_progress) as means:
        for probe in _probes(environment):
            on_progress(f"asking {probe.name}")
            if probe.changes and not scope.may_change:
                yield Result(probe.name, State.SKIPPED, "it would make something, and may not")
            else:
                yield _guarded(probe.name, partial(probe.ask, means))


def _probes(environment: str) -> Sequence[Probe]:
    ours = platform()
    return ours.acceptance(loading.load(environment)) if isinstance(ours, HasAcceptance) else ()


def _guarded(name: str, ask: Callable[[], str]) -> Result:
    try:
        return Result(name, State.OK, ask())
    except SkippedError as reason:
        return Result(name, State.SKIPPED, str(reason))
    except FailedError as reason:
        return Result(name, State.FAILED, str(reason), "see nexus-gitops status and logs")
    except NexusError as error:
        return Result(name, State.FAILED, error.message, error.hint)


def _pods(api: Api, objects: Sequence[KubeObject]) -> str:
    count, problems = 0, []
    for obj in objects:
        if obj["kind"] not in _WORKLOADS:
            continue
        metadata = obj["metadata"]
        live = api.find(kind_of(api, obj), metadata["name"], metadata["namespace"])
        if live is None:
            problems.append(f"{obj['kind']}/{metadata['name']} is not there")
            continue
        selected = [
            pod_of(pod)
            for pod in api.list(POD, metadata["namespace"])
            if is_selected(live["spec"]["selector"], pod)
        ]
        well = [pod for pod in selected if pod.phase == "Running" and pod.ready]
        count += len(well)
        problems += [
            f"{pod.name} is {pod.phase}, {pod.problem or 'not ready'}"
            for pod in selected
            if pod not in well and pod.phase != "Terminating"
        ]
        if not well:
            problems.append(f"{obj['kind']}/{metadata['name']} has no pod that is ready")
    if problems:
        raise FailedError("; ".join(problems))
    return f"{counted(count, 'pod')} Running and ready"


def _endpoints(api: Api, objects: Sequence[KubeObject]) -> str:
    namespaces = {obj["metadata"]["namespace"] for obj in objects if obj["kind"] == SERVICE.name}
    found = [
        one
        for namespace in sorted(namespaces)
        for one in endpoints_of(api.list(SERVICE, namespace), api.list(ENDPOINT_SLICE, namespace))
    ]
    wanted = {obj["metadata"]["name"] for obj in objects if obj["kind"] == SERVICE.name}
    without = sorted(wanted - {one.service for one in found if one.ready})
    if without:
        raise FailedError(f"no address is ready behind {', '.join(without)}")
    return f"{counted(len(wanted), 'Service')} with addresses"


def _entry(api: Api, objects: Sequence[KubeObject]) -> str:
    found = leading_in(objects)
    if found is None:
        raise SkippedError("nothing leads in from outside")
    kind, rendered = found
    metadata = rendered["metadata"]
    live = api.find(kind, metadata["name"], metadata["namespace"]) or {}
    way = way_in(kind, rendered, live)
    if not way.address:
        raise SkippedError(f"the {kind.name} has no address; its controller reports none")
    host = way.host
    place = f"http://{host} at {way.address}"
    connection = http.client.HTTPConnection(way.address, timeout=_SECONDS / 3)
    if way.secure:  # the certificate is the host's, so that name has to lead there
        place = f"https://{host}"
        connection = http.client.HTTPSConnection(host, timeout=_SECONDS / 3)
    try:
        connection.request("GET", "/health", headers={"Host": host})
        status = connection.getresponse().status
    except OSError as error:
        raise SkippedError(f"{place} cannot be reached from this machine: {error}") from error
    finally:
        connection.close()
    if status != 200:
        raise FailedError(f"GET /health of {place} answers {status}, not 200")
    return f"GET /health of {place} answers 200"


def _logs(api: Api, namespaces: Sequence[str], since: int) -> str:
    silent, errors, read = [], [], 0
    for service, pods in pods_by_service(api, namespaces).items():
        lines: list[LogLine] = list(past(api, pods, Extent(None, since), parse))
        read += len(lines)
        errors += [line for line in lines if line.level is Level.ERROR]
        if not lines:
            silent.append(service)
    if errors:
        shown = "; ".join(f"{one.pod}: {_message(one)}" for one in errors[:_SHOWN_ERRORS])
        raise FailedError(f"{counted(len(errors), 'line')} of level ERROR: {shown}")
    if not read:
        raise SkippedError(f"nobody has written a line in the last {since} s")
    quiet = f"; nothing of {', '.join(silent)}" if silent else ""
    return f"no ERROR in {read} lines of the last {since} s{quiet}"


def _message(line: LogLine) -> str:
    return str(line.fields.get("message", line.text))[:120]


class _Means:
    """See `nexus_gitops.platform.acceptance.Reach`. A port is opened once for each Service."""

    def __init__(self, api: Api, namespace: str, on_progress: Callable[[str], None]) -> None:
        self._api = api
        self._namespace = namespace
        self._tell = on_progress
        self._ports: dict[str, int] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def request(
        self,
        service: str,
        path: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: str | None = None,
    ) -> Response:
        """See `Reach`."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self._port_of(service), timeout=_SECONDS
        )
        try:
            connection.request(method, path, body=body, headers=dict(headers or {}))
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            return Response(answer.status, dict(answer.getheaders()), text)
        except (OSError, http.client.HTTPException) as error:
            raise FailedError(
                f"{service} does not answer: {str(error) or type(error).__name__}"
            ) from error
        finally:
            connection.close()

    def execute(self, workload: str, command: Sequence[str], stdin: str) -> str:
        """See `Reach`."""
        _, pods = restarts.pods_of(self._api, workload, self._namespace)
        pod = pods[0]
        container = pod["spec"]["containers"][0]["name"]
        done = self._api.execute(
            pod["metadata"]["name"], self._namespace, container, command, stdin
        )
        if done.code:
            raise RefusedError(
                f"{command[0]} in {pod['metadata']['name']} ended with {done.code}:"
                f" {done.err.strip()}",
                "look into the pod",
            )
        return done.out

    def secret(self, name: str, key: str) -> str:
        """See `Reach`."""
        found = find_secret(self._api, name, self._namespace)
        return found.values.get(key, "") if found else ""

    def ready_pods(self, workload: str) -> int:
        """See `Reach`."""
        return len(restarts.pods_of(self._api, workload, self._namespace)[1])

    def _port_of(self, service: str) -> int:
        if service not in self._ports:
            there = forward.destination_of(self._api, self._namespace, service, None)
            opened = forward.opened(self._api, there, 0, self._tell)
            self._ports[service] = self._stack.enter_context(opened)
        return self._ports[service]
