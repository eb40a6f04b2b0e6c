"""What keeps data keeps it, whatever happens to its pods."""

from typing import Any

import pytest

from nexus_gitops.checks.stores import check_stores

DB = "StatefulSet/db"
SPEC = "spec.template.spec"
FIRST = f"{SPEC}.containers[0]"
CLAIM = "spec.volumeClaimTemplates[0].spec"


@pytest.mark.parametrize(
    ("place", "value", "rule"),
    [
        ("spec.volumeClaimTemplates", [], "store-claim"),
        ("spec.persistentVolumeClaimRetentionPolicy.whenDeleted", "Delete", "store-retention"),
        (f"{CLAIM}.accessModes", ["ReadOnlyMany"], "store-access"),
        (f"{CLAIM}.volumeMode", "Block", "store-access"),
        (f"{FIRST}.volumeMounts[0].readOnly", True, "store-access"),
        (f"{CLAIM}.resources.requests.storage", "5", "store-size"),
        (f"{CLAIM}.resources.requests.storage", "5Mi", "store-size"),
        (f"{SPEC}.securityContext", {"runAsNonRoot": True}, "store-owner"),
        (f"{SPEC}.terminationGracePeriodSeconds", 1, "store-stop"),
        (f"{FIRST}.env", [], "store-password"),
        (f"{FIRST}.volumeMounts[0].mountPath", "/var/lib/postgresql/data", "store-data-folder"),
    ],
)
def test_what_would_lose_data_or_never_start_is_found(
    environment: Any, place: str, value: Any, rule: str
) -> None:
    found = check_stores(environment.with_field(DB, place, value))
    assert [finding.rule for finding in found] == [rule]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("spec.persistentVolumeClaimRetentionPolicy.whenDeleted", "Retain"),
        (f"{CLAIM}.accessModes", ["ReadWriteOncePod"]),
        (f"{FIRST}.env", [{"name": "POSTGRES_PASSWORD_FILE", "value": "/run/secret"}]),
        (f"{FIRST}.image", "registry.example.com/shop/own-store:1.2.3"),
    ],
)
def test_what_keeps_it_is_fine(environment: Any, place: str, value: Any) -> None:
    assert check_stores(environment.with_field(DB, place, value)) == ()
