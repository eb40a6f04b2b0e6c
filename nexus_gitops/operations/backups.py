"""Makes, lists and proves the backups of an environment, by Jobs of what does so at set times."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from nexus_gitops.cluster import jobs
from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.health import Health
from nexus_gitops.cluster.jobs import Ended
from nexus_gitops.cluster.kinds import CRON_JOB, JOB
from nexus_gitops.errors import NexusError, RefusedError, UsageError
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.platform import loading
from nexus_gitops.platform.backups import (
    RESTORE_TESTED,
    STORE_CHECKED,
    VERIFIED,
    Backups,
    Work,
    backups_of,
)
from nexus_gitops.platform.project import platform

_MADE: Final = "backup-run-"
_PROVEN: Final = "backup-verify-"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that the store has.

    Attributes:
        snapshot: its name there.
        taken: when, in RFC 3339.
    """

    snapshot: str
    taken: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What the store tells, each oldest first.

    Attributes:
        backups: those that were verified.
        restore_tests: when one was restored and compared.
        store_checks: when the store was found whole.
    """

    backups: tuple[Entry, ...]
    restore_tests: tuple[Entry, ...]
    store_checks: tuple[Entry, ...]

    def backup(self, name: str) -> Entry:
        """A backup by the beginning of its snapshot; the newest where that is `latest`.

        Raises:
            UsageError: there is none, or there are several.
        """
        found = [one for one in self.backups if one.snapshot.startswith(name)]
        if name == "latest":
            found = list(self.backups[-1:])
        if len(found) != 1:
            known = ", ".join(one.snapshot for one in self.backups) or "none"
            raise UsageError(f"{name!r} is no verified backup", f"there are: {known}")
        return found[0]


@dataclass(frozen=True, slots=True)
class Times:
    """When backups last went well, as the cluster knows of it.

    Attributes:
        made: when one was made; None where that never was.
        proven: when one was restored and compared; likewise.
        problem: why the cluster could not be asked; "" where it was.
    """

    made: datetime | None = None
    proven: datetime | None = None
    problem: str = ""


def declared(environment: str) -> Backups:
    """What the platform says of an environment's backups.

    Raises:
        UsageError: it has none.
    """
    found = backups_of(platform(), loading.load(environment))
    if found is None:
        raise UsageError(
            f"{environment} has no backups", "see docs/backup.md for how they are switched on"
        )
    return found


def moment() -> str:
    """Now, as part of a name."""
    return datetime.now(UTC).strftime("%Y%m%d%H%M%S")


def listed(
    api: Api, environment: str, *, seconds: float, on_progress: Callable[[str], None]
) -> Listed:
    """What the store tells.

    Raises:
        UsageError: the environment has no backups.
        RefusedError: what makes them is not there, or could not tell.
        UnreachableError: the cluster did not answer.
    """
    said = declared(environment)
    name = f"backup-list-{moment()}"
    ended = _run(api, said, name, said.list, seconds, on_progress)
    if ended.health is not Health.HEALTHY:
        raise RefusedError(f"Job {ended.job} tells no list: {ended.reason}", "mend that, and again")
    jobs.remove(api, name, said.namespace, seconds)
    by_message: dict[str, list[Entry]] = {}
    for line in ended.lines:
        if "snapshot" in line:
            entry = Entry(str(line["snapshot"]), str(line.get("taken", "")))
            by_message.setdefault(str(line.get("message")), []).append(entry)
    return Listed(
        *(tuple(by_message.get(tag, ())) for tag in (VERIFIED, RESTORE_TESTED, STORE_CHECKED))
    )


def make(
    api: Api, environment: str, *, seconds: float, on_progress: Callable[[str], None]
) -> Ended:
    """Make a backup now.

    Raises:
        UsageError: the environment has no backups.
        RefusedError: what makes them is not there.
        UnreachableError: the cluster did not answer.
    """
    said = declared(environment)
    return _run(api, said, f"{_MADE}{moment()}", said.make, seconds, on_progress)


def verify(
    api: Api,
    environment: str,
    snapshot: str,
    *,
    seconds: float,
    on_progress: Callable[[str], None],
) -> Ended:
    """Restore a backup into a server that is thrown away, and compare.

    Raises:
        UsageError: the environment has no backups.
        RefusedError: what proves them is not there.
        UnreachableError: the cluster did not answer.
    """
    said = declared(environment)
    name = f"{_PROVEN}{moment()}"
    return _run(api, said, name, said.prove(snapshot), seconds, on_progress)


def warning(environment: str, connect: Callable[[], Api]) -> str:
    """What there is to say of the newest proof of a backup; "" where that is fresh, or cannot be asked.

    Args:
        environment: its name.
        connect: opens the cluster.
    """
    said = backups_of(platform(), loading.load(environment))
    if said is None:
        return ""
    try:
        found = _times(connect(), said)
    except NexusError:
        return ""  # a publish needs no cluster
    if found is None or is_fresh(found.proven, said.verified_hours):
        return ""
    since = f"not since {found.proven.isoformat()}" if found.proven else "never"
    return (
        f"a backup of {environment} was {since} restored and compared;"
        f" nexus-gitops backup verify --env {environment} does so"
    )


def times(api: Api, environment: str) -> Times | None:
    """When backups last went well; None where there are none, or they are not in this cluster yet.

    That the cluster cannot be asked is told and raises nothing.
    """
    said = backups_of(platform(), loading.load(environment))
    try:
        return _times(api, said) if said else None
    except NexusError as error:
        return Times(problem=error.message)


def is_fresh(time: datetime | None, hours: int) -> bool:
    """Whether a time is not longer ago than so many hours."""
    return time is not None and datetime.now(UTC) - time <= timedelta(hours=hours)


def _times(api: Api, said: Backups) -> Times | None:
    made = api.find(CRON_JOB, said.make.cron_job, said.namespace)
    proven = api.find(CRON_JOB, said.prove("latest").cron_job, said.namespace)
    if made is None or proven is None:
        return None
    jobs_there = api.list(JOB, said.namespace)
    return Times(_last(made, jobs_there, _MADE), _last(proven, jobs_there, _PROVEN))


def _last(cron_job: KubeObject, jobs_there: Iterable[KubeObject], by_hand: str) -> datetime | None:
    """When one last went well, at set times or by hand."""
    found = [
        (cron_job.get("status") or {}).get("lastSuccessfulTime"),
        *(
            (job.get("status") or {}).get("completionTime")
            for job in jobs_there
            if job["metadata"]["name"].startswith(by_hand)
        ),
    ]
    return max((datetime.fromisoformat(time) for time in found if time), default=None)


def _run(
    api: Api,
    said: Backups,
    name: str,
    work: Work,
    seconds: float,
    on_progress: Callable[[str], None],
) -> Ended:
    job = jobs.of_cron_job(api, work.cron_job, said.namespace, name, work.arguments)
    return jobs.run(api, job, seconds=seconds, on_progress=on_progress)
