"""Istio as its own charts, where an environment brings it into its cluster.

Sources: https://istio.io/latest/docs/ambient/install/helm/ and
https://istio.io/latest/docs/setup/install/helm/
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import msgspec

from nexus_constructs.sizing import Resources
from nexus_gitops.platform.data import Data
from nexus_gitops.platform.helm_charts import HelmChart, Kind, Owned

if TYPE_CHECKING:
    from nexus_platform.environment import Environment

SYSTEM: Final = "istio-system"
"""Namespace of all of it, unless somebody says otherwise."""

_WEBHOOKS: Final = tuple(
    ("admissionregistration.k8s.io", kind)
    for kind in ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
)
_RBAC: Final = "rbac.authorization.k8s.io"
_CLUSTER_ROLES: Final = frozenset({(_RBAC, "ClusterRole"), (_RBAC, "ClusterRoleBinding")})
# istiod puts its certificate in, and lets them fail closed once it answers: the charts begin them
# with none, and open (istio#52785).
_OWNED: Final = tuple(
    Owned(kind, (".webhooks[]?.clientConfig.caBundle", ".webhooks[]?.failurePolicy"))
    for kind in _WEBHOOKS
)
# The pods of the CNI plugin and of ztunnel change the network of their node.
_PRIVILEGED: Final = {"pod-security.kubernetes.io/enforce": "privileged"}


class Istio(Data, frozen=True, kw_only=True):
    """What of Istio is brought into a cluster, by one of its environments.

    Attributes:
        version: of all of its charts; 1.27 or newer, since older ones let no Job with a sidecar end.
        repository: of the charts; Istio's own unless given.
        platform: the kind of cluster, where Istio knows it by a name.
    """

    version: Annotated[str, msgspec.Meta(pattern=r"^1\.(2[7-9]|[3-9]\d)\.\d+\Z")]
    repository: Annotated[str, msgspec.Meta(min_length=1)] = (
        "https://istio-release.storage.googleapis.com/charts"
    )
    platform: Literal["", "eks", "gke", "k3d", "k3s", "microk8s", "minikube"] = ""

    @property
    def common(self) -> Mapping[str, Any]:
        """What each chart is told."""
        return {"global": {"platform": self.platform}} if self.platform else {}


def ambient(env: "Environment", istio: Istio) -> tuple[HelmChart, ...]:
    """The charts of a mesh whose connections the nodes carry."""
    profile = {**istio.common, "profile": "ambient"}
    return tuple(_charts(env, istio, SYSTEM, istiod=profile, cni=profile, ztunnel=istio.common))


def sidecar(
    env: "Environment", istio: Istio, namespace: str, proxy: Resources
) -> tuple[HelmChart, ...]:
    """The charts of a mesh with a proxy in each pod, of the size that the quotas count on."""
    size = {
        "requests": {"cpu": proxy.cpu_request, "memory": proxy.memory_request},
        "limits": {"cpu": proxy.cpu_limit, "memory": proxy.memory_limit},
    }
    told = {**istio.common.get("global", {}), "proxy": {"resources": size}}
    values = {"global": told, "pilot": {"cni": {"enabled": True}}}
    return tuple(_charts(env, istio, namespace, istiod=values, cni=istio.common))


def _charts(
    env: "Environment", istio: Istio, namespace: str, **values: Mapping[str, Any]
) -> Iterator[HelmChart]:
    """Definitions, then who reads them, then who carries connections."""
    told = {"base": istio.common, **values}
    for chart, said in told.items():
        wave, kinds, cluster_kinds = _BRINGS[chart]
        yield HelmChart(
            name=f"istio-{chart}",
            namespace=namespace,
            destination=env.cluster,
            repository=istio.repository,
            chart=chart,
            version=istio.version,
            wave=wave,
            values=_named(said, namespace),
            kinds=kinds,
            cluster_kinds=cluster_kinds,
            owned=tuple(one for one in _OWNED if one.kind in cluster_kinds),
            namespace_labels=_PRIVILEGED if chart == "base" else {},
        )


def _named(values: Mapping[str, Any], namespace: str) -> Mapping[str, Any]:
    if namespace == SYSTEM:
        return values
    return {**values, "global": {**values.get("global", {}), "istioNamespace": namespace}}


def _core(*kinds: str) -> frozenset[Kind]:
    return frozenset(("", kind) for kind in ("ServiceAccount", *kinds))


_BRINGS: Final[Mapping[str, tuple[int, frozenset[Kind], frozenset[Kind]]]] = {
    "base": (
        0,
        _core(),
        frozenset({("apiextensions.k8s.io", "CustomResourceDefinition"), _WEBHOOKS[1]}),
    ),
    "istiod": (
        1,
        _core("ConfigMap", "Service")
        | {
            ("apps", "Deployment"),
            ("autoscaling", "HorizontalPodAutoscaler"),
            ("policy", "PodDisruptionBudget"),
            (_RBAC, "Role"),
            (_RBAC, "RoleBinding"),
        },
        _CLUSTER_ROLES | set(_WEBHOOKS),
    ),
    "cni": (1, _core("ConfigMap", "ResourceQuota") | {("apps", "DaemonSet")}, _CLUSTER_ROLES),
    "ztunnel": (2, _core("ResourceQuota") | {("apps", "DaemonSet")}, frozenset()),
}
"""Of each chart its wave, and what it brings into its namespace and into none."""
