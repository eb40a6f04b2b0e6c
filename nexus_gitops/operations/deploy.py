"""Brings an environment into a cluster without Argo CD: wave by wave, as Argo CD would.

Everything is applied in Argo CD's name, so that it owns every field from its first sync on, should
it come later. Interrupted at any moment, the same again goes on: what is there is not changed.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final

from nexus_gitops.argocd.layout import ARGOCD_NAMESPACE, application_name
from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.bootstrap import ARGOCD
from nexus_gitops.cluster.health import Health, health_of
from nexus_gitops.cluster.inventory import Found, found_of, kind_of
from nexus_gitops.cluster.kinds import APPLICATION, JOB, POD, Kind
from nexus_gitops.cluster.pods import pod_of
from nexus_gitops.errors import RefusedError
from nexus_gitops.manifests.identity import Identity, KubeObject, identity
from nexus_gitops.manifests.kinds import holds_state
from nexus_gitops.operations import secrets
from nexus_gitops.operations.release import objects_of
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform

_WAVE: Final = "argocd.argoproj.io/sync-wave"
_HOOK: Final = "argocd.argoproj.io/hook"
_PAUSE_SECONDS: Final = 1.0
# Namespaces hold everything, and what workloads refer to is there before them.
_FIRST: Final = (
    *("Namespace", "ServiceAccount", "ResourceQuota", "LimitRange", "NetworkPolicy"),
    *("ConfigMap", "Role", "RoleBinding", "Service"),
)


class Action(StrEnum):
    """What became of an object."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Step:
    """An object, and what became of it."""

    wave: int
    identity: Identity
    action: Action


@dataclass(frozen=True, slots=True)
class Deployed:
    """How far a deployment came.

    Attributes:
        steps: what was done, in order.
        waiting: what is not up in time, and why; nothing after it was applied.
        failed: what will not come up by waiting, and why.
    """

    steps: tuple[Step, ...]
    waiting: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


def deploy(
    api: Api, environment: str, *, seconds: float, on_progress: Callable[[str], None]
) -> Deployed:
    """Apply an environment wave by wave; each begins when the one before is up.

    In the end, what an earlier deployment left and is not rendered any more is removed, but for
    what holds data.

    Args:
        api: the cluster.
        environment: its name.
        seconds: how long to wait for each wave.
        on_progress: is told what happens.

    Raises:
        RefusedError: Argo CD keeps the environment, a Secret lacks keys, or the API server refuses
            an object.
        UnreachableError: the cluster did not answer.
    """
    _check_unwatched(api, environment)
    _check_secrets(api, environment)
    objects = sorted(objects_of(environment), key=_order)
    steps: list[Step] = []
    for wave, members in groupby(objects, key=_wave):
        applied = list(members)
        for obj in applied:
            on_progress(f"wave {wave}: {identity(obj)}")
            steps.append(Step(wave, identity(obj), _apply(api, obj, seconds)))
        waiting, failed = _wait(api, applied, seconds, on_progress)
        if waiting or failed:
            return Deployed(tuple(steps), waiting, failed)
    steps += _prune(api, objects, on_progress)
    return Deployed(tuple(steps))


def _check_unwatched(api: Api, environment: str) -> None:
    for application in loading.applications(environment):
        name = application_name(platform().name, environment, application.name)
        if api.find(APPLICATION, name, ARGOCD_NAMESPACE) is not None:
            raise RefusedError(
                f"Argo CD keeps {environment} by its Application {name}",
                f"nexus-gitops publish --env {environment} is the way to change it",
            )


def _check_secrets(api: Api, environment: str) -> None:
    for one in secrets.check(api, environment):
        missing = [key for key, state in one.keys.items() if state in ("missing", "empty")]
        if missing:
            raise RefusedError(
                f"Secret {one.name} of {one.namespace} lacks {', '.join(missing)}",
                f"nexus-gitops secrets apply --env {environment}",
            )


