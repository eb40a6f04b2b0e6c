"""Whether what runs is looked after well: its backups, and what its Prometheus says. Pure."""

from collections.abc import Iterator
from datetime import datetime

from nexus_gitops.operations.alerts import Alerts
from nexus_gitops.operations.backups import Times, is_fresh
from nexus_gitops.operations.diagnosis import Result, State
from nexus_gitops.platform.backups import Backups
from nexus_gitops.terminal import counted


def of_backups(times: Times, said: Backups, environment: str) -> Iterator[Result]:
    """Whether the newest backup, and the newest proof of one, are as old as they may be at most.

    Args:
        times: see there.
        said: what the platform says of the backups.
        environment: its name.
    """
    if times.problem:
        yield Result("backup", State.SKIPPED, times.problem, "see nexus-gitops status")
        return
    yield _aged(
        "backup",
        "a backup was last made",
        times.made,
        said.newest_hours,
        f"nexus-gitops backup run --env {environment}",
    )
    yield _aged(
        "restore-test",
        "a backup was last restored and compared",
        times.proven,
        said.verified_hours,
        f"nexus-gitops backup verify --env {environment}",
    )


def of_alerts(alerts: Alerts) -> Iterator[Result]:
    """What a Prometheus says: who does not answer it, and which alerts fire."""
    if alerts.problem:
        yield Result("prometheus", State.SKIPPED, alerts.problem, "see nexus-gitops status")
        return
    down = [f"{one.job} {one.target}: {one.reason}" for one in alerts.down]
    yield _none_of(
        "targets", "every target answers", down, State.WARNING, "see its pod and its flows"
    )
    firing = [f"{one.alert}: {one.summary}" for one in alerts.firing]
    is_critical = any(one.severity == "critical" for one in alerts.firing)
    yield _none_of(
        "alerts",
        "no alert fires",
        firing,
        State.FAILED if is_critical else State.WARNING,
        f"docs/runbooks tells what to do about {counted(len(firing), 'alert')}",
    )


def _aged(name: str, what: str, time: datetime | None, hours: int, fix: str) -> Result:
    if time is None:
        return Result(name, State.WARNING, f"{what}: never", fix)
    message = f"{what} at {time.isoformat()}"
    if is_fresh(time, hours):
        return Result(name, State.OK, message)
    return Result(name, State.WARNING, f"{message}, more than {hours} h ago", fix)


def _none_of(name: str, none: str, found: list[str], state: State, fix: str) -> Result:
    if not found:
        return Result(name, State.OK, none)
    return Result(name, state, "; ".join(found), fix)
