"""Argo CD as its custom resources show it: what it is, and what it says of an Application.

That its controllers work is told by what they do and not by where they run: a hosted Argo CD
has none in the cluster.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.argocd.layout import ARGOCD_NAMESPACE
from nexus_gitops.cluster.api import Api, ChangedError
from nexus_gitops.cluster.kinds import APPLICATION, DEFINITION, PROJECT
from nexus_gitops.errors import RefusedError
from nexus_gitops.manifests.identity import KubeObject

_OLDEST: Final = "3.3"
_HOW: Final = f"install Argo CD {_OLDEST} or newer in the namespace {ARGOCD_NAMESPACE}"
_COMMIT: Final = re.compile(r"[0-9a-f]{40,64}")  # while it can read none, it shows the branch
_REFRESH: Final = "argocd.argoproj.io/refresh"
_SKIP: Final = "argocd.argoproj.io/skip-reconcile"
_PAUSE_SECONDS: Final = 1.0
_RUNNING: Final = "Running"
_TERMINATING: Final = "Terminating"
_BAD_CONDITION: Final = re.compile(r"Error$")
# What git says of a repository that answers and holds no release yet.
_NOTHING_YET: Final = re.compile(
    r"remote repository is empty|unable to resolve '[^']*' to a commit|app path does not exist"
    r"|couldn't find remote ref|reference not found",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What Argo CD says of an Application's source.

    Attributes:
        revision: commit that it has read; "" where it could read none.
        complaints: what it could not do, in its own words.
    """

    revision: str
    complaints: tuple[str, ...]

    @property
    def finds_nothing_yet(self) -> bool:
        """Whether the repository answers, and nothing was published to it yet."""
        return any(_NOTHING_YET.search(complaint) for complaint in self.complaints)


def is_installed(api: Api) -> bool:
    """Whether the cluster knows what an Application is."""
    return api.find(DEFINITION, f"{APPLICATION.plural}.{APPLICATION.group}") is not None


def check_installed(api: Api) -> None:
    """See that Argo CD's definitions are there, and new enough.

    A project that allows single cluster-wide objects by name is what 3.3 brought.

    Raises:
        RefusedError: Argo CD is not there, or too old.
        UnreachableError: the cluster did not answer.
    """
    for kind in (APPLICATION, PROJECT):
        name = f"{kind.plural}.{kind.group}"
        definition = api.find(DEFINITION, name)
        if definition is None:
            raise RefusedError(f"{api.server} has no Argo CD: it knows no {name}", _HOW)
        if kind is PROJECT and not _allows_by_name(definition):
            raise RefusedError(f"the Argo CD of {api.server} is older than {_OLDEST}", _HOW)


def comparison_of(application: KubeObject) -> Comparison | None:
    """What Argo CD says of the source; None while it has not looked at it."""
    complaints = complaints_of(application)
    sync = (application.get("status") or {}).get("sync") or {}
    revision = sync.get("revision", "") if _COMMIT.fullmatch(sync.get("revision", "")) else ""
    if not revision and not complaints:
        return None
    return Comparison(revision, complaints)


def complaints_of(application: KubeObject) -> tuple[str, ...]:
    """What Argo CD could not do for an Application, in its own words."""
    return tuple(
        condition.get("message", "")
        for condition in (application.get("status") or {}).get("conditions") or ()
        if _BAD_CONDITION.search(condition.get("type", ""))
    )


def refresh(api: Api, name: str) -> None:
    """Have Argo CD look what is new for an Application; nothing where there is none.

    Raises:
        UnreachableError: the cluster did not answer, or does not let us.
    """
    if api.find(APPLICATION, name, ARGOCD_NAMESPACE) is not None:
        api.patch(APPLICATION, name, ARGOCD_NAMESPACE, _refreshed(), "nexus-gitops")


