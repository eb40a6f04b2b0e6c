"""/api/workspaces: the list of a tenant's workspaces."""

import base64
from datetime import UTC, datetime
from http import HTTPStatus
from uuid import UUID

import orjson
from fastapi import APIRouter, Request, Response

from nexus_runtime.problems import Problem
from nexus_runtime.roles import Role
from workspace_kernel.api import direct, validators
from workspace_kernel.api.documents import PageQuery, WorkspacePage
from workspace_kernel.api.kernel import Kernel, kernel_of
from workspace_kernel.api.roles import let_in
from workspace_kernel.api.stores import are_active, store_away
from workspace_kernel.store import StoreError
from workspace_kernel.workspace import Key

router = APIRouter(prefix="/api/workspaces", tags=["workspaces"], route_class=direct.DirectRoute)


@router.get(
    "",
    response_model=WorkspacePage,
    responses=validators.DESCRIBED,
    openapi_extra=direct.described(*direct.described_query(PageQuery), direct.IF_NONE_MATCH),
)
async def list_(request: Request) -> Response:
    """List the tenant's workspaces, newest first; with `name` those alone whose name has it.

    What another pod has done may be seen a second late.
    """
    here = kernel_of(request)
    asking = await let_in(request, here, Role.VIEWER)
    known = direct.if_none_match(request)

    async def read() -> bytes:
        return await _page(here, asking.tenant, direct.query(request, PageQuery))

    found = await here.lists.get(asking.tenant, request.scope["query_string"], read)
    return validators.answer(found.body, found.digest, known)


async def _page(here: Kernel, tenant: str, wanted: PageQuery) -> bytes:
    try:
        page = await here.store.page(tenant, wanted.limit, _read_cursor(wanted.after), wanted.name)
    except StoreError as error:
        raise store_away(error) from error
    active = await are_active(here, [Key(tenant, workspace.id) for workspace in page.items])
    # Written at once, because the models take more time than the database does.
    return orjson.dumps(
        {
            "items": [
                {
                    "id": str(workspace.id),
                    "name": workspace.name,
                    "version": workspace.version,
                    "createdAt": workspace.created_at,
                    "updatedAt": workspace.updated_at,
                    "active": one,
                }
                for workspace, one in zip(page.items, active, strict=True)
            ],
            "next": _cursor(page.after),
        },
        option=orjson.OPT_UTC_Z,
    )


def _cursor(after: tuple[datetime, UUID] | None) -> str | None:
    if after is None:
        return None
    return base64.urlsafe_b64encode(f"{after[0].isoformat()}|{after[1]}".encode()).decode()


def _read_cursor(text: str | None) -> tuple[datetime, UUID] | None:
    if text is None:
        return None
    try:
        at, _, name = base64.b64decode(text, altchars=b"-_", validate=True).decode().partition("|")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError(at)
        # A moment near either end of time may be none in UTC.
        return moment.astimezone(UTC), UUID(name)
    except (ValueError, OverflowError) as error:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", "after is no cursor of a page before"
        ) from error
