"""The kernel's parts, put together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from uuid import uuid4

import structlog
from fastapi import FastAPI, Response
from fastapi.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection

from nexus_runtime import metrics, problems, tracing
from nexus_runtime.bodies import Bodies
from nexus_runtime.gate import Gate
from nexus_runtime.shares import Shares
from nexus_runtime.tokens import Doorkeeper, Identity
from workspace_kernel import coordination
from workspace_kernel.api import capabilities, graphs, listing, live, load, me, workspaces
from workspace_kernel.api.entrance import body_limit, within
from workspace_kernel.api.kernel import Kernel
from workspace_kernel.api.routing import FULL_SECONDS, Router
from workspace_kernel.coordination import Leases, Owner, Pods
from workspace_kernel.hosting.host import Host
from workspace_kernel.hosting.placing import HostSettings
from workspace_kernel.hosting.waiting import Waiting
from workspace_kernel.lists import Lists
from workspace_kernel.nexus_os import NexusOs
from workspace_kernel.peers import Peers
from workspace_kernel.quotas import RequestQuota
from workspace_kernel.settings import KernelSettings
from workspace_kernel.store import Database, Workspaces

_LOG = structlog.get_logger(__name__)
# After the end of a lease, for the one who waits for it.
_SPARE_SECONDS = 2.0
# Three times as long as a client is told to wait before it asks again.
_WAITING_SECONDS = 3.0 * FULL_SECONDS
_OPENAPI = "/api/openapi.json"
_PUBLIC = ("/health", "/ready", "/metrics", load.PATH, _OPENAPI, capabilities.PATH)


def build(settings: KernelSettings, port: int) -> FastAPI:
    """The application of one pod.

    Args:
        settings: see there.
        port: where other pods reach it.
    """
    owner = Owner(uuid4().hex, f"http://{settings.own_host}:{port}")
    redis = coordination.connect(settings)
    database = Database(settings.dsn, settings.database_pool_size)
    store = Workspaces(database)
    leases = Leases(redis, owner, settings.lease_seconds)
    pods = Pods(redis, settings.lease_seconds)
    host = Host(
        owner,
        HostSettings(
            capacity=settings.max_workspaces_per_pod,
            idle_seconds=settings.idle_workspace_timeout_ms / 1000,
            pressure_seconds=settings.pressure_idle_timeout_ms / 1000,
            tenant_share=settings.tenant_share,
            lease_seconds=settings.lease_seconds,
            limits=settings.graph_limits,
        ),
        store,
        leases,
        pods,
    )
    waiting = Waiting(redis, store, leases, _WAITING_SECONDS)
    lists = Lists(redis)
    peers = Peers(*(settings.jwt_keys or ("",)))
    doorkeeper = Doorkeeper(settings)
    spans = tracing.spans_of_environment("workspace-kernel")
    nexus_os = NexusOs(settings.nexus_os_url, settings.proposal_timeout_seconds)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        database.open()
        host.start()
        lists.start()
        yield
        lists.close()
        await host.close()
        await doorkeeper.close()
        await peers.close()
        await nexus_os.close()
        await database.close()
        await redis.aclose()
        await asyncio.to_thread(spans.close)

    app = FastAPI(
        title="workspace-kernel",
        version="0.1.0",
        description="Workspaces of the Nexus platform: their graphs and live changes.",
        openapi_url=_OPENAPI,
        docs_url=None,
        redoc_url=None,
        lifespan=life,
        responses=problems.RESPONSES,
        telemetry=tracing.FASTAPI_TELEMETRY,
    )
    app.state.kernel = Kernel(
        settings=settings,
        sockets=Shares(settings.sockets_share),
        database=database,
        store=store,
        leases=leases,
        host=host,
        router=Router(host, peers, waiting, settings.lease_seconds + _SPARE_SECONDS),
        waiting=waiting,
        lists=lists,
        quota=RequestQuota(settings.tenant_requests_per_second, redis),
        nexus_os=nexus_os,
    )
    problems.install(app)
    # The last that is added is the first that a request meets.
    app.add_middleware(
        Bodies,
        limit=body_limit(settings.body_limit),
        seconds=settings.body_seconds,
        bytes_held=Shares(settings.bodies_share),
    )

    async def identify(asking: HTTPConnection) -> Identity:
        return within(settings, await doorkeeper.identify_connection(asking))

    app.add_middleware(
        Gate,
        identify=identify,
        public=_PUBLIC,
        requests=Shares(settings.requests_share),
    )
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "POST", "PATCH", "DELETE"],
        allow_headers=[
            "Authorization",
            "Content-Type",
            "If-Match",
            "If-None-Match",
            "X-Request-Id",
            "traceparent",
            "tracestate",
        ],
        expose_headers=["ETag", "Retry-After", "X-Request-Id"],
    )
    app.add_middleware(metrics.Observation)
    app.add_middleware(tracing.Tracing, spans=spans)
    # What is asked most is looked for first.
    app.include_router(graphs.router)
    app.include_router(listing.router)
    app.include_router(workspaces.router)
    app.include_router(live.router)
    app.include_router(capabilities.router)
    app.include_router(me.router)
    app.include_router(load.router)
    app.add_route("/metrics", metrics.endpoint, include_in_schema=False)
    _add_probes(app, host, database)
    return app


def _add_probes(app: FastAPI, host: Host, database: Database) -> None:
    @app.get("/health", include_in_schema=False)
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/ready", include_in_schema=False)
    async def ready(response: Response) -> dict[str, str]:
        if host.is_draining:
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
            return {"status": "draining"}
        # Only until it has answered once: were every pod unready while it is away, nobody would
        # be told when to come back.
        if not database.was_reached:
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
            return {"status": "the database has not answered yet"}
        return {"status": "ok"}
