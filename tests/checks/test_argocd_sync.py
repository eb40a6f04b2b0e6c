"""Argo CD keeps the cluster as what is published, by itself and at any time."""

from typing import Any

import pytest

from nexus_gitops.checks.argocd_sync import check_argocd_sync


def application(**spec: Any) -> dict[str, Any]:
    standard = {
        "source": {"targetRevision": "refs/heads/main", "directory": {"recurse": True}},
        "syncPolicy": {"automated": {"prune": True, "selfHeal": True}},
    }
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": "x"},
        "spec": {**standard, **spec},
    }


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ({}, []),
        ({"source": {"targetRevision": "main"}}, []),
        ({"source": {"targetRevision": "HEAD"}}, ["argo-branch"]),
        ({"source": {"targetRevision": "refs/heads/develop"}}, ["argo-branch"]),
        (
            {"source": {"targetRevision": "main", "directory": {"exclude": "*secret*"}}},
            ["argo-excluded"],
        ),
        ({"syncPolicy": {}}, ["argo-automated"]),
        ({"syncPolicy": {"automated": {}}}, ["argo-automated", "argo-automated"]),
        ({"syncPolicy": {"automated": {"prune": True, "selfHeal": False}}}, ["argo-automated"]),
        (
            {"syncPolicy": {"automated": {"prune": True, "selfHeal": True, "enabled": False}}},
            ["argo-automated"],
        ),
        ({"ignoreDifferences": [{"kind": "Deployment", "jsonPointers": ["/spec/replicas"]}]}, []),
        ({"ignoreDifferences": [{"kind": "*", "jsonPointers": ["/status"]}]}, ["argo-ignored"]),
        ({"source": {"targetRevision": "main", "helm": {}}}, ["argo-source-type"]),
        (
            {"ignoreDifferences": [{"kind": "Deployment", "jsonPointers": ["/spec/template/x"]}]},
            ["argo-ignored"],
        ),
        (
            {"ignoreDifferences": [{"kind": "Deployment", "jsonPointers": ["/spec"]}]},
            ["argo-ignored"],
        ),
    ],
)
def test_what_keeps_a_release_from_the_cluster_is_found(spec: Any, found: list[str]) -> None:
    assert [finding.rule for finding in check_argocd_sync([application(**spec)], "main")] == found


def test_an_option_that_destroys_is_found() -> None:
    automated = {"prune": True, "selfHeal": True}
    policy = {"automated": automated, "syncOptions": ["Replace=true", "PruneLast=true"]}
    found = check_argocd_sync([application(syncPolicy=policy)], "main")
    assert [finding.rule for finding in found] == ["argo-unsafe-option"]


def test_an_application_that_is_skipped_is_found() -> None:
    obj = application()
    obj["metadata"]["annotations"] = {"argocd.argoproj.io/skip-reconcile": "true"}
    assert [finding.rule for finding in check_argocd_sync([obj], "main")] == ["argo-skipped"]


@pytest.mark.parametrize(("kind", "found"), [("deny", ["argo-window"]), ("allow", ["argo-window"])])
def test_a_window_that_holds_up_releases_is_found(kind: str, found: list[str]) -> None:
    project = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "AppProject",
        "metadata": {"name": "x"},
        "spec": {"syncWindows": [{"kind": kind, "schedule": "* * * * *", "duration": "1h"}]},
    }
    assert [finding.rule for finding in check_argocd_sync([project], "main")] == found
