"""What an environment says of its mesh, which is Istio; free of cdk8s, so that it loads fast."""

from collections.abc import Mapping
from typing import Final

from nexus_constructs.sizing import Resources
from nexus_gitops.platform.data import Data, DnsLabel

_ENFORCED: Final = (
    "security.istio.io/AuthorizationPolicy",
    "security.istio.io/PeerAuthentication",
)


class Ambient(Data, frozen=True, kw_only=True, tag_field="mode", tag="ambient"):
    """The ztunnel of each node carries the connections; pods are as without a mesh.

    Source: https://istio.io/latest/docs/ambient/
    """

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

    Source: https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
    """

    control_plane: DnsLabel = "istio-system"
    proxy: Resources = Resources("100m", "2", "128Mi", "1Gi")

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