def end_sync(api: Api, name: str, is_in_the_way: Callable[[str], bool]) -> str:
    """End the sync that is running with its retries, and have Argo CD look for what is new.

    Argo CD begins no sync before the one that runs is over, and one that waits for what never
    gets healthy is not. Source: `TerminateOperation` in argo-cd/server/application/application.go.

    Args:
        api: the cluster that Argo CD runs in.
        name: of the Application.
        is_in_the_way: whether the sync of a commit has to end.

    Returns:
        the commit whose sync was ended; "" where none was, be it that another one has begun
        meanwhile.

    Raises:
        UnreachableError: the cluster did not answer, or does not let us.
    """
    application = api.find(APPLICATION, name, ARGOCD_NAMESPACE) or {}
    state = (application.get("status") or {}).get("operationState") or {}
    commit = _synced_by(state)
    if state.get("phase") != _RUNNING or not commit or not is_in_the_way(commit):
        return ""
    change = {
        "metadata": {
            **_refreshed()["metadata"],
            "resourceVersion": application["metadata"]["resourceVersion"],
        },
        "status": {"operationState": {"phase": _TERMINATING}},
    }
    try:
        api.patch(APPLICATION, name, ARGOCD_NAMESPACE, change, "nexus-gitops")
    except ChangedError:  # maybe the sync that is wanted runs by now
        return ""
    return commit


def is_paused(api: Api, name: str) -> bool:
    """Whether Argo CD leaves an Application alone; True where there is none.

    Raises:
        UnreachableError: the cluster did not answer, or does not let us.
    """
    application = api.find(APPLICATION, name, ARGOCD_NAMESPACE)
    return application is None or _is_paused(application)


def pause(api: Api, name: str, *, seconds: float, on_progress: Callable[[str], None]) -> None:
    """Have Argo CD leave an Application alone, once no sync of it runs; nothing where there is none.

    The annotation is not rendered, so that the Application that has this one takes nothing back,
    as it would where `automated` were taken out of it. A sync that runs would stand still half way.
    Source: https://argo-cd.readthedocs.io/en/stable/user-guide/skip_reconcile/

    Args:
        api: the cluster that Argo CD runs in.
        name: of the Application.
        seconds: how long to wait for the end of a sync.
        on_progress: is told what happens.

    Raises:
        RefusedError: a sync does not end in time.
        UnreachableError: the cluster did not answer, or does not let us.
    """
    deadline = time.monotonic() + seconds
    while True:
        application = api.find(APPLICATION, name, ARGOCD_NAMESPACE)
        if application is None or _is_paused(application):
            return
        if not _is_syncing(application):
            if not _is_syncing(_skip(api, name, "true")):
                return
            resume(api, name)
        if time.monotonic() >= deadline:
            raise RefusedError(
                f"a sync of Application {name} does not end", "see nexus-gitops status, and end it"
            )
        on_progress(f"waiting for the end of a sync of {name}")
        time.sleep(_PAUSE_SECONDS)


def resume(api: Api, name: str) -> None:
    """Have Argo CD look after an Application again; nothing where there is none.

    Raises:
        UnreachableError: the cluster did not answer, or does not let us.
    """
    if api.find(APPLICATION, name, ARGOCD_NAMESPACE) is not None:
        _skip(api, name, None)


def _skip(api: Api, name: str, value: str | None) -> KubeObject:
    change = {"metadata": {"annotations": {_SKIP: value}}}
    return api.patch(APPLICATION, name, ARGOCD_NAMESPACE, change, "nexus-gitops")


def _refreshed() -> dict[str, Any]:
    return {"metadata": {"annotations": {_REFRESH: "normal"}}}


def _synced_by(state: Mapping[str, Any]) -> str:
    """The commit that an operation syncs; "" while Argo CD has not looked which one it is."""
    asked = ((state.get("operation") or {}).get("sync") or {}).get("revision") or ""
    found = (state.get("syncResult") or {}).get("revision") or ""
    return next(filter(_COMMIT.fullmatch, (asked, found)), "")


def _is_paused(application: KubeObject) -> bool:
    annotations = application["metadata"].get("annotations") or {}
    return bool(annotations.get(_SKIP) == "true")


def _is_syncing(application: KubeObject) -> bool:
    state = (application.get("status") or {}).get("operationState") or {}
    return "operation" in application or state.get("phase") in (_RUNNING, _TERMINATING)


def _allows_by_name(definition: Mapping[str, Any]) -> bool:
    (version, *_) = definition["spec"]["versions"]
    schema = version["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]
    allowed = schema["clusterResourceWhitelist"]["items"]["properties"]
    return "name" in allowed
