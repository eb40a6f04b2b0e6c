"""Who may come in, how often, and with how much."""

import dataclasses
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import HTTPBearer
from starlette.requests import HTTPConnection, Request
from starlette.types import Scope

from nexus_runtime.gate import identity_of
from nexus_runtime.problems import Problem
from nexus_runtime.tokens import Identity
from workspace_kernel.api.kernel import Kernel, kernel
from workspace_kernel.settings import KernelSettings

_ONE_TENANT = "default"
# A name, or what a user asks a model for: 10,000 characters of which each may be an escape.
_MOST_BODY_BYTES = 150_000
# Only tells OpenAPI; the gate reads the header itself, and gives its own problems.
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
    return await counted(here, request)


async def counted(here: Kernel, request: Request) -> Identity:
    """Who asks, whose request is counted; raises as `identity`."""
    asking = asking_of(request)
    await admit(here, asking, request)
    return asking


def asking_of(connection: HTTPConnection) -> Identity:
    """Who asks, as the gate has found out."""
    found = identity_of(connection.scope)
    assert found is not None  # noqa: S101 -- the gate lets nobody else in
    return found


def body_limit(largest: int) -> Callable[[Scope], int]:
    """How many bytes the body of a request may have: `largest` for a patch, little for others."""

    def limit(scope: Scope) -> int:
        return largest if scope["method"] == "PATCH" else min(largest, _MOST_BODY_BYTES)

    return limit


def within(settings: KernelSettings, asking: Identity) -> Identity:
    """The same user, in the one tenant where there is only one."""
    if settings.multi_tenant_mode:
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
