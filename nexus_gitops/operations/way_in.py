"""Where an installation answers from outside: by its Ingress, or by its Gateway. Pure.

Source: https://gateway-api.sigs.k8s.io/reference/spec/#gatewaystatus
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.cluster.kinds import GATEWAY, INGRESS, Kind
from nexus_gitops.manifests.identity import KubeObject

KINDS: Final = (INGRESS, GATEWAY)


@dataclass(frozen=True, slots=True)
class WayIn:
    """What leads in.

    Attributes:
        host: that it answers for.
        secure: whether by HTTPS.
        address: that its controller reports; "" while there is none.
    """

    host: str
    secure: bool
    address: str


def leading_in(objects: Sequence[KubeObject]) -> tuple[Kind, KubeObject] | None:
    """The object that leads in; None where nothing does."""
    for obj in objects:
        for kind in KINDS:
            if (obj["kind"], obj["apiVersion"]) == (kind.name, kind.api_version):
                return kind, obj
    return None


def way_in(kind: Kind, rendered: KubeObject, live: Mapping[str, Any]) -> WayIn:
    """What an object says, as it is rendered and as the cluster has it.

    Args:
        kind: of the object.
        rendered: see `leading_in`.
        live: the same in the cluster; empty where it is not there.
    """
    spec, status = rendered["spec"], live.get("status") or {}
    if kind is INGRESS:
        told = (status.get("loadBalancer") or {}).get("ingress") or ()
        addresses = [one.get("ip") or one.get("hostname", "") for one in told]
        host, secure = spec["rules"][0]["host"], bool(spec.get("tls"))
    else:
        addresses = [one["value"] for one in status.get("addresses") or ()]
        host = spec["listeners"][0]["hostname"]
        secure = any(one["protocol"] == "HTTPS" for one in spec["listeners"])
    return WayIn(host, secure, next(filter(None, addresses), ""))
