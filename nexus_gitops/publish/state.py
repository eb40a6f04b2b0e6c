"""What in manifests holds data, and what of an Application stays in the cluster for that."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from nexus_gitops.argocd.layout import CORE, application_of
from nexus_gitops.errors import LocalError
from nexus_gitops.manifests.identity import Identity, identity
from nexus_gitops.manifests.kinds import holds_state, kinds

_AROUND_DATA: Final = frozenset(
    {
        "ConfigMap",
        "LimitRange",
        "NetworkPolicy",
        "ObjectStore",
        "ResourceQuota",
        "Service",
        "ServiceAccount",
    }
)

_AT_REST: Final = frozenset(
    {"ExternalSecret", "Namespace", "PersistentVolumeClaim", "SealedSecret"}
)
"""Kinds that hold data and run no pods, so that they lean on nothing."""


def objects_with_state(files: Mapping[str, str]) -> frozenset[Identity]:
    """What in manifests holds data, or cannot be read; see `Kind.holds_state`.

    Args:
        files: text by path.
    """
    return frozenset(_with_state(files))


def staying(manifests: Mapping[str, str]) -> frozenset[str]:
    """The paths of what stays in the cluster where an Application is taken out of it.

    That is what holds data. In the core the database runs on, with what it leans on and what keeps
    others away from it. Of an add-on nothing runs on: a StatefulSet goes, and leaves its claims.

    Args:
        manifests: text by path, of Applications of one environment.
    """
    state = {
        path: frozenset() if _leaves_its_data(path, text) else objects_with_state({path: text})
        for path, text in manifests.items()
    }
    with_stores = {
        application_of(path)
        for path, found in state.items()
        if any(item.kind not in _AT_REST for item in found)
    }
    return frozenset(
        path
        for path, text in manifests.items()
        if state[path] or (application_of(path) in with_stores and _is_around_data(path, text))
    )


def _leaves_its_data(path: str, text: str) -> bool:
    """Whether it is a StatefulSet of an add-on whose claims outlive it.

    Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention
    """
    from nexus_gitops.manifests.reader import from_yaml

    if application_of(path) == CORE or "StatefulSet" not in text:
        return False
    try:
        obj = from_yaml(text, path)
    except LocalError:
        return False
    retention = obj.get("spec", {}).get("persistentVolumeClaimRetentionPolicy", {})
    keeps_claims = retention.get("whenDeleted", "Retain") == "Retain"
    return bool(obj["kind"] == "StatefulSet" and keeps_claims)


def _is_around_data(path: str, text: str) -> bool:
    from nexus_gitops.manifests.reader import from_yaml

    try:
        return from_yaml(text, path)["kind"] in _AROUND_DATA
    except LocalError:
        return True  # it might hold data


def _with_state(files: Mapping[str, str]) -> Iterator[Identity]:
    for path, text in files.items():
        if _names_with_state().search(text):  # parsing all of a large environment takes seconds
            yield from _in(path, text)


def _in(path: str, text: str) -> Iterator[Identity]:
    # Here, because a publish that changes nothing needs none of it.
    from nexus_gitops.manifests.reader import documents

    try:
        found = [identity(obj) for document in documents(text, path) for obj in _objects(document)]
    except (LocalError, KeyError, TypeError, AttributeError):
        yield unreadable(path)
        return
    yield from (item for item in found if holds_state(item.group, item.kind))


def unreadable(path: str) -> Identity:
    """What stands for the objects of a manifest that cannot be read."""
    return Identity("", "unreadable manifest", "", path)


@cache
def _names_with_state() -> re.Pattern[str]:
    names = sorted({kind.name for kind in kinds().values() if kind.holds_state})
    return re.compile(rf"\b(?:{'|'.join(names)})\b")


def _objects(document: Any) -> list[Any]:
    """Several objects may hide in one List."""
    if isinstance(document, dict) and str(document.get("kind", "")).endswith("List"):
        return list(document.get("items") or [])
    return [] if document is None else [document]
