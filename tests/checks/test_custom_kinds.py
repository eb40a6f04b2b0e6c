"""A custom resource comes only where the cluster knows its kind."""

from typing import Any

from nexus_gitops.checks.custom_kinds import check_custom_kinds

WIDGET = {
    "apiVersion": "example.com/v1",
    "kind": "Widget",
    "metadata": {"name": "a", "namespace": "shop"},
}
DEFINITION = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "widgets.example.com"},
    "spec": {"group": "example.com", "names": {"kind": "Widget", "plural": "widgets"}},
}


def test_a_kind_that_nobody_brings_is_found(deployed: Any, where: Any) -> None:
    found = check_custom_kinds([deployed([WIDGET])])
    assert where(found) == [("Widget/a", "custom-kind", "kind")]
    assert "example.com/Widget" in found[0].message


def test_a_kind_that_the_cluster_must_have_is_told_by_its_application(deployed: Any) -> None:
    requiring = deployed([WIDGET], requires=("example.com/Widget",))
    assert check_custom_kinds([requiring]) == ()
    other = deployed([], name="other", requires=("example.com/Widget",))
    assert len(check_custom_kinds([deployed([WIDGET]), other])) == 1


def test_an_application_may_bring_a_definition_for_all(deployed: Any) -> None:
    definitions = deployed([DEFINITION], name="definitions")
    assert check_custom_kinds([definitions, deployed([WIDGET])]) == ()


def test_what_every_api_server_knows_needs_nothing(environment: Any, deployed: Any) -> None:
    built_in = environment.without("ExternalSecret/passwords")
    assert check_custom_kinds([deployed(built_in)]) == ()
