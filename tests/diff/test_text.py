"""The lines on a terminal, to the character."""

from typing import Any

from nexus_gitops.diff import Diff, diff, to_text


def test_each_object_and_field_is_a_line(make: Any, files: Any, deployment: Any) -> None:
    before = files(
        deployment(image="os:1.1.0", env=[{"name": "PORT", "value": "4000"}]),
        make("v1", "PersistentVolumeClaim", "data"),
    )
    after = files(
        deployment(image="os:1.0.0", env=[{"name": "LOG_LEVEL", "value": "info"}]),
        make("v1", "Service", "web"),
    )
    web = "spec.template.spec.containers[web]"
    assert to_text(diff(before, after)).splitlines() == [
        "1 added, 1 changed, 1 removed",
        "- PersistentVolumeClaim/data  ! deletes-state",
        "+ Service/web",
        "~ Deployment/web  ! image-downgrade, image, restart",
        f'  + {web}.env[LOG_LEVEL]: {{"name": "LOG_LEVEL", "value": "info"}}  ! restart',
        f'  - {web}.env[PORT]: {{"name": "PORT", "value": "4000"}}  ! restart',
        f'  ~ {web}.image: "os:1.1.0" -> "os:1.0.0"  ! image-downgrade, image, restart',
    ]


def test_no_difference_is_said() -> None:
    assert to_text(Diff()) == "no difference"


def test_hostile_names_and_values_stay_on_their_line(make: Any, files: Any) -> None:
    before = files(make("v1", "ConfigMap", "a\x1b[2J\nb", data={"k\n": "1"}))
    after = files(make("v1", "ConfigMap", "a\x1b[2J\nb", data={"k\n": "2\r\x1b]0;x\x07"}))
    lines = to_text(diff(before, after)).split("\n")
    assert len(lines) == 3
    assert all(line.isprintable() for line in lines)