def _wave(obj: KubeObject) -> int:
    return int((obj["metadata"].get("annotations") or {}).get(_WAVE, "0"))


def _order(obj: KubeObject) -> tuple[int, int, Identity]:
    kind = obj["kind"]
    return (_wave(obj), _FIRST.index(kind) if kind in _FIRST else len(_FIRST), identity(obj))


def _apply(api: Api, obj: KubeObject, seconds: float) -> Action:
    kind, metadata = kind_of(api, obj), obj["metadata"]
    name, namespace = metadata["name"], metadata.get("namespace", "")
    if _HOOK in (metadata.get("annotations") or {}):
        _remove(api, kind, name, namespace, seconds)
    before = api.find(kind, name, namespace)
    try:
        after = api.apply(kind, obj, ARGOCD)
    except RefusedError as error:
        raise RefusedError(
            f"{identity(obj)} is not applied: {error.message}", error.hint
        ) from error
    if before is None:
        return Action.CREATED
    same = before["metadata"]["resourceVersion"] == after["metadata"]["resourceVersion"]
    return Action.UNCHANGED if same else Action.CHANGED


def _remove(api: Api, kind: Kind, name: str, namespace: str, seconds: float) -> None:
    """A hook is made anew each time, as its own annotation says: wait until the old one is gone."""
    deadline = time.monotonic() + seconds
    api.delete(kind, name, namespace)
    while api.find(kind, name, namespace) is not None and time.monotonic() < deadline:
        time.sleep(_PAUSE_SECONDS / 4)


def _wait(
    api: Api, objects: Sequence[KubeObject], seconds: float, on_progress: Callable[[str], None]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Why what was applied is not up when time is over, and what failed for good."""
    deadline = time.monotonic() + seconds
    while True:
        now = [(obj, _health(api, obj)) for obj in objects]
        failed = [obj for obj, health in now if health is Health.FAILED]
        waiting = [obj for obj, health in now if health is Health.WAITING]
        if failed:
            return (), tuple(_why(api, failed))
        if not waiting:
            return (), ()
        if time.monotonic() >= deadline:
            return tuple(_why(api, waiting)), ()
        on_progress(
            f"wave {_wave(objects[0])}: waiting for {', '.join(str(identity(obj)) for obj in waiting)}"
        )
        time.sleep(_PAUSE_SECONDS)


def _health(api: Api, obj: KubeObject) -> Health:
    metadata = obj["metadata"]
    found = api.find(kind_of(api, obj), metadata["name"], metadata.get("namespace", ""))
    return health_of({**found, "kind": obj["kind"]}) if found else Health.WAITING


def _why(api: Api, objects: Iterable[KubeObject]) -> Iterable[str]:
    for obj in objects:
        namespace = obj["metadata"].get("namespace", "")
        name = obj["metadata"]["name"]
        problems = {
            pod.problem
            for pod in map(pod_of, api.list(POD, namespace))
            if pod.problem and pod.name.startswith(f"{name}-")
        }
        if obj["kind"] == JOB.name and not problems:
            problems = {f"see nexus-gitops logs {name}"}
        yield f"{identity(obj)}: {'; '.join(sorted(problems)) or 'its pods are not ready'}"


def _prune(
    api: Api, objects: Sequence[KubeObject], on_progress: Callable[[str], None]
) -> list[Step]:
    rendered = {identity(obj) for obj in objects}
    stale = [
        one
        for one in found_of(api, objects)
        if one.identity not in rendered and not _holds_state(one)
    ]
    steps = []
    for one in sorted(stale, key=lambda one: one.identity):
        on_progress(f"removing {one.identity}")
        api.delete(one.kind, one.identity.name, one.identity.namespace)
        steps.append(Step(one.wave, one.identity, Action.REMOVED))
    return steps


def _holds_state(one: Found) -> bool:
    return one.holds_data or holds_state(one.kind.group, one.kind.name)
