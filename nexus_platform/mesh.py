"""What an environment says of its mesh, which is Istio; free of cdk8s, so that it loads fast."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from nexus_constructs.sizing import Resources
from nexus_gitops.platform.data import Data, DnsLabel
from nexus_gitops.platform.helm_charts import HelmChart
from nexus_platform.istio import SYSTEM, Istio, ambient, sidecar

if TYPE_CHECKING:
    from nexus_platform.environment import Environment

_ENFORCED: Final = (
    "security.istio.io/AuthorizationPolicy",
    "security.istio.io/PeerAuthentication",
)


class Ambient(Data, frozen=True, kw_only=True, tag_field="mode", tag="ambient"):
    """The ztunnel of each node carries the connections; pods are as without a mesh.

    Attributes:
        installed: what of Istio the environment brings into its cluster; None where it is there.

    Source: https://istio.io/latest/docs/ambient/
    """

    installed: Istio | None = None

    @property
    def namespace_labels(self) -> Mapping[str, str]:
        """By which a namespace is in the mesh."""
        return {"istio.io/dataplane-mode": "ambient"}

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the cluster must have for it, as `group/Kind`."""
        return _ENFORCED


class Sidecar(Data, frozen=True, kw_only=True, tag_field="mode", tag="sidecar"):
    """A proxy in each pod, which Istio's CNI plugin and Kubernetes from 1.29 on are needed for.

    Attributes:
        control_plane: namespace of istiod.
        proxy: what a proxy takes, as the mesh injects it; Istio's own standard unless given.
        installed: what of Istio the environment brings into its cluster; None where it is there.

    Source: https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
    """

    control_plane: DnsLabel = SYSTEM
    proxy: Resources = Resources("100m", "2", "128Mi", "1Gi")
    installed: Istio | None = None

    @property
    def namespace_labels(self) -> Mapping[str, str]:
        """By which a namespace is in the mesh."""
        return {"istio-injection": "enabled"}

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the cluster must have for it, as `group/Kind`."""
        return (
            *_ENFORCED,
            "networking.istio.io/DestinationRule",
            "networking.istio.io/VirtualService",
            "telemetry.istio.io/Telemetry",
        )


Mesh = Ambient | Sidecar


def installation(env: "Environment") -> tuple[HelmChart, ...]:
    """The charts that an environment brings for its mesh."""
    match env.mesh:
        case Ambient(installed=Istio() as istio):
            return ambient(env, istio)
        case Sidecar(control_plane=namespace, proxy=proxy, installed=Istio() as istio):
            return sidecar(env, istio, namespace, proxy)
        case _:
            return ()
