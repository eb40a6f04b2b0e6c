"""What grows the claims of a StatefulSet, in the words to type.

Kubernetes grows a claim that is there, and takes no change of the template that it was made of.
The quota of the namespace, which has to grow before the claims, comes with the release.
Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from shlex import quote
from typing import Any, Final

from nexus_gitops.diff import ABSENT, FieldChange, ObjectChange, Risk
from nexus_gitops.diff.quantity import is_lower, quantity
from nexus_gitops.manifests.identity import Identity, identity
from nexus_gitops.manifests.reader import from_yaml

_STORAGE: Final = re.compile(
    r"spec\.volumeClaimTemplates\[([^\]]+)\]\.spec\.resources\.requests\.storage"
)


def way_to_grow(
    changes: Sequence[ObjectChange], published: Mapping[str, str], overrule: str
) -> str:
    """The steps, in their order; "" where `changes` refuse anything else than larger claims.

    Args:
        changes: of objects, each with a field that the API server takes no change of.
        published: text by path of what is there.
        overrule: the flag that publishes all the same.
    """
    patches = [list(_patches(change, published)) for change in changes]
    if not patches or not all(patches):
        return ""
    deletions = [
        f"kubectl delete statefulset {one.name} -n {one.namespace} --cascade=orphan"
        for one in (change.identity for change in changes)
    ]
    steps = (
        f"publish with {overrule}",
        *deletions,
        "wait until Argo CD has made it anew; its pods run on",
        *(patch for each in patches for patch in each),
    )
    return "; then ".join(steps) + " (docs/immutable-fields.md)"


def _patches(change: ObjectChange, published: Mapping[str, str]) -> Iterator[str]:
    """A command for each claim; none where something else is refused."""
    refused = [field for field in change.fields if Risk.IMMUTABLE in field.risks]
    grown = [
        (found[1], field.after)
        for field in refused
        if (found := _STORAGE.fullmatch(field.field)) and _grows(field)
    ]
    if len(grown) != len(refused):
        return
    for ordinal in _ordinals(change.identity, published):
        for template, size in grown:
            body = json.dumps({"spec": {"resources": {"requests": {"storage": size}}}})
            yield (
                f"kubectl patch pvc {template}-{change.identity.name}-{ordinal}"
                f" -n {change.identity.namespace} --type merge -p {quote(body)}"
            )


def _grows(field: FieldChange) -> bool:
    known = field.before is not ABSENT and quantity(field.after) is not None
    return known and is_lower(field.after, field.before)


def _ordinals(wanted: Identity, published: Mapping[str, str]) -> range:
    for path, text in published.items():
        obj = from_yaml(text, path)
        if identity(obj) == wanted:
            spec: Any = obj.get("spec") or {}
            first = int((spec.get("ordinals") or {}).get("start", 0))
            return range(first, first + int(spec.get("replicas", 1)))
    return range(1)
