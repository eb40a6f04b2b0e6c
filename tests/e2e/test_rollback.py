"""A sync that hangs in a bad release, taken back in one command."""

import json
from collections.abc import Callable

import pytest

from tests.cli.conftest import Machine, git
from tests.e2e.conftest import Edits, Platform
from tests.e2e.controlplane.nodes import UNPULLABLE
from tests.e2e.patience import until

pytestmark = pytest.mark.parametrize("platform", ["dev"], indirect=True)

_LOCK = "nexus_platform/environments/dev.images.json"


def test_a_hanging_sync_is_ended_and_the_release_before_runs_again(
    platform: Platform, edit: Callable[[Edits], Machine]
) -> None:
    repository = json.loads((platform.machine.source / _LOCK).read_text())["nexus-os"]["repository"]
    bad = edit({_LOCK: (repository, f"{repository}-{UNPULLABLE}")})
    good = platform.status().json["published"]
    pods = set(platform.pods("nexus-os"))
    published = platform.publish(by=bad)
    assert published.code == 0, published.err
    commit = platform.cluster.repository.head()
    # It waits for a Deployment that tries for ten minutes.
    until(lambda: platform.sync == ("Running", commit), "the sync of the bad release")

    done = bad.run("rollback", "--env", "dev", "--wait", "--timeout", "300", "--output", "json")

    assert done.code == 0, done.out + done.err
    assert f"ended the sync of {commit[:12]}" in done.err
    assert done.json["to"] == good
    told = platform.status().json
    assert (told["verdict"], told["running"]) == ("healthy", done.json["commit"])
    assert pods <= set(platform.pods("nexus-os"))
    assert json.loads((bad.source / _LOCK).read_text())["nexus-os"]["repository"] == repository

    git(bad.source, "checkout", "--quiet", "--", _LOCK)  # as a pipeline has it
    again = platform.publish(by=bad)
    assert again.code == 4
    assert "would undo the rollback of dev" in again.complaint
