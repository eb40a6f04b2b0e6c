"""Containers find their data where they look for it."""

from typing import Any

import pytest

from nexus_gitops.checks.mounts import check_mounts

WEB, DB = "Deployment/web", "StatefulSet/db"
FIRST = "spec.template.spec.containers[0]"
TMP = {"name": "tmp", "mountPath": "/tmp"}


@pytest.mark.parametrize(
    ("title", "place", "value", "rule"),
    [
        (DB, f"{FIRST}.volumeMounts", [TMP], "mount-unused"),
        (DB, f"{FIRST}.env[0]", {"name": "PGDATA", "value": "/pgdata"}, "mount-data"),
        (WEB, f"{FIRST}.volumeMounts[0].mountPath", "/work", "mount-temporary"),
        (WEB, f"{FIRST}.volumeMounts[1].mountPath", "/a:b", "mount-path"),
        (WEB, f"{FIRST}.volumeMounts[1].mountPath", "relative", "mount-path"),
        (WEB, f"{FIRST}.volumeMounts[1].mountPath", "/etc/", "mount-path"),
        (WEB, "spec.template.spec.volumes[0].emptyDir.medium", "memory", "mount-medium"),
        (WEB, "spec.template.spec.volumes[0]", {"name": "tmp"}, "mount-source"),
    ],
)
def test_what_is_not_where_it_is_looked_for_is_found(
    environment: Any, title: str, place: str, value: Any, rule: str
) -> None:
    found = check_mounts(environment.with_field(title, place, value))
    assert [(finding.object, finding.rule) for finding in found] == [(title, rule)]


@pytest.mark.parametrize(
    ("title", "place", "value"),
    [
        (DB, f"{FIRST}.env[0]", {"name": "PGDATA", "value": "/data/pgdata"}),
        (WEB, f"{FIRST}.env[0]", {"name": "PGDATA", "value": "/anywhere"}),
        (WEB, f"{FIRST}.volumeMounts", [TMP]),
        (WEB, "spec.template.spec.volumes[0].emptyDir.medium", "Memory"),
        (WEB, "spec.template.spec.volumes[0].emptyDir.medium", "HugePages-2Mi"),
    ],
)
def test_what_is_there_is_fine(environment: Any, title: str, place: str, value: Any) -> None:
    assert check_mounts(environment.with_field(title, place, value)) == ()


def test_a_root_that_can_be_written_needs_no_folder_for_temporary_files(environment: Any) -> None:
    objects = environment.all
    container = next(o for o in objects if o["kind"] == "Job")["spec"]["template"]["spec"]
    container["containers"][0]["volumeMounts"] = []
    container["volumes"] = []
    assert [finding.rule for finding in check_mounts(objects)] == ["mount-temporary"]
    container["containers"][0]["securityContext"] = {"readOnlyRootFilesystem": False}
    assert check_mounts(objects) == ()


@pytest.mark.parametrize(
    ("image", "count"), [("docker.io/library/redis:7.4.2@sha256:0", 0), ("redisx:1", 1)]
)
def test_a_program_that_writes_no_temporary_file_needs_none(
    environment: Any, image: str, count: int
) -> None:
    objects = environment.with_field(WEB, f"{FIRST}.image", image)
    web = next(o for o in objects if o["kind"] == "Deployment")["spec"]["template"]["spec"]
    web["containers"][0]["volumeMounts"] = web["containers"][0]["volumeMounts"][1:]
    web["volumes"] = web["volumes"][1:]
    assert len(check_mounts(objects)) == count


def test_a_claim_that_is_mounted_nowhere_is_found(environment: Any) -> None:
    claim = {"name": "uploads", "persistentVolumeClaim": {"claimName": "uploads"}}
    objects = environment.with_field(WEB, "spec.template.spec.volumes[1]", claim)
    assert [finding.rule for finding in check_mounts(objects)] == ["mount-unused"]
