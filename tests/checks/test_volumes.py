"""Each mount has its volume, and a claim's template is complete."""

from typing import Any

import pytest

from nexus_gitops.checks.volumes import check_volumes

WEB = "spec.template.spec.containers[0]"


@pytest.mark.parametrize(
    ("title", "place", "field"),
    [
        ("Deployment/web", f"{WEB}.volumeMounts[0].name", f"{WEB}.volumeMounts[0].name"),
        ("StatefulSet/db", f"{WEB}.volumeMounts[0].name", f"{WEB}.volumeMounts[0].name"),
    ],
)
def test_a_mount_without_a_volume_is_found(
    environment: Any, where: Any, title: str, place: str, field: str
) -> None:
    found = check_volumes(environment.with_field(title, place, "other"))
    assert where(found) == [(title, "volume-missing", field)]
    assert found[0].message == "there is no volume other"


def test_a_block_device_without_a_volume_is_found(environment: Any, where: Any) -> None:
    objects = environment.with_field(
        "Deployment/web", f"{WEB}.volumeDevices", [{"name": "disk", "devicePath": "/dev/xvda"}]
    )
    assert where(check_volumes(objects)) == [
        ("Deployment/web", "volume-missing", f"{WEB}.volumeDevices[0].name")
    ]


def test_two_volumes_at_one_path_are_found(environment: Any, where: Any) -> None:
    objects = environment.with_field("Deployment/web", f"{WEB}.volumeMounts[1].mountPath", "/tmp")
    assert where(check_volumes(objects)) == [
        ("Deployment/web", "volume-mount-duplicate", f"{WEB}.volumeMounts[1].mountPath")
    ]


@pytest.mark.parametrize("field", ["apiVersion", "kind", "spec.volumeMode"])
def test_a_claim_template_without_a_default_is_found(
    environment: Any, where: Any, field: str
) -> None:
    place = f"spec.volumeClaimTemplates[0].{field}"
    found = check_volumes(environment.without_field("StatefulSet/db", place))
    assert where(found) == [("StatefulSet/db", "claim-template-defaults", place)]


def test_a_claim_for_which_nobody_makes_a_volume_is_told(environment: Any, where: Any) -> None:
    place = "spec.volumeClaimTemplates[0].spec.storageClassName"
    found = check_volumes(environment.with_field("StatefulSet/db", place, ""))
    assert where(found) == [("StatefulSet/db", "claim-class", place)]
