"""What Argo CD's resources tell about Argo CD."""

import pytest

from nexus_gitops.cluster.argocd import comparison_of

COMMIT = "1" * 40


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
