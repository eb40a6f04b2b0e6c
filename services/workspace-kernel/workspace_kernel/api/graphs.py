"""/api/workspaces/{id}/graph: what is asked most, the graph, read and changed."""

import re
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from nexus_runtime.graph import Graph, GraphError, TooLargeError
from nexus_runtime.problems import Problem
from nexus_runtime.roles import Role
from nexus_runtime.tokens import Identity
from workspace_kernel.api import direct, validators
from workspace_kernel.api.documents import PATCH_BODY, VersionDocument
from workspace_kernel.api.kernel import kernel_of
from workspace_kernel.api.roles import let_in
from workspace_kernel.hosting.active import ActiveWorkspace, StaleError
from workspace_kernel.hosting.workbench import BusyError
from workspace_kernel.workspace import Key

_ETAG = re.compile(r'(?:W/)?"?(\d{1,18})"?')

router = APIRouter(prefix="/api/workspaces", tags=["workspaces"], route_class=direct.DirectRoute)


@router.get(
    "/{workspace_id}/graph",
    response_model=Graph,
    responses=validators.DESCRIBED,
    openapi_extra=direct.described(direct.WORKSPACE_ID, direct.IF_NONE_MATCH),
)
async def read_graph(request: Request) -> Response:
    """Read the graph; its version is the ETag."""
    here = kernel_of(request)
    asking = await let_in(request, here, Role.VIEWER)
    key = Key(asking.tenant, direct.workspace_id(request))
    known = direct.if_none_match(request)

    async def act(workspace: ActiveWorkspace) -> Response:
        return validators.answer(workspace.graph, str(workspace.version), known)

    return await here.router.serve(request, b"", key, act)


@router.patch(
    "/{workspace_id}/graph",
    response_model=VersionDocument,
    responses={200: {"headers": {"ETag": {"schema": {"type": "string"}}}}},
    openapi_extra=direct.described(direct.WORKSPACE_ID, direct.IF_MATCH, **PATCH_BODY),
)
async def change_graph(request: Request) -> Response:
    """Change the graph by a JSON Patch, all of it or nothing; durable when this answers."""
    here = kernel_of(request)
    asking = await let_in(request, here, Role.EDITOR)
    key = Key(asking.tenant, direct.workspace_id(request))
    version = _version(request.headers.get("if-match"))
    body = await request.body()

    async def act(workspace: ActiveWorkspace) -> Response:
        return await _change(workspace, body, version, asking)

    try:
        return await here.router.serve(request, body, key, act)
    finally:
        here.lists.forget(asking.tenant)


async def _change(
    workspace: ActiveWorkspace, body: bytes, version: int, asking: Identity
) -> Response:
    try:
        made = await workspace.change(body, version=version, author=asking.user)
    except TooLargeError as error:
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", str(error)) from error
    except GraphError as error:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-patch", str(error)) from error
    except StaleError as error:
        raise Problem(
            HTTPStatus.PRECONDITION_FAILED,
            "stale",
            f"the graph has version {error.version}; read it and try again",
        ) from error
    except BusyError as error:
        raise Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            "busy",
            "the tenant has many large patches waiting; send the next when one is answered",
            retry_after=1,
        ) from error
    return Response(
        b'{"version":%d}' % made, media_type="application/json", headers={"ETag": f'"{made}"'}
    )


def _version(if_match: str | None) -> int:
    if if_match is None:
        raise Problem(
            HTTPStatus.PRECONDITION_REQUIRED,
            "precondition-required",
            "name the version that you change, as the header If-Match",
        )
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        raise Problem(
            HTTPStatus.PRECONDITION_FAILED, "stale", f"{if_match!r} names no version of the graph"
        )
    return int(found[1])
