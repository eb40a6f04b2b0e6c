"""/api/workspaces: create, list, get, rename, delete, read and change the graph, ask for a proposal."""

import base64
import hashlib
import re
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

import orjson
import structlog
from fastapi import APIRouter, Depends, Request, Response

from nexus_runtime.graph import EMPTY, Graph, GraphError, TooLargeError
from nexus_runtime.problems import Problem
from nexus_runtime.roles import Role
from nexus_runtime.tokens import Identity
from workspace_kernel.api import direct, validators
from workspace_kernel.api.documents import (
    PATCH_BODY,
    NewWorkspace,
    PageQuery,
    Proposal,
    ProposalRequest,
    VersionDocument,
    WorkspaceChange,
    WorkspaceDocument,
    WorkspacePage,
)
from workspace_kernel.api.kernel import Kernel, kernel, kernel_of
from workspace_kernel.api.roles import Editing, Managing, Viewing, let_in
from workspace_kernel.api.routing import absent
from workspace_kernel.coordination import CoordinationError
from workspace_kernel.hosting.active import ActiveWorkspace, StaleError
from workspace_kernel.hosting.workbench import BusyError
from workspace_kernel.peers import unavailable
from workspace_kernel.store import QuotaError, StoreError
from workspace_kernel.workspace import Key

_LOG = structlog.get_logger(__name__)
_QUOTA_SECONDS = 60
_ETAG = re.compile(r'(?:W/)?"?(\d{1,18})"?')

router = APIRouter(prefix="/api/workspaces", tags=["workspaces"])

Here = Annotated[Kernel, Depends(kernel)]


@router.post("", status_code=HTTPStatus.CREATED)
async def create(new: NewWorkspace, asking: Editing, here: Here) -> WorkspaceDocument:
    """Create a workspace with an empty graph."""
    quota = here.settings.tenant_max_workspaces
    try:
        workspace = await here.store.create(
            Key(asking.tenant, uuid4()), new.name, EMPTY, quota=quota
        )
    except QuotaError as error:
        raise Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            "too-many-workspaces",
            f"the tenant has {quota} workspaces (TENANT_MAX_WORKSPACES); delete one first",
            retry_after=_QUOTA_SECONDS,
        ) from error
    except StoreError as error:
        raise _store_away(error) from error
    _LOG.info("workspace created", workspaceId=str(workspace.id))
    return WorkspaceDocument.of(workspace, active=False)


@router.get(
    "",
    response_model=WorkspacePage,
    responses=validators.DESCRIBED,
    openapi_extra=direct.described(*direct.described_query(PageQuery), direct.IF_NONE_MATCH),
)
async def list_(request: Request) -> Response:
    """List the tenant's workspaces, newest first; with `name` those alone whose name has it."""
    here = kernel_of(request)
    asking = await let_in(request, here, Role.VIEWER)
    wanted = direct.query(request, PageQuery)
    try:
        page = await here.store.page(
            asking.tenant, wanted.limit, _read_cursor(wanted.after), wanted.name
        )
    except StoreError as error:
        raise _store_away(error) from error
    keys = [Key(asking.tenant, workspace.id) for workspace in page.items]
    active = await _are_active(here, keys)
    # Written at once, because the models take more time than the database does.
    body = orjson.dumps(
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
    digest = hashlib.blake2b(body, digest_size=12).hexdigest()
    return validators.answer(body, digest, direct.if_none_match(request))


@router.get("/{workspace_id}")
async def get(workspace_id: UUID, asking: Viewing, here: Here) -> WorkspaceDocument:
    """Get a workspace without its graph."""
    key = Key(asking.tenant, workspace_id)
    try:
        workspace = await here.store.get(key)
    except StoreError as error:
        raise _store_away(error) from error
    if workspace is None:
        raise absent()
    return WorkspaceDocument.of(workspace, active=(await _are_active(here, [key]))[0])


@router.patch("/{workspace_id}")
async def rename(
    workspace_id: UUID, change: WorkspaceChange, asking: Editing, here: Here
) -> WorkspaceDocument:
    """Give a workspace another name."""
    key = Key(asking.tenant, workspace_id)
    try:
        workspace = await here.store.rename(key, change.name)
    except StoreError as error:
        raise _store_away(error) from error
    if workspace is None:
        raise absent()
    return WorkspaceDocument.of(workspace, active=(await _are_active(here, [key]))[0])


@router.delete("/{workspace_id}", status_code=HTTPStatus.NO_CONTENT)
async def delete(workspace_id: UUID, request: Request, asking: Managing, here: Here) -> Response:
    """Delete a workspace and all that is in it."""
    return await here.router.delete(request, Key(asking.tenant, workspace_id))


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

    return await here.router.serve(request, body, key, act)


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


@router.post("/{workspace_id}/proposals", response_model=Proposal)
async def propose(
    workspace_id: UUID, ask: ProposalRequest, request: Request, asking: Editing, here: Here
) -> Response:
    """Ask a model for a patch; it is shown, and not applied."""
    authorization = request.headers.get("authorization", "")

    async def act(workspace: ActiveWorkspace) -> Response:
        version = workspace.version
        proposal = await here.nexus_os.propose(
            str(workspace_id), workspace.graph, ask.request, authorization
        )
        document = Proposal.model_validate({"version": version, **proposal})
        return Response(document.model_dump_json(exclude_unset=True), media_type="application/json")

    body = await request.body()
    return await here.router.serve(
        request,
        body,
        Key(asking.tenant, workspace_id),
        act,
        seconds=here.settings.proposal_timeout_seconds,
    )


async def _are_active(here: Kernel, keys: list[Key]) -> list[bool]:
    try:
        return [owner is not None for owner in await here.leases.owners(keys)]
    except CoordinationError:
        return [False] * len(keys)


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


def _store_away(error: StoreError) -> Problem:
    return unavailable(f"the database does not answer; try again ({error})")
