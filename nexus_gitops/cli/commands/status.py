"""`status`: what runs of an environment."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.options import (
    Branch,
    Context,
    OneEnvironment,
    Output,
    OutputFormat,
    Repository,
)
from nexus_gitops.cli.output import show
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import EXIT_DEGRADED, EXIT_NOT_YET, EXIT_OK
from nexus_gitops.terminal import counted

if TYPE_CHECKING:
    from nexus_gitops.cluster.status import EnvironmentStatus, Status
    from nexus_gitops.operations.alerts import Alerts
    from nexus_gitops.operations.backups import Times

EXAMPLES = (
    "Examples: nexus-gitops status --env staging,"
    " nexus-gitops status --env staging --wait --timeout 900,"
    " nexus-gitops status --env prod --output json"
)

_EXIT_CODES = {"healthy": EXIT_OK, "progressing": EXIT_NOT_YET, "degraded": EXIT_DEGRADED}


@dataclass(frozen=True, slots=True)
class StatusResult:
    """What runs of one environment; `backups` and `alerts` are None where there are none to ask."""

    environment: str
    server: str
    status: "EnvironmentStatus"
    backups: "Times | None" = None
    alerts: "Alerts | None" = None
    kind: ClassVar[str] = "StatusResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`. Beside the verdict it begins with the first Application."""
        return {
            "environment": self.environment,
            "server": self.server,
            **_document(self.status.first),
            "verdict": self.status.verdict,
            "reasons": self.status.reasons,
            "applications": [
                {"name": name, **_document(status)}
                for name, status in self.status.applications.items()
            ],
            "backups": self.backups and _of_backups(self.backups),
            "prometheus": self.alerts and asdict(self.alerts),
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        yield f"{self.environment}: {self.status.verdict}"
        yield from (f"  ! {reason}" for reason in self.status.reasons)
        if self.backups is not None:
            yield f"  backups     {_age(self.backups)}"
        if self.alerts is not None:
            yield from _of_prometheus(self.alerts)
        for name, status in self.status.applications.items():
            if len(self.status.applications) > 1:
                yield f"{self.environment} {name}: {status.verdict}"
            yield from _lines(status)


def _age(times: "Times") -> str:
    if times.problem:
        return times.problem
    made, proven = (time.isoformat() if time else "never" for time in (times.made, times.proven))
    return f"last made {made}, last restored and compared {proven}"


def _of_backups(times: "Times") -> dict[str, str]:
    return {
        "made": times.made.isoformat() if times.made else "",
        "proven": times.proven.isoformat() if times.proven else "",
        "problem": times.problem,
    }


def _of_prometheus(alerts: "Alerts") -> Iterable[str]:
    if alerts.problem:
        yield f"  prometheus  {alerts.problem}"
        return
    yield (
        f"  prometheus  {counted(len(alerts.firing), 'alert')} firing,"
        f" {counted(len(alerts.down), 'target')} down"
    )
    for one in alerts.firing:
        yield f"  alert       {one.alert} ({one.severity}) since {one.since}: {one.summary}"
    for target in alerts.down:
        yield f"  target      {target.job} {target.target} is down: {target.reason}"


def _document(status: "Status") -> dict[str, Any]:
    return {
        "verdict": status.verdict,
        "reasons": status.reasons,
        "published": status.published,
        "running": status.running,
        "argocd": {
            "sync": status.sync,
            "health": status.health,
            "operation": status.operation,
            "differing": status.differing,
        },
        "workloads": [asdict(one) for one in status.workloads],
        "pods": [asdict(one) for one in status.pods],
        "endpoints": [asdict(one) for one in status.endpoints],
        "autoscalers": [asdict(one) for one in status.autoscalers],
        "warnings": [asdict(one) for one in status.warnings],
    }


def _lines(status: "Status") -> Iterable[str]:
    yield f"  Argo CD     {status.sync or 'unknown'}, {status.health or 'unknown'}"
    yield f"  release     {_release(status)}"
    for workload in status.workloads:
        yield (
            f"  workload    {workload.kind}/{workload.name}"
            f" {workload.ready}/{workload.desired} ready, {workload.updated} up to date"
        )
    for pod in status.pods:
        state = "ready" if pod.ready else pod.problem or "not ready"
        yield f"  pod         {pod.name} {pod.phase}, {state}, {counted(pod.restarts, 'restart')}"
    for endpoints in status.endpoints:
        yield f"  endpoints   {endpoints.service} {endpoints.ready}"
    for scaler in status.autoscalers:
        limits = f"{scaler.least} to {scaler.most}"
        problem = f"; {scaler.problem}" if scaler.problem else ""
        yield (
            f"  autoscaler  {scaler.name} {scaler.current}, wants {scaler.desired}"
            f" of {limits}{problem}"
        )
    for warning in status.warnings:
        yield (
            f"  warning     {warning.last} {warning.object} {warning.reason}"
            f" ({warning.count}): {' '.join(warning.message.split())}"
        )


def status(
    env: OneEnvironment,
    repo: Repository = None,
    branch: Branch = None,
    context: Context = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until it is healthy, or stays degraded.")
    ] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0, help="Seconds to wait, with --wait.")
    ] = 600,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Show what runs: the release, Argo CD's word, workloads, pods, endpoints, warnings.

    It also tells when backups last went well, and asks the environment's Prometheus which alerts
    fire; neither changes the exit code. Exits with 0 where the published release runs and is
    healthy, 9 where it is not there yet, and 10 where something is wrong.
    """
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.operations.alerts import alerts
    from nexus_gitops.operations.backups import times
    from nexus_gitops.operations.release import target_of
    from nexus_gitops.operations.watch import look_at
    from nexus_gitops.operations.watch import wait as wait_for
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    api = connect(context)
    look = look_at(api, target_of(name, repo, branch))
    if wait:
        with _live(name) as on_status:
            found = wait_for(look, timeout, on_status)
    else:
        found = look()
    show(StatusResult(name, api.server, found, times(api, name), alerts(api, name)), output)
    raise typer.Exit(_EXIT_CODES[found.verdict])


@contextmanager
def _live(environment: str) -> Iterator[Callable[["EnvironmentStatus"], None]]:
    """Tells each status that says something else than the one before."""
    last = ""
    with progress() as tell:

        def on_status(status: "EnvironmentStatus") -> None:
            nonlocal last
            workloads = [one for part in status.applications.values() for one in part.workloads]
            ready = sum(one.ready for one in workloads)
            desired = sum(one.desired for one in workloads)
            reason = f"; {status.reasons[0]}" if status.reasons else ""
            words = f"{environment}: {status.verdict}, {ready} of {desired} pods ready{reason}"
            if words != last:
                tell(words)
                last = words

        yield on_status


def _release(status: "Status") -> str:
    if not status.published:
        return "nothing is published"
    if status.running == status.published:
        return f"{status.running} runs, the published one"
    return f"{status.running or 'none'} runs, {status.published} is published"
