"""What an environment says of how its kernels are scaled; free of cdk8s, so that it loads fast."""

from typing import Annotated, Final

import msgspec

from nexus_constructs import sizing
from nexus_gitops.platform.data import Data, DnsLabel
from nexus_gitops.platform.shortcomings import Shortcoming
from nexus_platform import names

WORKSPACES_PER_POD: Final = 50
"""That a kernel hosts."""
MOST_WORKSPACES: Final = (WORKSPACES_PER_POD * 10 - 1) // 11
"""An autoscaler overlooks a tenth, and a kernel that is full would be overlooked too."""


class ByWorkspaces(Data, frozen=True, kw_only=True, tag_field="by", tag="workspaces"):
    """KEDA adds kernels as workspaces become active, and by CPU and memory as before.

    Attributes:
        target: active workspaces that a kernel should have.
        operator: namespace of KEDA's operator, which asks the kernels.

    Source: https://keda.sh/docs/latest/scalers/metrics-api/
    """

    target: Annotated[int, msgspec.Meta(ge=1, extra_json_schema={"maximum": MOST_WORKSPACES})] = 40
    operator: DnsLabel = "keda"


Scaling = ByWorkspaces


def shortcomings(scaling: Scaling | None, kernels: sizing.Scaling) -> tuple[Shortcoming, ...]:
    """What it means that kernels are scaled by CPU and memory alone.

    Args:
        scaling: what an environment says.
        kernels: the bounds of their number.
    """
    if scaling is not None or kernels.min_replicas >= kernels.max_replicas:
        return ()
    return (
        Shortcoming(
            f"{names.KERNEL} is scaled by CPU and memory alone, which workspaces that nobody works in"
            f" hardly use: when its pods are full, at {WORKSPACES_PER_POD} each, the next workspace"
            " is refused (503) and no pod is added",
            "set scaling=ByWorkspaces() where the cluster has KEDA, or raise"
            " kernel.scaling.min_replicas",
        ),
    )
