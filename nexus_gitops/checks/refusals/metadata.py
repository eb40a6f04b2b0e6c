"""Names, labels and annotations.

Sources: k8s.io/apimachinery pkg/api/validation/objectmeta.go and generic.go, and the `Validate*Name`
of each kind in pkg/apis/*/validation of Kubernetes.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import group, title
from nexus_gitops.checks.objects.formats import (
    DNS_LABEL,
    DNS_SUBDOMAIN,
    LABEL_VALUE,
    PATH_SEGMENT,
    QUALIFIED_NAME,
    SERVICE_NAME,
    Format,
)
from nexus_gitops.checks.objects.place import Place, unlike
from nexus_gitops.manifests.identity import KubeObject

SERVICE_NAME_RULE: Final = "refused-service-name"
_NAMES: Final[Mapping[tuple[str, str], Format]] = {
    ("", "Namespace"): DNS_LABEL,
    ("", "Service"): DNS_LABEL,
    ("policy", "PodDisruptionBudget"): PATH_SEGMENT,
    ("rbac.authorization.k8s.io", "ClusterRole"): PATH_SEGMENT,
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): PATH_SEGMENT,
    ("rbac.authorization.k8s.io", "Role"): PATH_SEGMENT,
    ("rbac.authorization.k8s.io", "RoleBinding"): PATH_SEGMENT,
}
"""What a name is, where it is not a DNS subdomain."""
_LONGEST: Final[Mapping[tuple[str, str], int]] = {
    ("batch", "CronJob"): 52,  # eleven more for the names of its Jobs
    ("batch", "Job"): 63,  # it becomes a label of its pods
}


def check_object_metadata(obj: KubeObject) -> Iterator[Finding]:
    """Rules `syntax-name`, `syntax-label` and `refused-service-name`."""
    place = Place(title(obj), "metadata", obj.get("metadata"))
    kind = (group(obj), str(obj["kind"]))
    name = place.at("name")
    yield from unlike(name, _NAMES.get(kind, DNS_SUBDOMAIN), "syntax-name")
    if kind == ("", "Service"):
        yield from check_service_name(name)
    longest = _LONGEST.get(kind)
    if longest and len(name.text()) > longest:
        yield name.refused("syntax-name", f"is longer than {longest}", "shorten it")
    yield from check_metadata_fields(place)


def check_service_name(name: Place) -> Iterator[Finding]:
    """Rule `refused-service-name`: until Kubernetes 1.36 it starts with a letter."""
    if DNS_LABEL.fits(name.text()):
        yield from unlike(name, SERVICE_NAME, SERVICE_NAME_RULE)


def check_metadata_fields(metadata: Place) -> Iterator[Finding]:
    """Rule `syntax-label`, of an object or of a pod template."""
    for field in ("labels", "annotations"):
        for key, value in metadata.entries(field):
            # Capitals in the prefix of an annotation are let through.
            if not QUALIFIED_NAME.fits(key if field == "labels" else key.lower()):
                yield _key(metadata.at(field), key)
            if field == "labels":
                yield from unlike(value, LABEL_VALUE, "syntax-label")


def _key(labels: Place, key: Any) -> Finding:
    return Place(labels.owner, labels.path, key).refused(
        "syntax-label", "is no key", QUALIFIED_NAME.says
    )
