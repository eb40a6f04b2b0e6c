"""RoleBindings and ClusterRoleBindings: who may do what.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from nexus_gitops.checks.objects.fields import is_a, items, text
from nexus_gitops.manifests.identity import KubeObject

RBAC_GROUP: Final = "rbac.authorization.k8s.io"
_KINDS: Final = ("ClusterRoleBinding", "RoleBinding")


@dataclass(frozen=True, slots=True)
class BoundAccount:
    """A ServiceAccount that a binding names.

    Attributes:
        binding: the object.
        field: path to the subject.
        namespace: of the account.
        name: of the account.
    """

    binding: KubeObject
    field: str
    namespace: str
    name: str


def bindings(objects: Iterable[KubeObject]) -> Iterator[KubeObject]:
    """The RoleBindings and ClusterRoleBindings in `objects`."""
    return (obj for obj in objects if is_a(obj, RBAC_GROUP, *_KINDS))


def bound_accounts(objects: Iterable[KubeObject]) -> Iterator[BoundAccount]:
    """The ServiceAccounts that the bindings in `objects` give something to."""
    for binding in bindings(objects):
        for index, subject in items(binding, "subjects"):
            if text(subject, "kind") == "ServiceAccount":
                yield BoundAccount(
                    binding,
                    f"subjects[{index}]",
                    text(subject, "namespace") or text(binding, "metadata", "namespace"),
                    text(subject, "name"),
                )
