"""Labels and annotations."""

from typing import Any

import pytest

from nexus_gitops.checks.findings import Severity
from nexus_gitops.checks.metadata import check_metadata

TEMPLATE = ("spec", "template", "metadata")


@pytest.mark.parametrize("label", ["name", "instance", "component", "part-of", "managed-by"])
def test_a_recommended_label_is_missed_on_any_object(
    environment: Any, where: Any, label: str
) -> None:
    place = ("metadata", "labels", f"app.kubernetes.io/{label}")
    found = check_metadata(environment.without_field("ConfigMap/settings", place))
    assert where(found) == [("ConfigMap/settings", "labels-missing", "metadata.labels")]
    assert found[0].message == f"lacks {place[-1]}"


@pytest.mark.parametrize("metadata", [("metadata",), TEMPLATE])
def test_what_runs_names_its_version(environment: Any, where: Any, metadata: Any) -> None:
    place = (*metadata, "labels", "app.kubernetes.io/version")
    found = check_metadata(environment.without_field("Deployment/web", place))
    assert where(found) == [("Deployment/web", "labels-missing", ".".join((*metadata, "labels")))]


@pytest.mark.parametrize("metadata", [("metadata",), TEMPLATE])
@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("annotations", "argocd.argoproj.io/tracking-id"),
        ("annotations", "argocd.argoproj.io/installation-id"),
        ("annotations", "kubectl.kubernetes.io/last-applied-configuration"),
        ("labels", "argocd.argoproj.io/instance"),
        ("labels", "pod-template-hash"),
    ],
)
def test_what_a_controller_writes_is_not_rendered(
    environment: Any, where: Any, metadata: Any, field: str, key: str
) -> None:
    place = (*metadata, field, key)
    found = check_metadata(environment.with_field("Deployment/web", place, "shop"))
    assert where(found) == [("Deployment/web", "metadata-owned", ".".join(place))]


def test_annotations_have_a_limit_in_bytes(environment: Any, where: Any) -> None:
    annotations = environment["ConfigMap/settings"]["metadata"]["annotations"]
    taken = sum(len(key) + len(value) for key, value in annotations.items())
    room = 256 * 1024 - taken - len("notes")
    place = "metadata.annotations.notes"
    fits = environment.with_field("ConfigMap/settings", place, "é" * (room // 2))
    assert check_metadata(fits) == ()
    found = check_metadata(
        environment.with_field("ConfigMap/settings", place, "é" * (room // 2 + 1))
    )
    assert where(found) == [("ConfigMap/settings", "annotations-size", "metadata.annotations")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("uid", "1c1d0b84-3c3c-4e1f-9fd8-0123456789ab"),
        ("resourceVersion", "12"),
        ("managedFields", [{"manager": "kubectl"}]),
        ("ownerReferences", [{"kind": "ConfigMap", "name": "x", "uid": "1c1d0b84"}]),
        ("deletionTimestamp", "2026-01-01T00:00:00Z"),
    ],
)
def test_what_is_of_one_cluster_is_found(
    environment: Any, where: Any, field: str, value: Any
) -> None:
    found = check_metadata(environment.with_field("Service/web", f"metadata.{field}", value))
    assert where(found) == [("Service/web", "metadata-owned", f"metadata.{field}")]


@pytest.mark.parametrize(
    ("place", "value", "at"),
    [
        ("metadata.finalizers", ["example.com/wait"], "metadata.finalizers[0]"),
        ("status", {"loadBalancer": {"ingress": []}}, "status"),
    ],
)
def test_what_only_a_controller_means_is_told(
    environment: Any, place: str, value: Any, at: str
) -> None:
    (finding,) = check_metadata(environment.with_field("Service/web", place, value))
    assert (finding.rule, finding.field) == ("metadata-owned", at)
    assert finding.severity is Severity.WARNING


def test_what_generators_leave_empty_is_fine(environment: Any) -> None:
    objects = environment.with_field("Service/web", "metadata.creationTimestamp", None)
    for obj in objects:
        obj["status"] = {}
    assert check_metadata(objects) == ()
