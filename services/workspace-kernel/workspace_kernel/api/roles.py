"""Who may do what, as the API's operations ask for it."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request

from nexus_runtime.problems import Problem
from nexus_runtime.roles import Role
from nexus_runtime.tokens import Identity
from workspace_kernel.api.entrance import counted, identity
from workspace_kernel.api.kernel import Kernel


def at_least(role: Role) -> Callable[..., Awaitable[Identity]]:
    """A dependency that gives who asks.

    Raises:
        Problem: 403, their role is less than `role`; and as `identity`.
    """

    async def asking(found: Annotated[Identity, Depends(identity)]) -> Identity:
        return _having(role, found)

    return asking


async def let_in(request: Request, here: Kernel, role: Role) -> Identity:
    """Who asks; raises as the dependencies do. For operations that have none."""
    return _having(role, await counted(here, request))


def _having(role: Role, found: Identity) -> Identity:
    if not found.role.includes(role):
        raise Problem(
            HTTPStatus.FORBIDDEN,
            "forbidden",
            f"this needs the role {role}, and the token gives {found.role}",
        )
    return found


Viewing = Annotated[Identity, Depends(at_least(Role.VIEWER))]
Editing = Annotated[Identity, Depends(at_least(Role.EDITOR))]
Managing = Annotated[Identity, Depends(at_least(Role.ADMIN))]
