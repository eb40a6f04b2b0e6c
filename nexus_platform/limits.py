"""What one tenant or one user may take, as data of an environment.

Source: docs/services.md, whose numbers are the standard here.
"""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from nexus_gitops.platform.data import Data

_Count = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
_MILLISECONDS_A_MINUTE = 60_000


class Limits(Data, frozen=True, kw_only=True):
    """Who is over one of them is refused, and the others are served.

    Attributes:
        tenant_workspaces: workspaces that a tenant may have.
        tenant_share_percent: part of each pod's places that a tenant keeps though others want
            them; what it has beyond is lent.
        tenant_requests_per_second: of a tenant, over all pods.
        tenant_sockets: live connections of a tenant at one pod.
        user_sockets: those of a user.
        tenant_tokens_per_day: of the language model; 0 for no limit.
        idle_minutes: without use until a workspace gives up its place.
    """

    tenant_workspaces: _Count = 1_000
    tenant_share_percent: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20
    tenant_requests_per_second: _Count = 100
    tenant_sockets: _Count = 1_000
    user_sockets: _Count = 50
    tenant_tokens_per_day: Annotated[int, msgspec.Meta(ge=0, le=10**12)] = 0
    idle_minutes: Annotated[int, msgspec.Meta(ge=1, le=10_080)] = 30


def kernel_settings(limits: Limits) -> Mapping[str, str]:
    """What the kernels read."""
    return {
        "TENANT_MAX_WORKSPACES": str(limits.tenant_workspaces),
        "TENANT_SHARE_PERCENT": str(limits.tenant_share_percent),
        "TENANT_REQUESTS_PER_SECOND": str(limits.tenant_requests_per_second),
        "TENANT_MAX_SOCKETS": str(limits.tenant_sockets),
        "USER_MAX_SOCKETS": str(limits.user_sockets),
        "IDLE_WORKSPACE_TIMEOUT_MS": str(limits.idle_minutes * _MILLISECONDS_A_MINUTE),
    }


def model_settings(limits: Limits) -> Mapping[str, str]:
    """What nexus-os reads."""
    return {"TENANT_TOKENS_PER_DAY": str(limits.tenant_tokens_per_day)}
