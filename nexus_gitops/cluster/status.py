"""What runs of an environment, judged from what the cluster and Argo CD say. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from nexus_gitops.cluster.argocd import complaints_of
from nexus_gitops.cluster.jobs import is_of_cron_job
from nexus_gitops.cluster.pods import Pod, is_selected, pod_of
from nexus_gitops.manifests.identity import KubeObject

_SYNCED: Final = "Synced"
_HEALTHY: Final = "Healthy"
_DEGRADED: Final = "Degraded"
_FAILED: Final = frozenset({"Failed", "Error"})
_UNDER_WAY: Final = frozenset({"Running", "Terminating"})
_MOST_WARNINGS: Final = 10
_SHOWN_NAMES: Final = 3


class Verdict(StrEnum):
    """Whether the published release runs.

    `degraded` needs somebody; `progressing` may get healthy by itself.
    """

    HEALTHY = "healthy"
    PROGRESSING = "progressing"
    DEGRADED = "degraded"


@dataclass(frozen=True, slots=True)
class Observation:
    """Everything that is looked at, as the API server has it.

    Attributes:
        application: as Argo CD has it; None where there is none.
        has_argocd: whether the cluster has an Argo CD at all.
        workloads: Deployments and StatefulSets.
        jobs, pods, services, endpoint_slices, autoscalers, events: of its namespace.
        published: commit of the newest release; "" where none was published.
        running: commit of the release that Argo CD synced last; "" where it synced none.
        tried: commit of the release that Argo CD has begun to sync; "" for none.
        operated: commit of the release that its last sync was of; "" where that is not known.
    """

    application: KubeObject | None
    workloads: Sequence[KubeObject] = ()
    jobs: Sequence[KubeObject] = ()
    pods: Sequence[KubeObject] = ()
    services: Sequence[KubeObject] = ()
    endpoint_slices: Sequence[KubeObject] = ()
    autoscalers: Sequence[KubeObject] = ()
    events: Sequence[KubeObject] = ()
    published: str = ""
    running: str = ""
    tried: str = ""
    operated: str = ""
    has_argocd: bool = True


@dataclass(frozen=True, slots=True)
class Workload:
    """A Deployment or StatefulSet.

    Attributes:
        ready, updated, desired: numbers of pods.
        problems: why pods of it do not get ready, each once.
    """

    kind: str
    name: str
    ready: int
    updated: int
    desired: int
    problems: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        """Whether all pods are there, of the newest template, and ready."""
        return self.ready >= self.desired and self.updated >= self.desired


@dataclass(frozen=True, slots=True)
class Endpoints:
    """How many ready addresses a Service has."""

    service: str
    ready: int


@dataclass(frozen=True, slots=True)
class Autoscaler:
    """A HorizontalPodAutoscaler; `problem` is why it cannot scale, or ""."""

    name: str
    current: int
    desired: int
    least: int
    most: int
    problem: str


@dataclass(frozen=True, slots=True)
class WarningEvent:
    """A warning of the cluster about an object, the newest of its reason."""

    object: str
    reason: str
    message: str
    count: int
    last: str


@dataclass(frozen=True, slots=True)
class Status:
    """What runs of one Application.

    Attributes:
        sync, health, operation: Argo CD's words; "" where it has said nothing.
        published, running: see `Observation`.
        differing: objects that differ from the release, as `Deployment/redis`.
        reasons: why it is not healthy, the most telling first.
    """

    verdict: Verdict
    sync: str
    health: str
    operation: str
    published: str
    running: str
    differing: tuple[str, ...]
    workloads: tuple[Workload, ...]
    pods: tuple[Pod, ...]
    endpoints: tuple[Endpoints, ...]
    autoscalers: tuple[Autoscaler, ...]
    warnings: tuple[WarningEvent, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EnvironmentStatus:
    """What runs of an environment.

    Attributes:
        applications: the status of each Application by its name, the first one first.
    """

    applications: Mapping[str, Status]

    @property
    def verdict(self) -> Verdict:
        """The worst of all Applications."""
        verdicts = [status.verdict for status in self.applications.values()]
        return max(verdicts, key=list(Verdict).index)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Those of all Applications; each names its Application where there are several."""
        if len(self.applications) == 1:
            return self.first.reasons
        return tuple(
            f"{name}: {reason}"
            for name, status in self.applications.items()
            for reason in status.reasons
        )

    @property
    def first(self) -> Status:
        """That of the Application that all others are beside."""
        return next(iter(self.applications.values()))


