"""Edits that the API server rejects on an object that exists.

Sources, all Kubernetes: the API reference of each kind; "Update strategies" and "Limitations"
of StatefulSets; "Label selector updates" of Deployments; "Immutable ConfigMaps"; "Expanding
Persistent Volumes Claims"; the notes on `roleRef` in "Using RBAC Authorization"; the update
validation of StorageClass. Argo CD, "Resource Hooks": a hook is deleted before it is made
again, so its immutable fields may change.
"""

from typing import Any, Final

from nexus_gitops.diff.fields import Change
from nexus_gitops.diff.quantity import is_lower, quantity
from nexus_gitops.manifests.identity import Identity, KubeObject

_STATEFUL_SET_MUTABLE: Final = frozenset(
    {
        "minReadySeconds",
        "ordinals",
        "persistentVolumeClaimRetentionPolicy",
        "replicas",
        "template",
        "updateStrategy",
    }
)
"""What the oldest supported Kubernetes, 1.27, lets one change in a StatefulSet's `spec`."""
_JOB_IMMUTABLE: Final = frozenset(
    {
        "backoffLimitPerIndex",
        "completionMode",
        "completions",
        "managedBy",
        "podFailurePolicy",
        "selector",
        "successPolicy",
        "template",
    }
)
_STORAGE_CLASS_IMMUTABLE: Final = frozenset(
    {"parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"}
)
_NAMES_OF_A_DEFINITION: Final = frozenset({("names", "kind"), ("names", "plural")})
_HOOK: Final = "argocd.argoproj.io/hook"


def is_rejected(identity: Identity, before: KubeObject, leaf: Change) -> bool:
    """Whether `leaf` changes what may not change in `before`, the object of `identity`."""
    if leaf.path[:1] == ("metadata",):
        return False
    match (identity.group, identity.kind), leaf.path:
        case ("apps", "Deployment" | "DaemonSet"), ("spec", "selector", *_):
            return True
        case ("apps", "StatefulSet"), ("spec", field, *_):
            return field not in _STATEFUL_SET_MUTABLE
        case ("", "Service"), ("spec", "clusterIP" | "clusterIPs", *_):
            return True
        case ("", "Service"), ("spec", "ipFamilies", *_):
            return bool(_first(leaf.before) != _first(leaf.after))
        case ("apps", "ReplicaSet"), ("spec", "selector", *_):
            return True
        case ("batch", "Job"), ("spec", field, *_):
            return field in _JOB_IMMUTABLE and not _is_hook(before)
        case ("", "PersistentVolumeClaim"), ("spec", *_):
            return not _claim_may_change(leaf)
        case ("", "Secret"), ("type",):
            return True
        case ("", "ConfigMap" | "Secret"), ("data" | "binaryData" | "stringData" | "immutable", *_):
            return before.get("immutable") is True
        case ("storage.k8s.io", "StorageClass"), (field, *_):
            return field in _STORAGE_CLASS_IMMUTABLE
        case ("scheduling.k8s.io", "PriorityClass"), ("value" | "preemptionPolicy",):
            return True
        case ("node.k8s.io", "RuntimeClass"), ("handler",):
            return True
        case ("networking.k8s.io", "IngressClass"), ("spec", "controller"):
            return True
        case ("apiextensions.k8s.io", "CustomResourceDefinition"), ("spec", field, *rest):
            return field in {"group", "scope"} or (field, *rest) in _NAMES_OF_A_DEFINITION
        case ("rbac.authorization.k8s.io", _), ("roleRef", *_):
            return True
    return False


def _first(families: Any) -> Any:
    """The primary one; what the server chooses where there is none is not known."""
    return families[0] if isinstance(families, list) and families else None


def _claim_may_change(leaf: Change) -> bool:
    match leaf.path:
        case ("spec", "volumeAttributesClassName"):
            return True
        case ("spec", "resources", "requests", "storage"):
            return quantity(leaf.after) is not None and not is_lower(leaf.before, leaf.after)
    return False


def _is_hook(obj: KubeObject) -> bool:
    annotations: Any = obj["metadata"].get("annotations")
    return isinstance(annotations, dict) and _HOOK in annotations
