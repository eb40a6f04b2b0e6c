"""What a container asks for is refused as Kubernetes' own validation has it."""

from typing import Any

import pytest

from nexus_gitops.checks.refusals import check_refusals

RESOURCES = "spec.template.spec.containers[0].resources"


@pytest.mark.parametrize(
    ("requests", "limits", "is_refused"),
    [
        ({"nvidia.com/gpu": "1"}, {}, True),
        ({"nvidia.com/gpu": "1"}, {"nvidia.com/gpu": "2"}, True),
        ({"nvidia.com/gpu": "1"}, {"nvidia.com/gpu": "1"}, False),
        ({}, {"nvidia.com/gpu": "1"}, False),
        ({"cpu": "1"}, {}, False),
    ],
)
def test_a_device_is_limited_to_what_is_asked_for(
    environment: Any, requests: dict[str, str], limits: dict[str, str], *, is_refused: bool
) -> None:
    value = {"requests": requests, "limits": limits}
    found = check_refusals(environment.with_field("Deployment/web", RESOURCES, value))
    assert bool(found) is is_refused
