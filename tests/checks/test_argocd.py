"""Argo CD's definitions fit the objects that they bring into the cluster."""

from typing import Any

import pytest

from nexus_gitops.checks.argocd import check_argocd

PROJECT = "AppProject/shop"
APPLICATION = "Application/shop"


def test_valid_definitions_have_no_findings(environment: Any, deployed: Any, argocd: Any) -> None:
    assert check_argocd([deployed(environment.all)], argocd.all, "prod") == ()


@pytest.mark.parametrize(
    ("title", "place", "value", "found"),
    [
        (APPLICATION, "spec.project", "default", [(APPLICATION, "argo-project", "spec.project")]),
        (
            APPLICATION,
            "spec.source.directory.recurse",
            False,
            [(APPLICATION, "argo-recurse", "spec.source.directory.recurse")],
        ),
        (
            APPLICATION,
            "spec.source.repoURL",
            "https://git.example.com/other.git",
            [(APPLICATION, "argo-source", "spec.source.repoURL")],
        ),
        (
            APPLICATION,
            "spec.source.path",
            "environments/dev/core",
            [(APPLICATION, "argo-path", "spec.source.path")],
        ),
        (
            APPLICATION,
            "spec.destination.server",
            "https://other.example.com",
            [(APPLICATION, "argo-destination", "spec.destination")],
        ),
        (
            APPLICATION,
            "spec.destination.namespace",
            "default",
            [
                (APPLICATION, "argo-destination", "spec.destination"),
                (APPLICATION, "argo-namespace", "spec.destination.namespace"),
            ],
        ),
        (
            APPLICATION,
            "spec.syncPolicy.syncOptions",
            ["CreateNamespace=true"],
            [(APPLICATION, "argo-namespace", "spec.syncPolicy.syncOptions")],
        ),
        (
            APPLICATION,
            "spec.syncPolicy.managedNamespaceMetadata",
            {"labels": {}},
            [(APPLICATION, "argo-namespace", "spec.syncPolicy.managedNamespaceMetadata")],
        ),
        (
            PROJECT,
            "spec.namespaceResourceWhitelist[0].kind",
            "Endpoints",
            [(PROJECT, "argo-whitelist", "spec.namespaceResourceWhitelist")] * 2,
        ),
        (
            PROJECT,
            "spec.clusterResourceWhitelist[0].name",
            "store",
            [(PROJECT, "argo-whitelist", "spec.clusterResourceWhitelist")] * 2,
        ),
    ],
)
def test_what_does_not_fit_is_found(
    environment: Any,
    deployed: Any,
    argocd: Any,
    where: Any,
    title: str,
    place: str,
    value: Any,
    found: Any,
) -> None:
    objects = argocd.with_field(title, place, value)
    assert where(check_argocd([deployed(environment.all)], objects, "prod")) == found


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("spec.sourceRepos[0]", "*"),
        ("spec.sourceRepos[0]", "https://git.example.com/*"),
        ("spec.destinations[0].server", "*"),
        ("spec.destinations[0].namespace", "shop*"),
        ("spec.clusterResourceWhitelist[0].kind", "*"),
        ("spec.clusterResourceWhitelist[0].name", "shop-*"),
        ("spec.namespaceResourceWhitelist[0].group", "*"),
    ],
)
def test_a_wildcard_is_found(
    environment: Any, deployed: Any, argocd: Any, where: Any, place: str, value: str
) -> None:
    found = check_argocd(
        [deployed(environment.all)], argocd.with_field(PROJECT, place, value), "prod"
    )
    assert (PROJECT, "argo-wildcard", place) in where(found)


def test_a_cluster_scoped_kind_without_a_name_is_a_wildcard(
    environment: Any, deployed: Any, argocd: Any, where: Any
) -> None:
    place = "spec.clusterResourceWhitelist[0].name"
    found = check_argocd([deployed(environment.all)], argocd.without_field(PROJECT, place), "prod")
    assert (PROJECT, "argo-wildcard", place) in where(found)


