"""/api/me: whom a token speaks for, as far as this installation understands it."""

import math
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter

from nexus_runtime.roles import Role
from workspace_kernel.api.documents import Document
from workspace_kernel.api.roles import Viewing

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime.max.replace(tzinfo=UTC)

router = APIRouter(tags=["capabilities"])


class Me(Document):
    """Who asks, what they may do, and until when; null where there is no end."""

    user: str
    tenant: str
    role: Role
    expires_at: datetime | None


@router.get("/api/me")
async def me(asking: Viewing) -> Me:
    """Tell whom the token speaks for."""
    return Me(
        user=asking.user,
        tenant=asking.tenant,
        role=asking.role,
        expires_at=_moment(asking.expires_at),
    )


def _moment(seconds: float) -> datetime | None:
    if math.isinf(seconds):
        return None
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return _LATEST
