"""Bodies of requests and answers."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from nexus_runtime.graph import Operation
from workspace_kernel.workspace import Workspace

# PostgreSQL's text has no place for U+0000.
_TEXT = r"^[^\x00]*$"


class Document(BaseModel):
    """A body whose names are camelCase on the wire."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


Name = Annotated[
    str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True, pattern=_TEXT)
]


class NewWorkspace(Document):
    """What a workspace is created from."""

    model_config = ConfigDict(extra="forbid")

    name: Name


class WorkspaceChange(Document):
    """What of a workspace can be changed beside its graph."""

    model_config = ConfigDict(extra="forbid")

    name: Name


class WorkspaceDocument(Document):
    """A workspace without its graph; `active` tells whether a pod has it in memory."""

    id: UUID
    name: str
    version: int
    created_at: datetime
    updated_at: datetime
    active: bool

    @classmethod
    def of(cls, workspace: Workspace, *, active: bool) -> Self:
        """The document of a workspace."""
        return cls(
            id=workspace.id,
            name=workspace.name,
            version=workspace.version,
            created_at=workspace.created_at,
            updated_at=workspace.updated_at,
            active=active,
        )


class PageQuery(BaseModel):
    """Which page of the workspaces: how many, after which cursor, and what their names have."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Annotated[str | None, Field(max_length=200)] = None
    name: Annotated[str, Field(max_length=200, pattern=_TEXT)] = ""


class WorkspacePage(Document):
    """Some workspaces; `next` is the `after` of the next page, null on the last one."""

    items: list[WorkspaceDocument]
    next: str | None


class VersionDocument(Document):
    """The version that a change made."""

    version: int


class ProposalRequest(Document):
    """What the user asks a model for."""

    model_config = ConfigDict(extra="forbid")

    request: Annotated[str, StringConstraints(min_length=1, max_length=10_000, pattern=_TEXT)]


class Proposal(Document):
    """A patch that a model suggests for `version` of the graph; nothing has changed."""

    version: int
    patch: list[Operation]
    confidence: Annotated[float, Field(ge=0, le=1)]
    warnings: list[str]
    explanation: str | None = None


PATCH_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json-patch+json": {
                "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Operation"}}
            }
        },
    }
}
"""For the operation that reads its body by itself."""
