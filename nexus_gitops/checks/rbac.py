"""Checks that bindings give existing accounts existing roles."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.bindings import RBAC_GROUP, bindings, bound_accounts
from nexus_gitops.checks.objects.fields import is_a, name, text, title
from nexus_gitops.manifests.identity import KubeObject

_BUILT_IN_ROLES: Final = frozenset({"admin", "cluster-admin", "edit", "view"})
_SYSTEM: Final = "system:"


def check_rbac(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `rbac-role` and `rbac-account`.

    The API server takes a binding whose role or account is not there, and then nothing may be
    done by it. Of the accounts of other namespaces nothing is known.
    Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
    """
    roles = {(text(obj, "metadata", "namespace"), title(obj)) for obj in _of(objects, "Role")}
    cluster_roles = {name(obj) for obj in _of(objects, "ClusterRole")}
    return (
        *(
            finding
            for binding in bindings(objects)
            for finding in _role(binding, roles, cluster_roles)
        ),
        *_accounts(objects),
    )


def _of(objects: Sequence[KubeObject], kind: str) -> Iterator[KubeObject]:
    return (obj for obj in objects if is_a(obj, RBAC_GROUP, kind))


def _role(
    binding: KubeObject, roles: Collection[tuple[str, str]], cluster_roles: Collection[str]
) -> Iterator[Finding]:
    kind, wanted = text(binding, "roleRef", "kind"), text(binding, "roleRef", "name")
    namespace = text(binding, "metadata", "namespace")
    is_there = (
        wanted in cluster_roles or wanted in _BUILT_IN_ROLES or wanted.startswith(_SYSTEM)
        if kind == "ClusterRole"
        else (namespace, f"{kind}/{wanted}") in roles
    )
    if not is_there:
        yield Finding(
            object=title(binding),
            namespace=namespace,
            field="roleRef.name",
            rule="rbac-role",
            message=f"there is no {kind or 'role'} {wanted or '(no name)'}, so nothing is permitted",
            fix="name a role of these objects, or add it",
        )


def _accounts(objects: Sequence[KubeObject]) -> Iterator[Finding]:
    accounts = {
        (text(obj, "metadata", "namespace"), name(obj))
        for obj in objects
        if is_a(obj, "", "ServiceAccount")
    }
    namespaces = {namespace for namespace, _ in accounts}
    for bound in bound_accounts(objects):
        if bound.namespace in namespaces and (bound.namespace, bound.name) not in accounts:
            yield Finding(
                object=title(bound.binding),
                namespace=text(bound.binding, "metadata", "namespace"),
                field=f"{bound.field}.name",
                rule="rbac-account",
                message=f"there is no ServiceAccount {bound.name or '(no name)'}",
                fix="name an account of these objects, or add it",
            )
