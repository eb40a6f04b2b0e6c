"""Looks at what runs of an environment."""

from typing import Final

from nexus_gitops.argocd.layout import ARGOCD_NAMESPACE
from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.argocd import is_installed
from nexus_gitops.cluster.kinds import (
    APPLICATION,
    AUTOSCALER,
    DEPLOYMENT,
    ENDPOINT_SLICE,
    EVENT,
    JOB,
    POD,
    SERVICE,
    STATEFUL_SET,
)
from nexus_gitops.cluster.ownership import without_others
from nexus_gitops.cluster.status import Observation
from nexus_gitops.manifests.identity import KubeObject

_IN_CLUSTER: Final = frozenset({"https://kubernetes.default.svc", "in-cluster"})


def observe(api: Api, name: str, namespace: str) -> Observation:
    """An Application, and what is in its namespace and not another Application's.

    Args:
        api: the cluster that Argo CD runs in. Where the Application leads to another one, the
            Application is all that is seen.
        name: of the Application in Argo CD.
        namespace: where its objects are, in a cluster without Argo CD.

    Raises:
        UnreachableError: the cluster did not answer, or does not let us in.
    """
    application = api.find(APPLICATION, name, ARGOCD_NAMESPACE)
    if application is not None:
        destination = application["spec"]["destination"]
        if (destination.get("server") or destination.get("name")) not in _IN_CLUSTER:
            return Observation(application)
        return without_others(_seen(api, destination["namespace"], application), name)
    if is_installed(api):
        return Observation(None)
    return _seen(api, namespace, None, has_argocd=False)


def _seen(
    api: Api, namespace: str, application: KubeObject | None, *, has_argocd: bool = True
) -> Observation:
    return Observation(
        application,
        has_argocd=has_argocd,
        workloads=[*api.list(DEPLOYMENT, namespace), *api.list(STATEFUL_SET, namespace)],
        jobs=api.list(JOB, namespace),
        pods=api.list(POD, namespace),
        services=api.list(SERVICE, namespace),
        endpoint_slices=api.list(ENDPOINT_SLICE, namespace),
        autoscalers=api.list(AUTOSCALER, namespace),
        events=api.list(EVENT, namespace, fields={"type": "Warning"}),
    )
