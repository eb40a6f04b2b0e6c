"""A sync of a bad release that hangs, or begins late, taken back in one command."""

import json
import subprocess
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from tests.cli.conftest import Machine, git
from tests.e2e.conftest import Edits, Platform
from tests.e2e.controlplane.nodes import UNPULLABLE
from tests.e2e.patience import until

pytestmark = pytest.mark.parametrize("platform", ["dev"], indirect=True)

_LOCK: Final = "nexus_platform/environments/dev.images.json"
_APPLICATION: Final = "argoproj.io/v1alpha1 Application"


@pytest.fixture
def bad(platform: Platform, edit: Callable[[Edits], Machine]) -> Machine:
    """A machine whose dev has an image that nobody can pull."""
    lock = json.loads((platform.machine.source / _LOCK).read_text())
    repository = lock["nexus-os"]["repository"]
    return edit({_LOCK: (repository, f"{repository}-{UNPULLABLE}")})


@pytest.fixture
def seen_late(platform: Platform) -> Iterator[None]:
    """Argo CD looks at dev only once it is told to."""
    platform.kube.patch(_APPLICATION, *_place(platform), {"metadata": _looking("true")})
    yield
    platform.kube.patch(_APPLICATION, *_place(platform), {"metadata": _looking(None)})


def test_a_hanging_sync_is_ended_and_the_release_before_runs_again(
    platform: Platform, bad: Machine
) -> None:
    locked = (platform.machine.source / _LOCK).read_text()
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
    assert (bad.source / _LOCK).read_text() == locked

    git(bad.source, "checkout", "--quiet", "--", _LOCK)  # as a pipeline has it
    again = platform.publish(by=bad)
    assert again.code == 4
    assert "would undo the rollback of dev" in again.complaint


@pytest.mark.usefixtures("seen_late")
def test_a_sync_of_the_bad_release_that_begins_late_is_ended_too(
    platform: Platform, bad: Machine
) -> None:
    assert platform.publish("--force", by=bad).code == 0
    commit = platform.cluster.repository.head()
    rollback = ("rollback", "--env", "dev", "--wait", "--timeout", "300")
    with bad.running(*rollback, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as waiting:
        assert waiting.stderr is not None
        lines = iter(waiting.stderr.readline, "")
        assert any("dev: progressing" in line for line in lines)
        begins = {"metadata": _looking(None), "operation": _automated(platform, commit)}
        platform.kube.patch(_APPLICATION, *_place(platform), begins)
        told = list(lines)
        assert waiting.wait() == 0, told

    name, _ = _place(platform)
    assert f"nexus-gitops: ended the sync of {commit[:12]} in {name}\n" in told
    now = platform.status().json
    newest = platform.cluster.repository.head()
    assert (now["verdict"], now["running"]) == ("healthy", newest)


def _place(platform: Platform) -> tuple[str, str]:
    metadata = platform.application["metadata"]
    return metadata["name"], metadata["namespace"]


def _looking(skip: str | None) -> dict[str, Any]:
    return {"annotations": {"argocd.argoproj.io/skip-reconcile": skip}}


def _automated(platform: Platform, commit: str) -> dict[str, Any]:
    """The operation that Argo CD sets of its own accord, where it finds a commit."""
    policy = platform.application["spec"]["syncPolicy"]
    return {
        "initiatedBy": {"automated": True},
        "retry": policy["retry"],
        "sync": {"revision": commit, "prune": True, "syncOptions": policy["syncOptions"]},
    }
