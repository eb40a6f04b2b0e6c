"""Secret values: compared, never kept, so that no output can show them by mistake."""

import hashlib
from collections.abc import Mapping
from typing import Any

from nexus_gitops.manifests.identity import KubeObject

_SECRET_FIELDS = ("data", "stringData")
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
"""Annotation in which `kubectl apply` leaves the whole object, a Secret's data included."""


class Hidden:
    """Stands for a value that must not be shown; equal values are equal."""

    __slots__ = ("_digest",)

    def __init__(self, value: Any) -> None:
        self._digest = hashlib.sha256(repr(value).encode()).digest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hidden) and self._digest == other._digest

    def __hash__(self) -> int:
        return hash(self._digest)

    def __repr__(self) -> str:
        return "(hidden)"


def hide_secrets(obj: KubeObject) -> KubeObject:
    """`obj` itself, or for a Secret a copy whose values are `Hidden`."""
    if (obj["apiVersion"], obj["kind"]) != ("v1", "Secret"):
        return obj
    hidden = {key: _hide_values(obj[key]) for key in _SECRET_FIELDS if key in obj}
    return {**obj, **hidden, "metadata": _hide_last_applied(obj["metadata"])}


def _hide_values(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: Hidden(inner) for key, inner in value.items()}
    return Hidden(value)


def _hide_last_applied(metadata: Mapping[str, Any]) -> dict[str, Any]:
    annotations = metadata.get("annotations")
    if not isinstance(annotations, Mapping) or _LAST_APPLIED not in annotations:
        return dict(metadata)
    hidden = {**annotations, _LAST_APPLIED: Hidden(annotations[_LAST_APPLIED])}
    return {**metadata, "annotations": hidden}
