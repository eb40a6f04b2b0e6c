"""No two objects are the same one, and each is in its place."""

from typing import Any

import pytest

from nexus_constructs.pod_security import Level
from nexus_gitops.checks.identities import check_identities, check_namespace


def test_the_same_object_twice_is_found_once(environment: Any, where: Any) -> None:
    objects = environment.plus(environment["ConfigMap/settings"])
    found = check_identities(objects)
    assert where(found) == [("ConfigMap/settings", "identity-duplicate", "metadata.name")]
    assert found[0].message.startswith("2 objects")


def test_another_api_version_of_a_group_is_the_same_object(environment: Any, where: Any) -> None:
    older = {**environment["HorizontalPodAutoscaler/web"], "apiVersion": "autoscaling/v1"}
    found = check_identities(environment.plus(older))
    assert [finding.rule for finding in found] == ["identity-duplicate"]


def test_the_same_name_in_another_group_is_another_object(environment: Any) -> None:
    other = {**environment["Service/web"], "apiVersion": "serving.knative.dev/v1"}
    assert check_identities(environment.plus(other)) == ()


def test_an_object_outside_the_applications_namespace_is_found(
    environment: Any, deployed: Any, where: Any
) -> None:
    objects = environment.with_field("Service/web", "metadata.namespace", "default")
    found = check_namespace(deployed(objects))
    assert where(found) == [("Service/web", "identity-namespace", "metadata.namespace")]
    assert "default" in found[0].message
    assert found[0].fix == "set it to shop"


def test_an_object_without_a_namespace_is_found(
    environment: Any, deployed: Any, where: Any
) -> None:
    objects = environment.without_field("Service/web", "metadata.namespace")
    assert where(check_namespace(deployed(objects))) == [
        ("Service/web", "identity-namespace", "metadata.namespace")
    ]


def test_a_namespace_on_a_cluster_scoped_object_is_found(
    environment: Any, deployed: Any, where: Any
) -> None:
    objects = environment.with_field("Namespace/shop", "metadata.namespace", "shop")
    found = check_namespace(deployed(objects))
    assert where(found) == [("Namespace/shop", "identity-namespace", "metadata.namespace")]
    assert found[0].fix == "remove the field"


def test_the_namespace_object_is_the_applications(
    environment: Any, deployed: Any, where: Any
) -> None:
    objects = environment.with_field("Namespace/shop", "metadata.name", "store")
    assert where(check_namespace(deployed(objects))) == [
        ("Namespace/store", "identity-namespace", "metadata.name")
    ]


@pytest.mark.parametrize("kind", ["ClusterRole", "ClusterRoleBinding"])
def test_cluster_scoped_kinds_need_no_namespace(environment: Any, deployed: Any, kind: str) -> None:
    role = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": kind,
        "metadata": {"name": "reader"},
    }
    assert check_namespace(deployed(environment.plus(role))) == ()


def test_the_namespace_enforces_the_level_that_the_application_says(
    environment: Any, deployed: Any, where: Any
) -> None:
    found = check_namespace(deployed(environment.all, pod_security=Level.PRIVILEGED))
    assert where(found) == [
        (
            "Namespace/shop",
            "identity-pod-security",
            "metadata.labels.pod-security.kubernetes.io/enforce",
        )
    ]
    assert found[0].fix == "set it to privileged"


def test_two_applications_with_one_object_are_found(environment: Any, where: Any) -> None:
    found = check_identities([*environment.all, environment["Service/web"]])
    assert where(found) == [("Service/web", "identity-duplicate", "metadata.name")]
