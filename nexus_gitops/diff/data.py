"""Changes after which data on a volume is not read, not found, not owned or not kept.

Sources: PostgreSQL, "Upgrading a Cluster" (a major version does not read the files of another);
the image postgres, PGDATA; Kubernetes, "Configure a Security Context" (who owns a volume) and
"StatefulSets" (persistentVolumeClaimRetentionPolicy); Argo CD, "Sync Options" (Prune, Delete).
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from nexus_gitops.diff.fields import Change, Item
from nexus_gitops.diff.model import ABSENT
from nexus_gitops.manifests.identity import KubeObject

_STORE: Final = re.compile(
    r"(?:.*/)?(?P<name>postgres(?:ql)?|timescaledb|postgis|mysql|mariadb|mongo(?:db)?"
    r"|elasticsearch|opensearch)"
    r":v?(?P<major>\d+)(?:[.\d]*)(?:[-+_@].*)?"
)
_PLACES: Final = frozenset({"PGDATA", "MYSQL_DATADIR", "REDIS_DATA_DIR"})
_OWNERS: Final = frozenset({"runAsUser", "runAsGroup", "fsGroup"})
_SYNC_OPTIONS: Final = "argocd.argoproj.io/sync-options"
_GUARDS: Final = re.compile(r"(?:Prune|Delete)=(?:false|confirm)")


def endangers_data(before: KubeObject, leaf: Change) -> bool:
    """Whether the pods of `before` may not get at what is on their volume after `leaf`."""
    if not _has_claims(before):
        return False
    match leaf:
        case Change(path=("spec", *_, "containers", Item(), "image"), before=str(), after=str()):
            return _is_other_major(leaf.before, leaf.after)
        case Change(path=("spec", *_, "env", Item() as name, "value")):
            return str(name) in _PLACES
        case Change(path=("spec", *_, "volumeMounts", Item(), "mountPath" | "subPath")):
            return True
        case Change(path=("spec", *_, "securityContext", field)):
            return field in _OWNERS
    return False


def unprotects(leaf: Change) -> bool:
    """Whether `leaf` lets something be deleted that was kept from it."""
    match leaf.path:
        case ("spec", "persistentVolumeClaimRetentionPolicy", _):
            return bool(leaf.after == "Delete")
        case ("spec", "persistentVolumeReclaimPolicy") | ("reclaimPolicy",):
            return leaf.after == "Delete" and leaf.before is not ABSENT
        case ("metadata", "annotations", name) if name == _SYNC_OPTIONS:
            return not _guards(leaf.before) <= _guards(leaf.after)
    return False


def _guards(options: Any) -> set[str]:
    """Of `Prune` and `Delete`, those that the options guard."""
    found = _GUARDS.findall(options) if isinstance(options, str) else []
    return {option.partition("=")[0] for option in found}


def _is_other_major(before: str, after: str) -> bool:
    old, new = _STORE.fullmatch(before), _STORE.fullmatch(after)
    return bool(old and new and (old["name"], old["major"]) != (new["name"], new["major"]))


def _has_claims(obj: KubeObject) -> bool:
    spec = obj.get("spec")
    if not isinstance(spec, dict):
        return False
    return bool(spec.get("volumeClaimTemplates")) or any(_claims(spec.get("template")))


def _claims(template: Any) -> Iterator[bool]:
    spec = template.get("spec") if isinstance(template, dict) else None
    volumes = spec.get("volumes") if isinstance(spec, dict) else None
    for volume in volumes if isinstance(volumes, list) else ():
        yield isinstance(volume, dict) and "persistentVolumeClaim" in volume
