"""Labels and annotations."""

from typing import Any

import pytest

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
