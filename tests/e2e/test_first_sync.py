"""An empty cluster: bootstrap, publish, and Argo CD does the rest by itself."""

from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise

import pytest

from nexus_gitops.manifests.identity import identity
from tests.e2e.conftest import ENVIRONMENTS, FirstSync

_WAVE = "argocd.argoproj.io/sync-wave"


@pytest.fixture(params=ENVIRONMENTS)
def synced(request: pytest.FixtureRequest, first_sync: Callable[[str], FirstSync]) -> FirstSync:
    return first_sync(request.param)


def test_argo_cd_brings_all_of_it_up_by_itself(synced: FirstSync) -> None:
    status = synced.status
    assert status["verdict"] == "healthy"
    assert (status["argocd"]["sync"], status["argocd"]["health"]) == ("Synced", "Healthy")
    assert status["running"] == status["published"]
    assert {one["name"]: one["ready"] >= 1 for one in status["workloads"]} == {
        "graphstudio-frontend": True,
        "nexus-os": True,
        "postgres": True,
        "redis": True,
        "workspace-kernel": True,
    }
    assert all(one["ready"] for one in status["endpoints"])
    assert synced.objects.keys() == set(map(identity, synced.platform.release()))


def test_nobody_asked_for_the_sync_and_no_try_failed(synced: FirstSync) -> None:
    operation = synced.operation
    assert operation["operation"]["initiatedBy"] == {"automated": True}
    assert "retryCount" not in operation
    assert {one["status"] for one in operation["syncResult"]["resources"]} <= {"Synced", None} | {
        one["status"] for one in operation["syncResult"]["resources"] if one.get("hookType")
    }


def test_each_wave_begins_after_the_one_before(synced: FirstSync) -> None:
    """By the API server's creation times, and by the order of Argo CD's own record."""
    times: dict[int, list[str]] = defaultdict(list)
    waves = {}
    for obj in synced.objects.values():
        metadata = obj["metadata"]
        wave = int(metadata.get("annotations", {}).get(_WAVE, "0"))
        waves[obj["kind"], metadata["name"]] = wave
        if obj["kind"] != "Namespace":  # made before, for the Secret
            times[wave].append(metadata["creationTimestamp"])
    ordered = [times[wave] for wave in sorted(times)]
    assert all(max(before) <= min(after) for before, after in pairwise(ordered))
    record = synced.operation["syncResult"]["resources"]
    recorded = [waves[one["kind"], one["name"]] for one in record]
    assert recorded == sorted(recorded)


def test_the_root_keeps_itself(synced: FirstSync) -> None:
    kube = synced.platform.kube
    root = kube.get("argoproj.io/v1alpha1 Application", "nexus-root", "argocd")
    assert root["status"]["sync"]["status"] == "Synced"
    again = synced.platform.machine.run(
        "bootstrap", "--env", synced.platform.environment, "--output", "json"
    )
    assert [one["action"] for one in again.json["objects"]] == ["unchanged", "unchanged"]
    assert again.json["revision"]
