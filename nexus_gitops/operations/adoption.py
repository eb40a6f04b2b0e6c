"""Takes over what was applied by hand, so that Argo CD owns its fields; pods are not touched.

A field that somebody else owns stays when a later release drops it. So what kubectl owns becomes
Argo CD's, as kubectl itself moves its own to server-side apply.
Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#upgrading-from-client-side-apply-to-server-side-apply
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.bootstrap import ARGOCD
from nexus_gitops.cluster.inventory import kind_of
from nexus_gitops.manifests.identity import Identity, KubeObject, identity
from nexus_gitops.operations.server_side import Answer, answers, comparable

_APPLIED: Final = "kubectl.kubernetes.io/last-applied-configuration"
_BY_HAND: Final = ("kubectl", "before-first-apply", "helm", "nexus-gitops")


class Outlook(StrEnum):
    """What the next sync does to an object."""

    NEW = "new"
    """It is not there."""
    SAME = "same"
    CHANGES = "changes"
    """Fields change, and no pod is replaced for it."""
    RESTARTS = "restarts"
    """Its pods are replaced."""
    IMPOSSIBLE = "impossible"
    """The API server refuses the change: it has to be deleted first."""


@dataclass(frozen=True, slots=True)
class Adoptee:
    """An object that is to be taken over.

    Attributes:
        identity: which one it is.
        outlook: see `Outlook`.
        reason: why it is impossible; "" otherwise.
        managers: who else owns fields of it, as kubectl.
    """

    identity: Identity
    outlook: Outlook
    reason: str
    managers: tuple[str, ...]


def survey(
    api: Api, environment: str, on_progress: Callable[[str], None]
) -> tuple[tuple[Adoptee, ...], tuple[Answer, ...]]:
    """What the first sync would do to each object of an environment.

    Raises:
        UnreachableError: the cluster did not answer.
    """
    asked = tuple(one for one in answers(api, environment, on_progress) if not one.is_hook)
    return tuple(map(_adoptee, asked)), asked


def adopt(api: Api, asked: tuple[Answer, ...], on_progress: Callable[[str], None]) -> None:
    """Make Argo CD the owner of what was applied by hand. No field but the bookkeeping changes.

    Raises:
        RefusedError: the API server refuses it, as where somebody else changed it meanwhile.
        UnreachableError: the cluster did not answer.
    """
    for one in asked:
        if one.live is None or not _by_hand(one.live):
            continue
        on_progress(f"taking over {identity(one.obj)}")
        metadata = one.obj["metadata"]
        api.patch(
            kind_of(api, one.obj),
            metadata["name"],
            metadata.get("namespace", ""),
            {
                "metadata": {
                    "resourceVersion": one.live["metadata"]["resourceVersion"],
                    "annotations": {_APPLIED: None},
                    "managedFields": _handed_over(one.live),
                }
            },
            ARGOCD,
        )


def _adoptee(one: Answer) -> Adoptee:
    managers = tuple(dict.fromkeys(entry["manager"] for entry in _by_hand(one.live or {})))
    return Adoptee(identity(one.obj), _outlook(one), one.refusal, managers)


def _outlook(one: Answer) -> Outlook:
    if one.refusal:
        return Outlook.IMPOSSIBLE
    if one.live is None or one.result is None:
        return Outlook.NEW
    live, result = comparable(one.live), comparable(one.result)
    if live == result:
        return Outlook.SAME
    templates = [(obj.get("spec") or {}).get("template") for obj in (live, result)]
    return Outlook.CHANGES if templates[0] == templates[1] else Outlook.RESTARTS


def _by_hand(obj: Mapping[str, Any]) -> list[dict[str, Any]]:
    entries = (obj.get("metadata") or {}).get("managedFields") or ()
    return [
        entry
        for entry in entries
        if not entry.get("subresource") and entry.get("manager", "").startswith(_BY_HAND)
    ]


def _handed_over(obj: KubeObject) -> list[dict[str, Any]]:
    """The bookkeeping with one entry of Argo CD's for all that was owned by hand."""
    ours = _by_hand(obj)
    entries = [entry for entry in obj["metadata"]["managedFields"] if entry not in ours]
    mine = [
        entry
        for entry in entries
        if (entry.get("manager"), entry.get("operation")) == (ARGOCD, "Apply")
    ]
    rest = [entry for entry in entries if entry not in mine]
    fields: dict[str, Any] = {}
    for entry in (*ours, *mine):
        fields = _merged(fields, entry.get("fieldsV1") or {})
    taken = {
        "manager": ARGOCD,
        "operation": "Apply",
        "apiVersion": ours[0]["apiVersion"],
        "fieldsType": "FieldsV1",
        "fieldsV1": fields,
    }
    return [taken, *rest]


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _merged(one.get(key) or {}, other.get(key) or {}) for key in sorted({*one, *other})
    }
