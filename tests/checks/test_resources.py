"""Every container says what it needs, in quantities that show no drift."""

from typing import Any

import pytest

from nexus_gitops.checks.resources import check_resources

SPEC = "spec.template.spec"
RESOURCES = f"{SPEC}.containers[0].resources"


@pytest.mark.parametrize(
    "field", ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"]
)
def test_each_amount_must_be_said(environment: Any, where: Any, field: str) -> None:
    found = check_resources(environment.without_field("Job/migrate", f"{RESOURCES}.{field}"))
    assert where(found) == [("Job/migrate", "resources-missing", f"{RESOURCES}.{field}")]


def test_init_containers_say_what_they_need_but_ephemeral_ones_may_not(
    environment: Any, where: Any
) -> None:
    path = f"{SPEC}.initContainers"
    found = check_resources(environment.with_field("Job/migrate", path, [{"name": "wait"}]))
    assert [finding.rule for finding in found] == ["resources-missing"] * 4
    path = f"{SPEC}.ephemeralContainers"
    assert check_resources(environment.with_field("Job/migrate", path, [{"name": "debug"}])) == ()


@pytest.mark.parametrize(("field", "value"), [("cpu", "201m"), ("memory", "1Gi")])
def test_a_request_above_its_limit_is_found(
    environment: Any, where: Any, field: str, value: str
) -> None:
    place = f"{RESOURCES}.requests.{field}"
    found = check_resources(environment.with_field("Deployment/web", place, value))
    assert where(found) == [("Deployment/web", "resources-order", place)]


@pytest.mark.parametrize(
    ("title", "place", "value", "canonical"),
    [
        ("Deployment/web", f"{RESOURCES}.limits.cpu", "1000m", "1"),
        ("Deployment/web", f"{RESOURCES}.limits.cpu", 0.5, "500m"),
        ("Deployment/web", f"{SPEC}.volumes[0].emptyDir.sizeLimit", "1024Mi", "1Gi"),
        (
            "StatefulSet/db",
            "spec.volumeClaimTemplates[0].spec.resources.requests.storage",
            "5120Mi",
            "5Gi",
        ),
        ("ResourceQuota/limits", "spec.hard.pods", "7.0", "7"),
        ("LimitRange/limits", "spec.limits[0].default.cpu", "0.2", "200m"),
        ("LimitRange/limits", "spec.limits[0].defaultRequest.memory", "134217728", None),
    ],
)
def test_a_quantity_that_the_api_server_writes_otherwise_is_found(
    environment: Any, where: Any, title: str, place: str, value: Any, canonical: str | None
) -> None:
    found = check_resources(environment.with_field(title, place, value))
    if canonical is None:
        assert found == ()
    else:
        assert where(found) == [(title, "quantity-canonical", place)]
        assert found[0].fix == f"write {canonical}"


def test_a_standalone_claims_size_is_a_quantity_too(environment: Any, where: Any) -> None:
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "uploads"},
        "spec": {"resources": {"requests": {"storage": "1024Gi"}}},
    }
    assert where(check_resources(environment.plus(claim))) == [
        (
            "PersistentVolumeClaim/uploads",
            "quantity-canonical",
            "spec.resources.requests.storage",
        )
    ]


@pytest.mark.parametrize(
    ("value", "message"),
    [("5GB", "'5GB' is no Kubernetes quantity"), ("8Ei", "'8Ei' is above 2^63-1")],
)
def test_what_is_no_quantity_is_found(
    environment: Any, where: Any, value: str, message: str
) -> None:
    place = f"{RESOURCES}.limits.memory"
    found = check_resources(environment.with_field("Deployment/web", place, value))
    assert where(found) == [("Deployment/web", "quantity-invalid", place)]
    assert found[0].message.startswith(message)
    assert found[0].fix
