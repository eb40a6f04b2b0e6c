"""Claims of volumes.

Source: `ValidatePersistentVolumeClaimSpec` in pkg/apis/core/validation/validation.go
"""

from collections.abc import Iterator
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.formats import DNS_SUBDOMAIN
from nexus_gitops.checks.objects.place import (
    Place,
    missing,
    not_positive_quantity,
    unlike_if_set,
)
from nexus_gitops.checks.refusals.selectors import check_selector

_RULE: Final = "refused-claim"
_ALONE: Final = "ReadWriteOncePod"


def check_claim_spec(spec: Place) -> Iterator[Finding]:
    """Rule `refused-claim`, of a claim or the template of one."""
    modes = spec.at("accessModes")
    yield from missing(modes, _RULE, "set it to [ReadWriteOnce]")
    if isinstance(modes.value, list) and _ALONE in modes.value and set(modes.value) != {_ALONE}:
        yield modes.refused(_RULE, f"has other modes beside {_ALONE}", "remove the others")
    storage = spec.at("resources", "requests", "storage")
    yield from missing(storage, _RULE, "set it to the size of the volume")
    yield from not_positive_quantity(storage, _RULE)
    for field in ("storageClassName", "volumeAttributesClassName"):
        yield from unlike_if_set(spec.at(field), DNS_SUBDOMAIN, _RULE)
    yield from check_selector(spec.at("selector"))
    source = spec.at("dataSourceRef")
    if source.value is not None:
        yield from missing(source.at("name"), _RULE)
        yield from unlike_if_set(source.at("apiGroup"), DNS_SUBDOMAIN, _RULE)
        kind = source.at("kind")
        if source.has("namespace"):
            return  # of another namespace, which clusters do not look at by default
        if not source.text("apiGroup") and kind.text() != "PersistentVolumeClaim":
            yield kind.refused(_RULE, "needs the apiGroup that it is of", "name the group")
