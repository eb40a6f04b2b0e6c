"""Argo CD understands what annotations and options tell it."""

from typing import Any

import pytest

from nexus_gitops.checks.argocd_options import check_argocd_options

PREFIX = "argocd.argoproj.io/"


@pytest.mark.parametrize(
    ("key", "value", "fix"),
    [
        ("sync-options", "ServersideApply=true", "write ServerSideApply"),
        ("sync-options", "Prune=no", "write one of Prune=true, Prune=false, Prune=confirm"),
        ("sync-options", "Prune=false,PruneLst=true", "write PruneLast"),
        ("hook", "Presync", "write PreSync"),
        ("hook", "Sync,Postsync", "write PostSync"),
        ("hook-delete-policy", "BeforeHookCreate", "write BeforeHookCreation"),
        ("compare-options", "IgnoreExtranous", "write IgnoreExtraneous"),
        ("sync-waves", "1", f"write {PREFIX}sync-wave"),
    ],
)
def test_what_it_does_not_know_it_ignores(environment: Any, key: str, value: str, fix: str) -> None:
    place = ("metadata", "annotations", PREFIX + key)
    (finding,) = check_argocd_options(environment.with_field("Service/web", place, value))
    assert (finding.rule, finding.fix) == ("argo-option", fix)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sync-options", "Prune=false,Delete=confirm, ServerSideApply=true"),
        ("hook", "PreSync,Sync"),
        ("compare-options", "IgnoreExtraneous,ServerSideDiff=true"),
        ("ignore-healthcheck", "true"),
    ],
)
def test_what_it_knows_is_fine(environment: Any, key: str, value: str) -> None:
    place = ("metadata", "annotations", PREFIX + key)
    assert check_argocd_options(environment.with_field("Service/web", place, value)) == ()


def test_the_options_of_an_application_are_others() -> None:
    policy = {"syncOptions": ["CreateNamespace=false", "PruneLast=yes", "CreateNamespaces=true"]}
    application = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": "x"},
        "spec": {"syncPolicy": policy},
    }
    found = check_argocd_options([application])
    assert [finding.field for finding in found] == [
        "spec.syncPolicy.syncOptions[1]",
        "spec.syncPolicy.syncOptions[2]",
    ]


def test_what_is_a_hook_of_no_phase_is_never_applied(environment: Any, where: Any) -> None:
    place = ("metadata", "annotations", f"{PREFIX}hook")
    objects = environment.with_field("NetworkPolicy/default-deny", place, "Skip")
    assert where(check_argocd_options(objects)) == [
        ("NetworkPolicy/default-deny", "argo-skipped", ".".join(place))
    ]


@pytest.mark.parametrize(("ending", "count"), [("/foreground", 0), ("/foregrund", 1), ("", 0)])
def test_a_finalizer_is_one_of_argo_cds(environment: Any, ending: str, count: int) -> None:
    finalizers = [f"resources-finalizer.argocd.argoproj.io{ending}"]
    objects = environment.with_field("Service/web", "metadata.finalizers", finalizers)
    assert len(check_argocd_options(objects)) == count
