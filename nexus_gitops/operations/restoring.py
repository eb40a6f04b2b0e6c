"""Puts a backup in the database's place: writers down, restore, migration, writers up.

How far it came is kept in a ConfigMap beside the backups, so that the same command, from whatever
machine, goes on where one stopped. Each step may be done twice. Nothing of the database before is
deleted: it stays on the server under another name.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from nexus_gitops.argocd.layout import application_name
from nexus_gitops.cluster import argocd, jobs, writers
from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.health import Health
from nexus_gitops.cluster.jobs import Ended
from nexus_gitops.cluster.kinds import CONFIG_MAP, JOB, SECRET
from nexus_gitops.cluster.secrets import create_secret, find_secret
from nexus_gitops.errors import RefusedError, UsageError
from nexus_gitops.operations import backups
from nexus_gitops.platform.backups import Backups
from nexus_gitops.platform.project import platform

_STATE: Final = "restore"
_MANAGER: Final = "nexus-gitops"


class Step(StrEnum):
    """What is to be done next."""

    STOP = "stop the writers"
    RESTORE = "restore"
    MIGRATE = "migrate"
    START = "start the writers"
    DONE = "done"


_STEPS: Final = tuple(Step)


@dataclass(frozen=True, slots=True)
class Restore:
    """A restore, as it is kept in the cluster.

    Attributes:
        operation: its name.
        snapshot: the backup.
        taken: when that was made, in RFC 3339.
        step: see `Step`.
        replicas: of the writers before.
        paused: whether Argo CD was told to leave the Application alone.
        abandoned: whether the backup is no longer to be put in the database's place.
    """

    operation: str
    snapshot: str
    taken: str
    step: Step
    replicas: dict[str, int]
    paused: bool = False
    abandoned: bool = False

    @property
    def is_under_way(self) -> bool:
        """Whether something is still to be done."""
        return self.step is not Step.DONE

    @property
    def job(self) -> str:
        """Name of its Job and its Secret."""
        return f"restore-{self.operation}"

    @property
    def migration(self) -> str:
        """Name of the Job that runs the last migration again."""
        return f"{self.job}-migrate"


@dataclass(frozen=True, slots=True)
class Restored:
    """How far a restore came.

    Attributes:
        restore: as it is now.
        kept: what the database before is called; "" where it was not replaced.
        drop: the command that drops it; "" likewise.
        waiting: why it has not gone on in time; the same command goes on.
        failed: why a step failed; the same command tries it again.
    """

    restore: Restore
    kept: str = ""
    drop: str = ""
    waiting: str = ""
    failed: str = ""


def found(api: Api, environment: str) -> Restore | None:
    """The restore that is under way, or the last one; None where there was none.

    Raises:
        UsageError: the environment has no backups, or none that can be put in place.
        RefusedError: what is kept of it cannot be read.
        UnreachableError: the cluster did not answer.
    """
    kept = api.find(CONFIG_MAP, _STATE, _declared(environment).namespace)
    if kept is None:
        return None
    try:
        return _read(kept["data"])
    except (KeyError, ValueError) as error:
        raise RefusedError(
            f"ConfigMap {_STATE} of {kept['metadata']['namespace']} cannot be read: {error}",
            "see what is written in it; delete it where no restore is under way",
        ) from error


def planned(
    api: Api,
    environment: str,
    snapshot: str | None,
    *,
    seconds: float,
    on_progress: Callable[[str], None],
) -> Restore:
    """The restore that is under way, or a new one; all that it needs is there. Changes nothing.

    Args:
        api: the cluster.
        environment: its name.
        snapshot: the beginning of a backup's; None for the one under way, or else the newest.
        seconds: how long to wait for a list.
        on_progress: is told what happens.

    Raises:
        UsageError: the environment has no backups, or none that can be put in place, or no such one.
        RefusedError: another restore is under way, or something that it needs is not there.
        UnreachableError: the cluster did not answer.
    """
    said = _declared(environment)
    before = found(api, environment)
    if before is not None and before.is_under_way:
        if snapshot is not None and not before.snapshot.startswith(snapshot):
            raise RefusedError(
                f"a restore of {before.snapshot} is under way: {before.step}",
                f"finish it by nexus-gitops restore --env {environment}, or give it up by --abandon",
            )
        return before
    _check(api, said)
    replicas = writers.replicas_of(api, said.writers, said.writers_namespace)
    chosen = backups.listed(api, environment, seconds=seconds, on_progress=on_progress).backup(
        snapshot or "latest"
    )
    return Restore(backups.moment(), chosen.snapshot, chosen.taken, Step.STOP, replicas)


def abandoned(api: Api, environment: str, *, seconds: float) -> Restore:
    """The restore that is under way, which from now on only starts the writers again.

    Its Jobs are ended first. Whether the backup was put in the database's place by then or not, there
    is a whole database.

    Raises:
        UsageError: none is under way.
        RefusedError: a Job of it does not end.
        UnreachableError: the cluster did not answer.
    """
    said = _declared(environment)
    before = found(api, environment)
    if before is None or not before.is_under_way:
        raise UsageError(f"no restore of {environment} is under way", "there is nothing to give up")
    jobs.remove(api, before.job, said.namespace, seconds)
    jobs.remove(api, before.migration, said.writers_namespace, seconds)
    step = before.step if before.step in (Step.MIGRATE, Step.START) else Step.MIGRATE
    return _keep(api, said, replace(before, step=step, abandoned=True))


def restore(
    api: Api,
    environment: str,
    one: Restore,
    *,
    seconds: float,
    on_progress: Callable[[str], None],
) -> Restored:
    """Go on with a restore, as far as it goes.

    Args:
        api: the cluster.
        environment: its name.
        one: see `planned` and `abandoned`.
        seconds: how long to wait, in each step.
        on_progress: is told what happens.

    Raises:
        RefusedError: the API server refuses something, or something is not there.
        UnreachableError: the cluster did not answer.
    """
    work = _Work(api, _declared(environment), environment, seconds, on_progress)
    one = _keep(api, work.said, one)
    while one.is_under_way:
        on_progress(f"restore {one.operation}: {one.step}")
        one, stopped = work.do(one)
        if stopped is not None:
            return stopped
        one = _keep(api, work.said, replace(one, step=_STEPS[_STEPS.index(one.step) + 1]))
    return work.told(one)


@dataclass(frozen=True, slots=True)
class _Work:
    api: Api
    said: Backups
    environment: str
    seconds: float
    on_progress: Callable[[str], None]

    def do(self, one: Restore) -> tuple[Restore, Restored | None]:
        """One step: the restore after it, and why it stops here."""
        match one.step:
            case Step.STOP:
                return self._stop(one)
            case Step.RESTORE:
                return one, self._judge(one, self._restore(one))
            case Step.MIGRATE:
                return one, self._judge(one, self._migrate(one))
            case _:
                return one, self._start(one)

    def told(self, one: Restore, **why: str) -> Restored:
        """How far it came."""
        if one.abandoned:
            return Restored(one, **why)
        name = one.operation
        return Restored(one, self.said.kept(name), self.said.drop(name), **why)

    def _stop(self, one: Restore) -> tuple[Restore, Restored | None]:
        if not one.paused and not argocd.is_paused(self.api, self._application):
            one = _keep(self.api, self.said, replace(one, paused=True))
        argocd.pause(
            self.api, self._application, seconds=self.seconds, on_progress=self.on_progress
        )
        left = writers.stop(
            self.api,
            self.said.writers,
            self.said.writers_namespace,
            seconds=self.seconds,
            on_progress=self.on_progress,
        )
        why = f"{', '.join(left)} have not ended" if left else ""
        return one, self.told(one, waiting=why) if left else None

    def _restore(self, one: Restore) -> Ended:
        work = self.said.restore(one.snapshot, one.operation)
        self._lend(one)
        reference = {"secretKeyRef": {"name": one.job, "key": self.said.key}}
        job = jobs.of_cron_job(
            self.api,
            work.cron_job,
            self.said.namespace,
            one.job,
            work.arguments,
            [{"name": self.said.key, "valueFrom": reference}],
        )
        return jobs.run(self.api, job, seconds=self.seconds, on_progress=self.on_progress)

    def _migrate(self, one: Restore) -> Ended:
        """It gives the restored database the schema, rights and passwords of today."""
        self.api.delete(SECRET, one.job, self.said.namespace)
        job = jobs.of_job(self.api, self.said.migration, self.said.writers_namespace, one.migration)
        return jobs.run(self.api, job, seconds=self.seconds, on_progress=self.on_progress)

    def _start(self, one: Restore) -> Restored | None:
        waiting = writers.start(
            self.api,
            one.replicas,
            self.said.writers_namespace,
            seconds=self.seconds,
            on_progress=self.on_progress,
        )
        if waiting:
            return self.told(one, waiting=f"{', '.join(waiting)} are not ready")
        if one.paused:
            argocd.resume(self.api, self._application)
        return None

    def _judge(self, one: Restore, ended: Ended) -> Restored | None:
        why = f"Job {ended.job}: {ended.reason}"
        match ended.health:
            case Health.HEALTHY:
                return None
            case Health.FAILED:
                return Restored(one, failed=why)
            case _:
                return Restored(one, waiting=why)

    def _lend(self, one: Restore) -> None:
        """The administrator's password, to the Job alone, and for as long as it runs."""
        if find_secret(self.api, one.job, self.said.namespace) is None:
            value = _administrator(self.api, self.said)
            create_secret(
                self.api, one.job, self.said.namespace, {self.said.key: value}, platform().name
            )

    @property
    def _application(self) -> str:
        return application_name(platform().name, self.environment, self.said.application)


