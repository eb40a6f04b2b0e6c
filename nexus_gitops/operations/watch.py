"""What runs of an environment against what is published of it: the cluster and Git together."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Final

from nexus_gitops.argocd.layout import application_name
from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.observe import observe
from nexus_gitops.cluster.status import EnvironmentStatus, Status, Verdict, status_of
from nexus_gitops.errors import UnreachableError
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.operations.release import Target
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform
from nexus_gitops.publish import release_at, releases

_PAUSE_SECONDS: Final = 2.0
# Pulls are tried again, an autoscaler waits for its first figures, Argo CD retries a sync.
_PATIENCE_SECONDS: Final = 30.0

Look = Callable[[], EnvironmentStatus]


def look_at(api: Api, target: Target) -> Look:
    """A function that tells what runs now; what is published is asked once.

    Args:
        api: the cluster that Argo CD runs in.
        target: the environment and its GitOps repository.

    Raises:
        UnreachableError: the repository did not answer; likewise the cluster, at each look.
    """
    address, branch, environment = target.address, target.branch, target.environment
    newest = releases(address, branch, environment, limit=1)
    published = newest[0].commit if newest else ""

    @cache
    def release_in(commit: str) -> str:
        if not commit:
            return ""
        found = release_at(address, branch, environment, commit)
        return found.commit if found else ""

    def status(name: str, namespace: str) -> Status:
        seen = observe(api, name, namespace)
        tried, synced = _revisions(seen.application or {})
        return status_of(
            replace(
                seen,
                published=published,
                tried=release_in(tried),
                operated=release_in(_operated(seen.application or {})),
                running=release_in(synced),
            )
        )

    names = {
        application.name: (
            application_name(platform().name, environment, application.name),
            application.namespace,
        )
        for application in loading.applications(environment)
    }
    return lambda: EnvironmentStatus({key: status(*place) for key, place in names.items()})


def names_of(environment: str) -> dict[str, str]:
    """Name in Argo CD of each Application of an environment."""
    return {
        application.name: application_name(platform().name, environment, application.name)
        for application in loading.applications(environment)
    }


def wait(
    look: Look, seconds: float, on_status: Callable[[EnvironmentStatus], None]
) -> EnvironmentStatus:
    """The first healthy status, the first one that stays degraded, or the last one in time.

    What is degraded gets half a minute to recover: much of it passes. A cluster that answered
    once may be out of reach for a while.

    Args:
        look: see `look_at`.
        seconds: how long to wait.
        on_status: is told each status.

    Raises:
        UnreachableError: the cluster did not answer the first look, or the last one in time.
    """
    limit = time.monotonic() + seconds
    has_answered = False
    degraded_since: float | None = None
    while True:
        try:
            status = look()
        except UnreachableError:
            if not has_answered or time.monotonic() >= limit:
                raise
            time.sleep(min(_PAUSE_SECONDS, limit - time.monotonic()))
            continue
        has_answered = True
        on_status(status)
        now = time.monotonic()
        if status.verdict is not Verdict.DEGRADED:
            degraded_since = None
        elif degraded_since is None:
            degraded_since = now
        gave_up = degraded_since is not None and now - degraded_since >= _PATIENCE_SECONDS
        if status.verdict is Verdict.HEALTHY or gave_up or now >= limit:
            return status
        time.sleep(min(_PAUSE_SECONDS, limit - now))


def _operated(application: KubeObject) -> str:
    """The commit that Argo CD's last sync was of."""
    state = (application.get("status") or {}).get("operationState") or {}
    sync = (state.get("operation") or {}).get("sync") or {}
    return str(sync.get("revision", ""))


def _revisions(application: KubeObject) -> tuple[str, str]:
    """The commits that Argo CD has begun to sync, and has synced last; "" for none."""
    status = application.get("status") or {}
    sync = status.get("sync") or {}
    if sync.get("status") == "Synced":
        return sync.get("revision", ""), sync.get("revision", "")
    operation = (status.get("operationState") or {}).get("operation") or {}
    history = status.get("history") or ()
    return (
        (operation.get("sync") or {}).get("revision", ""),
        history[-1].get("revision", "") if history else "",
    )
