"""Checks labels and annotations."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.objects.fields import mapping, title
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import place_of
from nexus_gitops.checks.objects.pods import PodTemplate, pod_templates
from nexus_gitops.manifests.identity import KubeObject

_PREFIX: Final = "app.kubernetes.io/"
_ALL: Final = ("component", "instance", "managed-by", "name", "part-of")
_RUNNING: Final = (*_ALL, "version")
_OWNED_ANNOTATIONS: Final = {
    "argocd.argoproj.io/installation-id": "Argo CD",
    "argocd.argoproj.io/tracking-id": "Argo CD",
    "deployment.kubernetes.io/revision": "the Deployment's controller",
    "kubectl.kubernetes.io/last-applied-configuration": "kubectl",
}
_OWNED_LABELS: Final = {
    "argocd.argoproj.io/instance": "Argo CD",
    "controller-uid": "the Job's controller",
    "pod-template-hash": "the Deployment's controller",
}
_OF_CLUSTER: Final = (
    "creationTimestamp", "deletionTimestamp", "managedFields", "ownerReferences",
    "resourceVersion", "selfLink", "uid",
)  # fmt: skip
_SERVED: Final = ("foregroundDeletion", "orphan", "pv-protection", "pvc-protection")
_LARGEST_ANNOTATIONS: Final = 256 * 1024


def check_metadata(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `labels-missing`, `metadata-owned` and `annotations-size`.

    Every object carries the recommended labels, whatever runs also its version. What a
    controller writes is never rendered: a copied `tracking-id` makes two Applications fight
    over the object, and a `uid` or an owner is of one cluster. Who waits for a finalizer that
    nobody here serves waits for ever; that, and a status, is a warning. The API server takes 256 KiB of annotations in total.
    Sources: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/,
    https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/ and
    https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/
    """
    pods = tuple(pod_templates(objects))
    running = {id(pod.owner) for pod in pods}
    return (
        *(
            finding
            for obj in objects
            for finding in _check(
                title(obj),
                "metadata",
                mapping(obj, "metadata"),
                _RUNNING if id(obj) in running else _ALL,
            )
        ),
        *(finding for pod in pods if pod.path for finding in _of_template(pod)),
        *(finding for obj in objects for finding in _of_cluster(place_of(obj))),
    )


def _of_cluster(obj: Place) -> Iterator[Finding]:
    """What an object has only once it is in a cluster, as a copy of it has."""
    for field in _OF_CLUSTER:
        place = obj.at("metadata", field)
        if place.value:
            yield place.bare.found(
                "metadata-owned", "is of the one object in the one cluster", "remove it"
            )
    for finalizer in obj.items("metadata", "finalizers"):
        if not finalizer.text().endswith(_SERVED) and "argoproj.io" not in finalizer.text():
            yield finalizer.found(
                "metadata-owned", "is served by nothing here, so that it is never deleted",
                "remove it", Severity.WARNING,
            )  # fmt: skip
    if obj.at("status").value and obj.text("kind") != "CustomResourceDefinition":
        yield obj.at("status").bare.found(
            "metadata-owned", "is what the cluster tells", "remove it", Severity.WARNING
        )


def _of_template(pod: PodTemplate) -> Iterator[Finding]:
    metadata = {"labels": pod.labels, "annotations": pod.annotations}
    return _check(pod.title, pod.at("metadata"), metadata, _RUNNING)


def _check(
    owner: str, path: str, metadata: Mapping[str, Any], wanted: Sequence[str]
) -> Iterator[Finding]:
    labels = mapping(metadata, "labels")
    annotations = mapping(metadata, "annotations")
    if missing := [label for label in wanted if not labels.get(_PREFIX + label)]:
        yield Finding(
            object=owner,
            field=f"{path}.labels",
            rule="labels-missing",
            message=f"lacks {', '.join(_PREFIX + label for label in missing)}",
            fix="set the recommended labels",
        )
    for field, keys, owners in (
        ("labels", labels, _OWNED_LABELS),
        ("annotations", annotations, _OWNED_ANNOTATIONS),
    ):
        for key in sorted(owners.keys() & keys.keys()):
            yield Finding(
                object=owner,
                field=f"{path}.{field}.{key}",
                rule="metadata-owned",
                message=f"belongs to {owners[key]}, which writes it by itself",
                fix="remove it",
            )
    size = sum(len(f"{key}{value}".encode()) for key, value in annotations.items())
    if size > _LARGEST_ANNOTATIONS:
        yield Finding(
            object=owner,
            field=f"{path}.annotations",
            rule="annotations-size",
            message=f"takes {size} bytes of at most {_LARGEST_ANNOTATIONS}",
            fix="move the long ones into a ConfigMap",
        )
