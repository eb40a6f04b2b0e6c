"""A release whose image nobody can pull, and the way back."""

import json
from collections.abc import Callable

from tests.cli.conftest import Machine
from tests.e2e.conftest import Edits, Platform
from tests.e2e.controlplane.nodes import UNPULLABLE


def test_a_bad_release_is_told_and_the_previous_one_heals(
    platform: Platform, edit: Callable[[Edits], Machine]
) -> None:
    images = f"nexus_platform/environments/{platform.environment}.images.json"
    repository = json.loads((platform.machine.source / images).read_text())["nexus-os"][
        "repository"
    ]
    bad = edit(
        {
            images: (repository, f"{repository}-{UNPULLABLE}"),
            # So that nobody waits for what Argo CD waits for.
            "constructs/nexus_constructs/deployment.py": (
                "progress_deadline_seconds=_PROGRESS_SECONDS",
                'progress_deadline_seconds=125 if name == "nexus-os" else _PROGRESS_SECONDS',
            ),
        }
    )
    good = platform.status().json["published"]
    assert platform.publish(by=bad).code == 0

    told = platform.status("--wait", "--timeout", "400")
    assert told.code == 10, told.out + told.err
    assert told.json["verdict"] == "degraded"
    assert told.json["published"] != good
    core, *_ = told.json["applications"]
    (reason, *_) = core["reasons"]
    assert reason.startswith("Deployment/nexus-os: container nexus-os: ImagePullBackOff")
    assert UNPULLABLE in reason
    # The pods of the release before go on serving.
    ready = {one["name"]: one["ready"] for one in told.json["workloads"]}
    assert ready["nexus-os"] >= 1

    assert platform.publish().code == 0
    platform.settle()
