"""What pods must do beyond the Pod Security Standard."""

from typing import Any

import pytest

from nexus_gitops.checks.hardening import check_hardening

SPEC = "spec.template.spec"
OWN = f"{SPEC}.containers[0].securityContext"


@pytest.mark.parametrize(
    ("place", "value", "subject"),
    [
        (f"{OWN}.readOnlyRootFilesystem", False, "root-filesystem"),
        (f"{OWN}.runAsUser", "web", "user"),
        (f"{SPEC}.serviceAccountName", "default", "account"),
        (f"{SPEC}.automountServiceAccountToken", True, "token"),
        (f"{SPEC}.enableServiceLinks", True, "service-links"),
    ],
)
def test_a_soft_spot_is_found(
    environment: Any, where: Any, place: str, value: Any, subject: str
) -> None:
    found = check_hardening(environment.with_field("Deployment/web", place, value))
    assert where(found) == [("Deployment/web", f"hardening-{subject}", place)]


@pytest.mark.parametrize(
    ("place", "subject", "field"),
    [
        (f"{OWN}.readOnlyRootFilesystem", "root-filesystem", None),
        (f"{SPEC}.securityContext.runAsUser", "user", f"{OWN}.runAsUser"),
        (f"{SPEC}.serviceAccountName", "account", None),
        (f"{SPEC}.automountServiceAccountToken", "token", None),
        (f"{SPEC}.enableServiceLinks", "service-links", None),
    ],
)
def test_the_defaults_are_soft_spots(
    environment: Any, where: Any, place: str, subject: str, field: str | None
) -> None:
    found = check_hardening(environment.without_field("Deployment/web", place))
    assert where(found) == [("Deployment/web", f"hardening-{subject}", field or place)]


def test_an_account_that_mounts_its_token_is_found(environment: Any, where: Any) -> None:
    objects = environment.without_field("ServiceAccount/web", "automountServiceAccountToken")
    assert where(check_hardening(objects)) == [
        ("ServiceAccount/web", "hardening-token", "automountServiceAccountToken")
    ]


def test_a_token_in_a_volume_is_found(environment: Any, where: Any) -> None:
    place = "spec.template.spec.volumes[0]"
    volume = {"name": "tmp", "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}}
    found = check_hardening(environment.with_field("Deployment/web", place, volume))
    assert where(found) == [("Deployment/web", "hardening-token", f"{place}.projected.sources[0]")]
