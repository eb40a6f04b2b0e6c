"""Bindings give existing accounts existing roles."""

from typing import Any

import pytest

from nexus_gitops.checks.rbac import check_rbac
from nexus_gitops.manifests.identity import KubeObject


def rbac(kind: str, name: str, namespace: str = "", **fields: Any) -> KubeObject:
    metadata = {"name": name, **({"namespace": namespace} if namespace else {})}
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": kind,
        "metadata": metadata,
        **fields,
    }


def binding(kind: str, role: str, account: str = "web", namespace: str = "shop") -> KubeObject:
    own = "shop" if kind == "RoleBinding" else ""
    return rbac(
        kind,
        "web",
        own,
        roleRef={"kind": role.partition("/")[0], "name": role.partition("/")[2]},
        subjects=[
            {"kind": "User", "name": "somebody"},
            {"kind": "ServiceAccount", "name": account, "namespace": namespace},
        ],
    )


ROLES = [rbac("Role", "reads", "shop"), rbac("ClusterRole", "watches")]


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("RoleBinding", "Role/reads"),
        ("RoleBinding", "ClusterRole/watches"),
        ("RoleBinding", "ClusterRole/view"),
        ("ClusterRoleBinding", "ClusterRole/watches"),
        ("ClusterRoleBinding", "ClusterRole/system:auth-delegator"),
    ],
)
def test_a_role_that_is_there_may_be_bound(environment: Any, kind: str, role: str) -> None:
    assert check_rbac([*environment.all, *ROLES, binding(kind, role)]) == ()


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("RoleBinding", "Role/watches"),
        ("RoleBinding", "ClusterRole/reads"),
        ("ClusterRoleBinding", "ClusterRole/reads"),
        ("ClusterRoleBinding", "Role/reads"),
    ],
)
def test_a_role_that_is_not_there_permits_nothing(
    environment: Any, where: Any, kind: str, role: str
) -> None:
    found = check_rbac([*environment.all, *ROLES, binding(kind, role)])
    assert where(found) == [(f"{kind}/web", "rbac-role", "roleRef.name")]


def test_a_role_of_another_namespace_is_not_there(environment: Any) -> None:
    elsewhere = rbac("Role", "reads", "other")
    (finding,) = check_rbac([*environment.all, elsewhere, binding("RoleBinding", "Role/reads")])
    assert finding.rule == "rbac-role"


def test_an_account_that_is_not_there_is_found(environment: Any, where: Any) -> None:
    objects = [*environment.all, *ROLES]
    found = check_rbac([*objects, binding("RoleBinding", "Role/reads", account="wbe")])
    assert where(found) == [("RoleBinding/web", "rbac-account", "subjects[1].name")]


def test_accounts_of_other_namespaces_are_not_known(environment: Any) -> None:
    theirs = binding("RoleBinding", "Role/reads", account="scraper", namespace="monitoring")
    assert check_rbac([*environment.all, *ROLES, theirs]) == ()
