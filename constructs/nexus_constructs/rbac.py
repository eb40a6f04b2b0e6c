"""The ServiceAccount of a component's pods, and what it may do at the API.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.component import Component, Installation

_GROUP = "rbac.authorization.k8s.io"


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """What may be done with which resources.

    Attributes:
        verbs: as `get`, `list` and `watch`.
        resources: as `pods` or `pods/log`.
        api_groups: of the resources; "" for the core's.
        resource_names: names of the objects; any where there are none.
        non_resource_urls: as `/metrics`; in a ClusterRole, and then without resources.
    """

    verbs: tuple[str, ...]
    resources: tuple[str, ...] = ()
    api_groups: tuple[str, ...] = ("",)
    resource_names: tuple[str, ...] = ()
    non_resource_urls: tuple[str, ...] = ()

    def build(self) -> k8s.PolicyRule:
        """The typed rule."""
        return k8s.PolicyRule(
            verbs=list(self.verbs),
            resources=list(self.resources) or None,
            api_groups=list(self.api_groups) if self.resources else None,
            resource_names=list(self.resource_names) or None,
            non_resource_ur_ls=list(self.non_resource_urls) or None,
        )


@dataclass(frozen=True, slots=True)
class Permissions:
    """What a ServiceAccount may do.

    Attributes:
        role: in its own namespace.
        cluster_role: in every namespace, and with what is in none.
    """

    role: tuple[PolicyRule, ...] = ()
    cluster_role: tuple[PolicyRule, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.role or self.cluster_role)


def service_account(component: Component, permissions: Permissions) -> str:
    """Make the component's own ServiceAccount, roles and bindings, and return its name.

    No token is mounted by itself: a container that asks the API mounts a
    `volumes.ServiceAccountToken`. Asking the made object for its name would be a call to the
    jsii kernel.
    """
    k8s.KubeServiceAccount(
        component,
        "service-account",
        metadata=component.metadata(),
        automount_service_account_token=False,
    )
    home = component.installation.namespace
    if permissions.role:
        _role(component, permissions.role, home)
    if permissions.cluster_role:
        k8s.KubeClusterRole(
            component,
            "cluster-role",
            metadata=component.cluster_metadata(),
            rules=[rule.build() for rule in permissions.cluster_role],
        )
        k8s.KubeClusterRoleBinding(
            component,
            "cluster-role-binding",
            metadata=component.cluster_metadata(),
            role_ref=k8s.RoleRef(api_group=_GROUP, kind="ClusterRole", name=component.cluster_name),
            subjects=[_account(component, home)],
        )
    return component.name


class Grant(Component):
    """What the ServiceAccount of a component that is in another namespace may do in this one.

    Args:
        name: of that component.
        home: the namespace that it is in.
        rules: what it may do.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        home: str,
        rules: Sequence[PolicyRule],
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(scope, name, installation=installation, after=after)
        _role(self, rules, home)


def _role(component: Component, rules: Sequence[PolicyRule], home: str) -> None:
    k8s.KubeRole(
        component, "role", metadata=component.metadata(), rules=[rule.build() for rule in rules]
    )
    k8s.KubeRoleBinding(
        component,
        "role-binding",
        metadata=component.metadata(),
        role_ref=k8s.RoleRef(api_group=_GROUP, kind="Role", name=component.name),
        subjects=[_account(component, home)],
    )


def _account(component: Component, namespace: str) -> k8s.Subject:
    return k8s.Subject(kind="ServiceAccount", name=component.name, namespace=namespace)
