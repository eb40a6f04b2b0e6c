"""The bodies of requests and answers, as OpenAPI shows them."""

from http import HTTPStatus
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, StringConstraints
from pydantic_core.core_schema import ValidationInfo

from nexus_runtime.graph import Graph, GraphLimits, Operation, TooLargeError, checked
from nexus_runtime.problems import Problem


def _whole(document: object, info: ValidationInfo) -> object:
    limits = info.context
    assert isinstance(limits, GraphLimits)  # noqa: S101 -- `bodies` passes it
    try:
        checked(document, limits)
    except TooLargeError as error:
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", str(error)) from None
    return document


WholeGraph = Annotated[dict[str, Any], PlainValidator(_whole, json_schema_input_type=Graph)]
"""A graph as its document, once the runtime has found it whole."""

_Request = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ContextBody(_Body):
    """What `POST /context/build` takes."""

    graph: WholeGraph
    request: _Request
    budgetTokens: Annotated[int, Field(ge=1, le=1_000_000)]  # noqa: N815 -- the wire's word


class AnswerBody(_Body):
    """What `POST /patch/generate` takes."""

    graph: WholeGraph
    answer: str


class CompletionBody(_Body):
    """What `POST /ai/complete` takes."""

    workspaceId: Annotated[  # noqa: N815 -- the wire's word
        str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    ]
    graph: WholeGraph
    request: _Request
    stream: bool = False


class OmittedView(BaseModel):
    """How much of the graph did not fit into the budget."""

    panels: int
    links: int
    data: int


class ContextView(BaseModel):
    """The parts of a graph that matter, most relevant first."""

    text: str
    panels: list[str]
    links: list[str]
    tokens: int
    omitted: OmittedView


class ProposalView(BaseModel):
    """What of a model's answer is a valid patch of the graph."""

    patch: list[Operation]
    confidence: Annotated[float, Field(ge=0, le=1)]
    warnings: list[str]
    explanation: str


class CapabilitiesView(BaseModel):
    """What this installation can do; `proposals` is true where a model is set up."""

    proposals: bool