def test_recursion_is_said_and_not_assumed(
    environment: Any, deployed: Any, argocd: Any, where: Any
) -> None:
    objects = argocd.without_field(APPLICATION, "spec.source.directory")
    assert where(check_argocd([deployed(environment.all)], objects, "prod")) == [
        (APPLICATION, "argo-recurse", "spec.source.directory.recurse")
    ]


def test_a_kind_that_is_rendered_no_more_may_stay_so_that_argo_cd_removes_its_objects(
    environment: Any, deployed: Any, argocd: Any
) -> None:
    assert check_argocd([deployed(environment.without("Job/migrate"))], argocd.all, "prod") == ()


def test_a_kind_that_nothing_renders_is_a_way_in(
    environment: Any, deployed: Any, argocd: Any
) -> None:
    place = "spec.namespaceResourceWhitelist[0]"
    foreign = {"group": "coordination.k8s.io", "kind": "Lease"}
    found = check_argocd(
        [deployed(environment.all)], argocd.with_field(PROJECT, place, foreign), "prod"
    )
    assert "Lease of coordination.k8s.io is allowed, but not rendered" in [
        one.message for one in found
    ]


def test_a_kind_that_is_rendered_enters_the_whitelist(
    environment: Any, deployed: Any, argocd: Any
) -> None:
    lease = {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": "a", "namespace": "shop"},
    }
    (finding,) = check_argocd([deployed(environment.plus(lease))], argocd.all, "prod")
    assert finding.message == "Lease of coordination.k8s.io is rendered, but not allowed"


def test_kinds_that_controllers_make_may_be_listed_or_not(
    environment: Any, deployed: Any, argocd: Any
) -> None:
    kinds = [
        entry
        for entry in argocd[PROJECT]["spec"]["namespaceResourceWhitelist"]
        if entry["kind"] not in ("Pod", "ReplicaSet")
    ]
    objects = argocd.with_field(PROJECT, "spec.namespaceResourceWhitelist", kinds)
    assert check_argocd([deployed(environment.all)], objects, "prod") == ()


def test_the_root_applies_the_definitions_themselves(
    environment: Any, deployed: Any, argocd: Any, where: Any
) -> None:
    place = "spec.namespaceResourceWhitelist"
    objects = argocd.with_field(
        "AppProject/root", place, [{"group": "argoproj.io", "kind": "Application"}]
    )
    found = check_argocd([deployed(environment.all)], objects, "prod")
    assert where(found) == [("AppProject/root", "argo-whitelist", place)]
    assert found[0].message == "AppProject of argoproj.io is rendered, but not allowed"


def test_each_application_is_judged_by_its_own_objects(
    environment: Any, deployed: Any, argocd: Any
) -> None:
    agent = {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "a", "namespace": "logs"},
    }
    other = deployed([agent], name="logging", namespace="logs", permits=frozenset())
    (finding,) = check_argocd([deployed(environment.all), other], argocd.all, "prod")
    assert finding.rule == "argo-missing"
    assert "environments/prod/logging" in finding.message

    own = [
        _like(
            argocd[APPLICATION],
            "logging",
            "logs",
            {
                ("spec", "source", "path"): "environments/prod/logging",
                ("spec", "project"): "logging",
            },
        ),
        _like(
            argocd[PROJECT],
            "logging",
            "logs",
            {
                ("spec", "clusterResourceWhitelist"): [],
                ("spec", "namespaceResourceWhitelist"): [{"group": "apps", "kind": "DaemonSet"}],
            },
        ),
    ]
    assert check_argocd([deployed(environment.all), other], argocd.plus(*own), "prod") == ()


def _like(obj: Any, name: str, namespace: str, fields: dict[tuple[str, ...], Any]) -> Any:
    obj["metadata"]["name"] = name
    for place in (obj["spec"].get("destination"), *obj["spec"].get("destinations", ())):
        if place:
            place["namespace"] = namespace
    for (*parents, last), value in fields.items():
        parent = obj
        for key in parents:
            parent = parent[key]
        parent[last] = value
    return obj
