"""Takes an environment out of a cluster, and leaves what is not ours, and data unless told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nexus_gitops.argocd.layout import ARGOCD_NAMESPACE, application_name
from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.inventory import Found, found_of, strangers
from nexus_gitops.cluster.kinds import APPLICATION, NAMESPACE
from nexus_gitops.errors import RefusedError
from nexus_gitops.manifests.identity import Identity
from nexus_gitops.operations.release import objects_of
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform


@dataclass(frozen=True, slots=True)
class Plan:
    """What would go.

    Attributes:
        removed: in this order.
        kept: what holds data, and namespaces that hold something that stays.
        strangers: what is in its namespaces and not ours.
    """

    removed: Sequence[Found]
    kept: Sequence[Found]
    strangers: Sequence[Identity]


def plan(api: Api, environment: str, *, delete_data: bool) -> Plan:
    """What of an environment is in the cluster, and what of that would go.

    Args:
        api: the cluster.
        environment: its name.
        delete_data: whether claims, Secrets and namespaces go, too.

    Raises:
        RefusedError: Argo CD has an Application of it, and would bring back what goes.
        UnreachableError: the cluster did not answer.
    """
    _check_unwatched(api, environment)
    found = found_of(api, objects_of(environment))
    ours = [one.identity for one in found]
    namespaces = [one for one in found if one.kind == NAMESPACE]
    others = {one.identity.name: strangers(api, one.identity.name, ours) for one in namespaces}
    going = [
        one
        for one in found
        if delete_data or not one.holds_data
        if one.kind != NAMESPACE or not others[one.identity.name]
    ]
    gone = set(going)
    return Plan(
        removed=sorted(going, key=_last_applied_first),
        kept=sorted((one for one in found if one not in gone), key=lambda one: one.identity),
        strangers=[one for these in others.values() for one in these],
    )


def remove(api: Api, plan: Plan, on_progress: Callable[[str], None]) -> None:
    """Remove what a plan says, in its order.

    Interrupted, it is planned and run again.

    Raises:
        RefusedError: the API server refuses it.
        UnreachableError: the cluster did not answer.
    """
    for one in plan.removed:
        on_progress(f"removing {one.identity}")
        api.delete(one.kind, one.identity.name, one.identity.namespace)


def _check_unwatched(api: Api, environment: str) -> None:
    for application in loading.applications(environment):
        name = application_name(platform().name, environment, application.name)
        if api.find(APPLICATION, name, ARGOCD_NAMESPACE) is not None:
            raise RefusedError(
                f"Argo CD keeps {environment} by its Application {name}, and brings back what is"
                " removed",
                f"take it out of the GitOps repository first: nexus-gitops env remove {environment}",
            )


def _last_applied_first(one: Found) -> tuple[bool, int, Identity]:
    return (one.kind == NAMESPACE, -one.wave, one.identity)
