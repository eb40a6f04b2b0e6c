"""Hands the root Application to Argo CD, once; from then on it keeps itself."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from nexus_gitops.argocd.layout import ARGOCD_NAMESPACE
from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.argocd import Comparison, check_installed, comparison_of
from nexus_gitops.cluster.kinds import APPLICATION, PROJECT, Kind
from nexus_gitops.errors import RefusedError, UnreachableError
from nexus_gitops.manifests.identity import KubeObject

ARGOCD: Final = "argocd-controller"
"""The root is Argo CD's own from its first sync on. What is applied under another name than
Argo CD's stays when a later release drops it, as both names would have to drop it."""

_KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in (PROJECT, APPLICATION)}
_PAUSE_SECONDS: Final = 1.0
_ACCESS: Final = (
    "give Argo CD access: docs/publishing.md, Point Argo CD at the repository; what was applied"
    " stays, and Argo CD tries again"
)


class Action(StrEnum):
    """What became of an object."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Applied:
    """One object of the root, and what became of it."""

    kind: str
    name: str
    action: Action


@dataclass(frozen=True, slots=True)
class Bootstrapped:
    """The root as Argo CD has it now.

    Attributes:
        applied: project and Application, in order.
        comparison: what Argo CD says of the repository.
    """

    applied: tuple[Applied, ...]
    comparison: Comparison


def bootstrap(
    api: Api,
    root: Sequence[KubeObject],
    *,
    seconds: float,
    on_progress: Callable[[str], None],
) -> Bootstrapped:
    """Apply the root, and wait until Argo CD has asked the repository.

    Args:
        api: the cluster that Argo CD runs in.
        root: its project and Application, in the order in which they are applied.
        seconds: how long to wait for Argo CD.
        on_progress: is told what happens.

    Raises:
        RefusedError: Argo CD is not there or too old, or the API server refuses an object.
        UnreachableError: the cluster or Argo CD does not answer, or Argo CD cannot reach the
            repository.
    """
    on_progress(f"looking for Argo CD in {api.server}")
    check_installed(api)
    applied = tuple(_apply(api, obj) for obj in root)
    on_progress("waiting until Argo CD has asked the repository")
    comparison = _wait(api, _application(root), seconds)
    if comparison.complaints and not comparison.finds_nothing_yet:
        raise UnreachableError(
            f"Argo CD cannot read {_source(root)}: {comparison.complaints[0]}", _ACCESS
        )
    return Bootstrapped(applied, comparison)


def _apply(api: Api, obj: KubeObject) -> Applied:
    kind, name = _KINDS[obj["kind"]], obj["metadata"]["name"]
    before = api.find(kind, name, ARGOCD_NAMESPACE)
    if before is not None and _holds(before, obj):
        return Applied(kind.name, name, Action.UNCHANGED)
    try:
        api.apply(kind, obj, ARGOCD)
    except RefusedError as error:
        raise RefusedError(
            f"{kind.name} {name} is not applied: {error.message}",
            f"is Argo CD in the namespace {ARGOCD_NAMESPACE}?",
        ) from error
    return Applied(kind.name, name, Action.CREATED if before is None else Action.CHANGED)


def _holds(found: Any, wanted: Any) -> bool:
    """Whether `found` says everything that `wanted` says; the server may have added fields."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(
            _holds(found.get(key), value) for key, value in wanted.items()
        )
    return bool(found == wanted)


def _wait(api: Api, root: KubeObject, seconds: float) -> Comparison:
    """What Argo CD says; for as long as time allows, a complaint may be of an older look."""
    name = root["metadata"]["name"]
    limit = time.monotonic() + seconds
    comparison = None
    while comparison is None or (comparison.complaints and not comparison.finds_nothing_yet):
        if time.monotonic() > limit:
            break
        time.sleep(_PAUSE_SECONDS)
        comparison = comparison_of(api.find(APPLICATION, name, ARGOCD_NAMESPACE) or {})
    if comparison is None:
        raise UnreachableError(
            f"Argo CD has not looked at Application {name} within {seconds:g} s",
            f"is its application controller running? kubectl get pods -n {ARGOCD_NAMESPACE}",
        )
    return comparison


def _source(root: Sequence[KubeObject]) -> str:
    return str(_application(root)["spec"]["source"]["repoURL"])


def _application(root: Sequence[KubeObject]) -> KubeObject:
    (application,) = (obj for obj in root if obj["kind"] == APPLICATION.name)
    return application