def status_of(seen: Observation) -> Status:
    """The status that an observation shows."""
    application = (seen.application or {}).get("status") or {}
    operation = application.get("operationState") or {}
    pods = tuple(pod_of(pod) for pod in seen.pods)
    workloads = tuple(_workload(obj, seen.pods, pods) for obj in seen.workloads)
    autoscalers = tuple(_autoscaler(obj) for obj in seen.autoscalers)
    health = (application.get("health") or {}).get("status", "")
    phase = operation.get("phase", "")
    # Until Argo CD begins to sync a release, what fails is of the one before: it ends a sync
    # before it begins another.
    failures = tuple(_failures(seen, workloads, autoscalers, health, operation))
    waits = tuple(_waits(seen, application, workloads, autoscalers, phase, health))
    verdict = Verdict.HEALTHY
    if failures and seen.tried == seen.published:
        verdict = Verdict.DEGRADED
    elif failures or waits:
        verdict = Verdict.PROGRESSING
    reasons = tuple(dict.fromkeys(failures + waits))
    return Status(
        verdict=verdict,
        sync=(application.get("sync") or {}).get("status", ""),
        health=health,
        operation=phase,
        published=seen.published,
        running=seen.running,
        differing=tuple(_differing(application)),
        workloads=workloads,
        pods=pods,
        endpoints=tuple(endpoints_of(seen.services, seen.endpoint_slices)),
        autoscalers=autoscalers,
        warnings=tuple(_warnings(seen.events)),
        reasons=reasons,
    )


def _failures(
    seen: Observation,
    workloads: Iterable[Workload],
    autoscalers: Iterable[Autoscaler],
    health: str,
    operation: Mapping[str, Any],
) -> Iterable[str]:
    for workload in workloads:
        for problem in workload.problems:
            yield f"{workload.kind}/{workload.name}: {problem}"
    yield from _failed_jobs(seen.jobs)
    # One that was ended before it changed anything leaves what is rolled back to in sync.
    if operation.get("phase") in _FAILED and seen.operated in ("", seen.tried):
        yield f"the sync failed: {operation.get('message', '')}"
    if seen.application is not None:
        yield from (f"Argo CD: {words}" for words in complaints_of(seen.application))
    # An autoscaler without figures is Degraded to Argo CD, as each is for its first minute.
    if health == _DEGRADED and not any(autoscaler.problem for autoscaler in autoscalers):
        yield "Argo CD says Degraded"


def _waits(
    seen: Observation,
    application: Mapping[str, Any],
    workloads: Iterable[Workload],
    autoscalers: Iterable[Autoscaler],
    phase: str,
    health: str,
) -> Iterable[str]:
    if not seen.published:
        yield "nothing is published yet; nexus-gitops publish does it"
    if not seen.has_argocd:
        yield "there is no Argo CD in this cluster; nexus-gitops deploy brings the platform without"
        yield from _unready(workloads)
        return
    if seen.application is None:
        yield "Argo CD has no Application for it; nexus-gitops bootstrap, if that is not done yet"
        return
    if seen.published and seen.tried != seen.published:
        yield f"Argo CD has not begun to sync release {seen.published[:12]} yet"
    sync = (application.get("sync") or {}).get("status") or "not compared yet"
    if sync != _SYNCED:
        yield f"Argo CD says {sync}{_some(list(_differing(application)))}"
    if phase in _UNDER_WAY:
        yield f"a sync is running: {application['operationState'].get('message', '')}"
    yield from _unready(workloads)
    for scaler in autoscalers:
        if scaler.problem and health != _HEALTHY:
            yield f"HorizontalPodAutoscaler/{scaler.name}: {scaler.problem}"
    if health != _HEALTHY:
        yield f"Argo CD says {health or 'nothing of its health'}"


