"""The HTTP interface."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import asdict

import structlog
from fastapi import Depends, FastAPI, Request, Response
from fastapi.security import HTTPBearer
from starlette.requests import ClientDisconnect

from nexus_os import context, counting, proposal
from nexus_os.bodies import describe, documented, read
from nexus_os.completion import Completion, Question
from nexus_os.model import Model
from nexus_os.proposal import Proposal
from nexus_os.settings import Settings
from nexus_os.store import Store
from nexus_os.streams import EVENT, EventStream, while_connected
from nexus_os.wire import (
    AnswerBody,
    CapabilitiesView,
    CompletionBody,
    ContextBody,
    ContextView,
    ProposalView,
)
from nexus_runtime import metrics, problems, tracing
from nexus_runtime.bodies import Bodies
from nexus_runtime.gate import Gate, identity_of
from nexus_runtime.metrics import Observation
from nexus_runtime.shares import Shares
from nexus_runtime.tokens import Doorkeeper

_LOG = structlog.get_logger(__name__)
# nginx's word for a client that left before its answer; nobody reads it but the metrics.
_CLIENT_LEFT = 499
_CAPABILITIES = "/ai/capabilities"
_PUBLIC = ("/health", "/metrics", "/openapi.json", _CAPABILITIES)


def create(settings: Settings) -> FastAPI:
    """The application; Redis and the model are asked when they are needed, not before."""
    model, store = Model(settings), Store(settings)
    completion = Completion(settings, model, store)
    spans = tracing.spans_of_environment("nexus-os")
    doorkeeper = Doorkeeper(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(counting.load)
        if model.host is None:
            _LOG.info("no model configured; /ai/complete answers 503 (set LLM_BASE_URL, LLM_MODEL)")
        else:
            _LOG.info("model configured", host=model.host, model=model.name)
        yield
        await doorkeeper.close()
        await model.close()
        await store.close()
        await asyncio.to_thread(spans.close)

    app = FastAPI(
        title="nexus-os", version="1", lifespan=lifespan, responses=problems.RESPONSES,
        docs_url=None, redoc_url=None, telemetry=tracing.FASTAPI_TELEMETRY,
    )  # fmt: skip
    problems.install(app)
    # The last that is added is the first that a request meets.
    app.add_middleware(
        Bodies,
        limit=lambda _: settings.body_limit,
        seconds=settings.body_seconds,
        bytes_held=Shares(settings.bodies_share),
    )
    app.add_middleware(
        Gate,
        identify=doorkeeper.identify_connection,
        public=_PUBLIC,
        requests=Shares(settings.requests_share),
    )
    app.add_middleware(Observation)
    app.add_middleware(tracing.Tracing, spans=spans)
    app.add_route("/metrics", metrics.endpoint, include_in_schema=False)

    bearer = [Depends(HTTPBearer(auto_error=False))]

    @app.get("/health")
    async def health() -> dict[str, str]:
        """The process lives."""
        return {"status": "ok"}

    @app.post("/context/build", dependencies=bearer, openapi_extra=documented(ContextBody))
    async def build_context(request: Request) -> ContextView:
        """The parts of a graph that matter for a request, within a budget of tokens."""
        body = await read(request, ContextBody, settings.graph_limits)
        built = await asyncio.to_thread(context.build, body.graph, body.request, body.budgetTokens)
        return ContextView.model_validate(asdict(built))

    @app.post(
        "/patch/generate",
        dependencies=bearer,
        openapi_extra=documented(AnswerBody),
        response_model_exclude_unset=True,
    )
    async def generate_patch(request: Request) -> ProposalView:
        """What of a model's answer is a valid patch of the graph."""
        body = await read(request, AnswerBody, settings.graph_limits)
        return _view(
            await asyncio.to_thread(
                proposal.propose, body.graph, body.answer, settings.graph_limits
            )
        )

    @app.post(
        "/ai/complete",
        dependencies=bearer,
        openapi_extra=documented(CompletionBody),
        response_model=ProposalView,
        responses={200: {"content": {"text/event-stream": {"schema": EVENT}}}},
    )
    async def complete(request: Request) -> Response:
        """A proposal for a request, through the model; with `stream` as server-sent events."""
        body = await read(request, CompletionBody, settings.graph_limits)
        structlog.contextvars.bind_contextvars(workspaceId=body.workspaceId)
        who = identity_of(request.scope)
        assert who is not None  # noqa: S101 -- the gate lets nobody else in
        question = await completion.prepare(who.tenant, body.graph, body.request)
        if body.stream:
            return EventStream(completion.answer(question), settings.heartbeat_seconds)
        try:
            made = await while_connected(request, _last(completion, question))
        except ClientDisconnect:
            return Response(status_code=_CLIENT_LEFT)
        return Response(
            _view(made).model_dump_json(exclude_unset=True), media_type="application/json"
        )

    @app.get(_CAPABILITIES)
    async def capabilities() -> CapabilitiesView:
        """What this installation can do; needs no token."""
        return CapabilitiesView(proposals=model.host is not None)

    describe(app, ContextBody, AnswerBody, CompletionBody)
    return app


async def _last(completion: Completion, question: Question) -> Proposal:
    async with aclosing(completion.answer(question)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Proposal):
                return piece
    raise AssertionError("an answer ends with its proposal")


def _view(made: Proposal) -> ProposalView:
    return ProposalView.model_validate(asdict(made))
