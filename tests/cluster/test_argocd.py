"""What Argo CD's resources tell about Argo CD, and what it is told by them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nexus_gitops.cluster.api import connect
from nexus_gitops.cluster.argocd import comparison_of, end_sync
from tests.cli.commands.test_bootstrap import kubeconfig
from tests.kube_http import KubeServer, serving

COMMIT, OTHER = "1" * 40, "2" * 40


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KubeServer]:
    with serving() as server:
        monkeypatch.setenv("KUBECONFIG", kubeconfig(tmp_path, server.url))
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield server


def syncing(commit: str, **more: Any) -> dict[str, Any]:
    """What Argo CD says of the sync of a commit that runs."""
    return {"phase": "Running", "operation": {"sync": {"revision": commit}}, **more}


def application(revision: str = "", *complaints: str) -> dict[str, object]:
    conditions = [{"type": "ComparisonError", "message": words} for words in complaints]
    return {"status": {"sync": {"revision": revision}, "conditions": conditions}}


def test_before_its_first_look_argo_cd_has_said_nothing() -> None:
    assert comparison_of({}) is None
    assert comparison_of(application()) is None


def test_a_branch_that_it_shows_instead_of_a_commit_is_no_revision() -> None:
    said = comparison_of(application("refs/heads/main", "remote repository is empty"))
    assert said is not None
    assert said.revision == ""
    assert said.finds_nothing_yet


def test_a_commit_is_what_it_has_read() -> None:
    said = comparison_of(application(COMMIT))
    assert said is not None
    assert (said.revision, said.complaints) == (COMMIT, ())


@pytest.mark.parametrize(
    "words", ["authentication required", "dial tcp 10.0.0.1:443: connect: connection refused"]
)
def test_a_repository_that_it_cannot_reach_is_not_an_empty_one(words: str) -> None:
    said = comparison_of(application("refs/heads/main", f"failed to list refs: {words}"))
    assert said is not None
    assert not said.finds_nothing_yet


def test_a_sync_that_is_ended_has_argo_cd_look_anew(server: KubeServer) -> None:
    application = server.application("nexus", operationState=syncing(COMMIT))

    assert end_sync(connect(), "nexus", COMMIT.__eq__) == COMMIT

    assert application["status"]["operationState"] == {**syncing(COMMIT), "phase": "Terminating"}
    assert application["metadata"]["annotations"] == {"argocd.argoproj.io/refresh": "normal"}


def test_a_sync_by_a_branch_is_of_the_commit_that_argo_cd_found_there(server: KubeServer) -> None:
    server.application("nexus", operationState=syncing("main"))
    assert end_sync(connect(), "nexus", lambda _: True) == ""
    server.application("nexus", operationState=syncing("main", syncResult={"revision": COMMIT}))
    assert end_sync(connect(), "nexus", COMMIT.__eq__) == COMMIT


def test_the_sync_that_begins_in_between_runs_on(server: KubeServer) -> None:
    application = server.application("nexus", operationState=syncing(COMMIT))

    def judged(_: str) -> bool:
        application["metadata"]["resourceVersion"] = "2"
        application["status"]["operationState"] = syncing(OTHER)
        return True

    assert end_sync(connect(), "nexus", judged) == ""
    assert application["status"]["operationState"] == syncing(OTHER)


def test_who_has_no_application_has_no_sync(server: KubeServer) -> None:
    assert end_sync(connect(), "nexus", lambda _: True) == ""