def _unready(workloads: Iterable[Workload]) -> Iterable[str]:
    for one in workloads:
        if not one.is_ready:
            yield f"{one.kind}/{one.name}: {one.ready} of {one.desired} pods are ready"


def _some(names: Sequence[str]) -> str:
    """A few of the names and how many more there are, after a colon."""
    if not names:
        return ""
    more = len(names) - _SHOWN_NAMES
    return f": {', '.join(names[:_SHOWN_NAMES])}{f' and {more} more' if more > 0 else ''}"


def _differing(application: Mapping[str, Any]) -> Iterable[str]:
    return (
        f"{resource['kind']}/{resource['name']}"
        for resource in application.get("resources") or ()
        if resource.get("status") == "OutOfSync"
    )


def _workload(obj: KubeObject, raw: Sequence[KubeObject], pods: Sequence[Pod]) -> Workload:
    status = obj.get("status") or {}
    fresh = status.get("observedGeneration", 0) >= obj["metadata"].get("generation", 0)
    problems = [
        pod.problem
        for one, pod in zip(raw, pods, strict=True)
        if pod.problem and is_selected(obj["spec"]["selector"], one)
    ]
    return Workload(
        kind=obj["kind"],
        name=obj["metadata"]["name"],
        ready=status.get("readyReplicas", 0),
        updated=status.get("updatedReplicas", 0) if fresh else 0,
        desired=obj["spec"].get("replicas", 1),
        problems=tuple(dict.fromkeys(problems)),
    )


def _failed_jobs(jobs: Iterable[KubeObject]) -> Iterable[str]:
    for job in jobs:
        if is_of_cron_job(job):
            continue
        for condition in (job.get("status") or {}).get("conditions") or ():
            if condition["type"] == "Failed" and condition["status"] == "True":
                yield f"Job/{job['metadata']['name']}: {condition.get('message', 'it failed')}"


def endpoints_of(
    services: Iterable[KubeObject], slices: Iterable[KubeObject]
) -> Iterable[Endpoints]:
    """How many ready addresses each Service has, by its endpoint slices."""
    ready: dict[str, set[str]] = {}
    for item in slices:
        service = (item["metadata"].get("labels") or {}).get("kubernetes.io/service-name", "")
        for endpoint in item.get("endpoints") or ():
            # No word about readiness means ready: that is how the API defines it.
            if (endpoint.get("conditions") or {}).get("ready", True) is not False:
                ready.setdefault(service, set()).update(endpoint.get("addresses") or ())
    for service in services:
        name = service["metadata"]["name"]
        yield Endpoints(name, len(ready.get(name, ())))


def _autoscaler(obj: KubeObject) -> Autoscaler:
    spec, status = obj["spec"], obj.get("status") or {}
    problems = [
        condition.get("message") or condition.get("reason", "")
        for condition in status.get("conditions") or ()
        if condition["type"] in {"AbleToScale", "ScalingActive"} and condition["status"] == "False"
    ]
    return Autoscaler(
        name=obj["metadata"]["name"],
        current=status.get("currentReplicas") or 0,
        desired=status.get("desiredReplicas") or 0,
        least=spec.get("minReplicas", 1),
        most=spec["maxReplicas"],
        problem=problems[0] if problems else "",
    )


def _warnings(events: Iterable[KubeObject]) -> list[WarningEvent]:
    """The newest of each reason of each object, the newest of all first."""
    newest: dict[tuple[str, str], WarningEvent] = {}
    for event in sorted(events, key=_time_of):
        about = event["involvedObject"]
        found = WarningEvent(
            object=f"{about.get('kind', '')}/{about.get('name', '')}",
            reason=event.get("reason", ""),
            message=event.get("message", ""),
            count=event.get("count") or (event.get("series") or {}).get("count") or 1,
            last=_time_of(event),
        )
        newest.pop((found.object, found.reason), None)
        newest[found.object, found.reason] = found
    return list(reversed(newest.values()))[:_MOST_WARNINGS]


def _time_of(event: KubeObject) -> str:
    series = event.get("series") or {}
    return str(
        series.get("lastObservedTime")
        or event.get("lastTimestamp")
        or event.get("eventTime")
        or event["metadata"].get("creationTimestamp", "")
    )
