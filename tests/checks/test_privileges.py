"""No account may do more than its service needs."""

from typing import Any

import pytest

from nexus_gitops.checks.privileges import check_privileges

RBAC = "rbac.authorization.k8s.io"
ACCOUNT = {"kind": "ServiceAccount", "name": "web", "namespace": "shop"}


def binding(role: str, subject: dict[str, Any] = ACCOUNT) -> dict[str, Any]:
    return {
        "apiVersion": f"{RBAC}/v1",
        "kind": "RoleBinding",
        "metadata": {"name": "x"},
        "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": role},
        "subjects": [subject],
    }


def role(**rule: list[str]) -> dict[str, Any]:
    standard = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}
    return {
        "apiVersion": f"{RBAC}/v1",
        "kind": "Role",
        "metadata": {"name": "x"},
        "rules": [{**standard, **rule}],
    }


@pytest.mark.parametrize(
    ("obj", "found"),
    [
        (binding("view"), []),
        (binding("cluster-admin"), ["privilege-admin"]),
        (binding("edit"), ["privilege-admin"]),
        (
            binding("view", {"kind": "Group", "name": "system:authenticated"}),
            ["privilege-everybody"],
        ),
        (role(), []),
        (role(verbs=["*"]), ["privilege-wildcard"]),
        (role(resources=["*"]), ["privilege-wildcard"]),
        (role(resources=["pods/exec"]), ["privilege-escalation"]),
        (role(verbs=["impersonate"]), ["privilege-escalation"]),
    ],
)
def test_what_leads_to_more_is_found(obj: Any, found: list[str]) -> None:
    assert [finding.rule for finding in check_privileges([obj])] == found
