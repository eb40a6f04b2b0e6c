"""Who may come in, and how often."""

import dataclasses
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import HTTPBearer
from starlette.requests import HTTPConnection, Request

from nexus_runtime.problems import Problem
from nexus_runtime.tokens import Identity
from workspace_kernel.api.kernel import Kernel, kernel

_ONE_TENANT = "default"
# Only tells OpenAPI; the doorkeeper reads the header itself, and gives its own problems.
_SCHEME = HTTPBearer(bearerFormat="JWT", auto_error=False)


async def identity(
    request: Request,
    here: Annotated[Kernel, Depends(kernel)],
    _scheme: Annotated[object, Security(_SCHEME)],
) -> Identity:
    """Who asks.

    Raises:
        Problem: 401, the token is missing or bad; 429, the tenant asks too often.
    """
    asking = within(here, here.doorkeeper.identify_header(request.headers.get("authorization")))
    await admit(here, asking, request)
    return asking


def within(here: Kernel, asking: Identity) -> Identity:
    """The same user, in the one tenant where there is only one."""
    if here.settings.multi_tenant_mode:
        return asking
    return dataclasses.replace(asking, tenant=_ONE_TENANT)


async def admit(here: Kernel, asking: Identity, connection: HTTPConnection) -> None:
    """Count a request, once, at the pod where it came in.

    Raises:
        Problem: 429, the tenant asks too often.
    """
    if not here.router.hops(connection) and not await here.quota.allows(asking.tenant):
        raise Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            "too-many-requests",
            f"the tenant made more than {here.settings.tenant_requests_per_second} requests in a"
            " second (TENANT_REQUESTS_PER_SECOND); slow down",
            retry_after=1,
        )
