"""What an environment says of how its kernels are scaled; free of cdk8s, so that it loads fast."""

from typing import Annotated

import msgspec

from nexus_gitops.platform.data import Data, DnsLabel


class ByWorkspaces(Data, frozen=True, kw_only=True, tag_field="by", tag="workspaces"):
    """KEDA adds kernels as workspaces become active, and by CPU and memory as before.

    Attributes:
        target: active workspaces that a kernel should have.
        operator: namespace of KEDA's operator, which asks the kernels.

    Source: https://keda.sh/docs/latest/scalers/metrics-api/
    """

    target: Annotated[int, msgspec.Meta(ge=1)] = 40
    operator: DnsLabel = "keda"


Scaling = ByWorkspaces
