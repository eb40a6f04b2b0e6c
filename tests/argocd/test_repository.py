"""Definitions that name another repository."""

from typing import Any

from nexus_gitops.argocd.repository import Named, renamed
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.manifests.writer import to_yaml

BEFORE = Named("https://git.example.com/gitops.git", "main")
AFTER = Named("file:///srv/gitops.git", "next")
CHART = {"repoURL": "https://charts.example.com", "targetRevision": "1.2.3", "chart": "redis"}
OURS = {"repoURL": BEFORE.url, "targetRevision": "refs/heads/main", "path": "environments/dev"}
THEIRS = {**OURS, "repoURL": AFTER.url, "targetRevision": "refs/heads/next"}


def moved(spec: dict[str, Any]) -> Any:
    obj = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": "a"},
        "spec": spec,
    }
    (text,) = renamed({"a.yaml": to_yaml(obj)}, BEFORE, AFTER).values()
    return from_yaml(text, "a.yaml")["spec"]


def test_an_application_names_the_other_repository_and_branch() -> None:
    assert moved({"project": "p", "source": OURS}) == {"project": "p", "source": THEIRS}


def test_a_chart_of_another_repository_stays() -> None:
    assert moved({"sources": [OURS, CHART]}) == {"sources": [THEIRS, CHART]}
    assert moved({"source": CHART}) == {"source": CHART}


def test_a_project_permits_the_other_repository() -> None:
    assert moved({"sourceRepos": [BEFORE.url, CHART["repoURL"]]}) == {
        "sourceRepos": [AFTER.url, CHART["repoURL"]]
    }