def _declared(environment: str) -> Backups:
    said = backups.declared(environment)
    if said.other_way:
        raise UsageError(
            f"no backup can be put in the place of {environment}'s database, which an operator runs",
            said.other_way,
        )
    return said


def _check(api: Api, said: Backups) -> None:
    """See that nothing is missing of what is needed once the writers are down."""
    _administrator(api, said)
    if api.find(JOB, said.migration, said.writers_namespace) is None:
        raise RefusedError(
            f"{said.writers_namespace} has no Job {said.migration}, which runs after a restore",
            "sync the Application, which runs it",
        )


def _administrator(api: Api, said: Backups) -> str:
    secret = find_secret(api, said.secret, said.writers_namespace)
    value = secret.values.get(said.key, "") if secret else ""
    if not value:
        raise RefusedError(
            f"Secret {said.secret} of {said.writers_namespace} lacks {said.key}",
            "see nexus-gitops secrets check",
        )
    return value


def _keep(api: Api, said: Backups, one: Restore) -> Restore:
    data = {
        "operation": one.operation,
        "snapshot": one.snapshot,
        "taken": one.taken,
        "step": one.step.value,
        "replicas": json.dumps(one.replicas, sort_keys=True),
        "paused": json.dumps(one.paused),
        "abandoned": json.dumps(one.abandoned),
    }
    metadata = {"name": _STATE, "namespace": said.namespace}
    api.apply(
        CONFIG_MAP,
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data},
        _MANAGER,
    )
    return one


def _read(data: dict[str, Any]) -> Restore:
    return Restore(
        operation=data["operation"],
        snapshot=data["snapshot"],
        taken=data["taken"],
        step=Step(data["step"]),
        replicas={name: int(count) for name, count in json.loads(data["replicas"]).items()},
        paused=bool(json.loads(data["paused"])),
        abandoned=bool(json.loads(data["abandoned"])),
    )
