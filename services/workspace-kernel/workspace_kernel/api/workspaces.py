"""/api/workspaces: create, list, get, rename, delete, read and change the graph, ask for a proposal."""

import re
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

import structlog
from fastapi import APIRouter, Depends, Request, Response

from nexus_runtime.graph import EMPTY
from nexus_runtime.problems import Problem
from workspace_kernel.api.documents import (
    NewWorkspace,
    Proposal,
    ProposalRequest,
    WorkspaceChange,
    WorkspaceDocument,
)
from workspace_kernel.api.kernel import Kernel, kernel
from workspace_kernel.api.roles import Editing, Managing, Viewing
from workspace_kernel.api.routing import absent
from workspace_kernel.api.stores import are_active, store_away
from workspace_kernel.hosting.active import ActiveWorkspace
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
        raise store_away(error) from error
    _LOG.info("workspace created", workspaceId=str(workspace.id))
    await here.lists.tell(asking.tenant)
    return WorkspaceDocument.of(workspace, active=False)


@router.get("/{workspace_id}")
async def get(workspace_id: UUID, asking: Viewing, here: Here) -> WorkspaceDocument:
    """Get a workspace without its graph."""
    key = Key(asking.tenant, workspace_id)
    try:
        workspace = await here.store.get(key)
    except StoreError as error:
        raise store_away(error) from error
    if workspace is None:
        raise absent()
    return WorkspaceDocument.of(workspace, active=(await are_active(here, [key]))[0])


@router.patch("/{workspace_id}")
async def rename(
    workspace_id: UUID, change: WorkspaceChange, asking: Editing, here: Here
) -> WorkspaceDocument:
    """Give a workspace another name."""
    key = Key(asking.tenant, workspace_id)
    try:
        workspace = await here.store.rename(key, change.name)
    except StoreError as error:
        raise store_away(error) from error
    if workspace is None:
        raise absent()
    await here.lists.tell(asking.tenant)
    return WorkspaceDocument.of(workspace, active=(await are_active(here, [key]))[0])


@router.delete("/{workspace_id}", status_code=HTTPStatus.NO_CONTENT)
async def delete(workspace_id: UUID, request: Request, asking: Managing, here: Here) -> Response:
    """Delete a workspace and all that is in it."""
    answer = await here.router.delete(request, Key(asking.tenant, workspace_id))
    await here.lists.tell(asking.tenant)
    return answer


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
