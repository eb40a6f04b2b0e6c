"""The dashboards of an environment; what they show is what its rules record and its services tell."""

from nexus_gitops.argocd.layout import application_name
from nexus_platform import names
from nexus_platform.addons.observability.dashboards.board import Board, Panel, Query
from nexus_platform.addons.observability.rules.scope import Scope
from nexus_platform.database import is_cluster


def boards(scope: Scope) -> tuple[Board, ...]:
    """The dashboards that an environment has."""
    return (
        platform(scope),
        kernel(scope),
        nexus_os(scope),
        entry(scope),
        database(scope),
        *([release(scope)] if scope.observability.argocd else []),
    )


def releases(scope: Scope) -> str:
    """A query that changes where another image runs: what Argo CD synced, or since when pods run."""
    started = f'process_start_time_seconds{{{scope.core}, job="{names.KERNEL}"}}'
    return f"changes(max by (namespace) ({started})[10m:1m]) > 0"


def _latencies(scope: Scope, job: str) -> Panel:
    return Panel(
        "Latency",
        "s",
        tuple(
            Query(f'job:nexus_request_seconds:{word}_5m{{{scope.core}, job="{job}"}}', word)
            for word in ("p50", "p95", "p99")
        ),
        "How long a half, 95 and 99 of 100 requests take at most.",
    )


def _traffic(scope: Scope, job: str) -> Panel:
    of = f'nexus_request_seconds_count{{{scope.core}, job="{job}"}}'
    return Panel(
        "Requests by status",
        "reqps",
        (Query(f"sum by (status) (rate({of}[5m]))", "{{status}}"),),
    )


def _use(scope: Scope, job: str) -> tuple[Panel, ...]:
    which = f'{scope.core}, pod=~"{job}-.*"'
    return (
        Panel("CPU by pod", "cores", (Query(f"pod:cpu_cores:rate5m{{{which}}}", "{{pod}}"),)),
        Panel("Memory by pod", "bytes", (Query(f"pod:memory_bytes:sum{{{which}}}", "{{pod}}"),)),
    )


def platform(scope: Scope) -> Board:
    """All services at a glance."""
    core = scope.core
    return Board(
        "platform",
        "Platform",
        (
            Panel("Requests", "reqps", (Query(f"job:nexus_requests:rate5m{{{core}}}", "{{job}}"),)),
            Panel(
                "Errors",
                "percentunit",
                (
                    Query(f"job:nexus_request_errors:ratio_rate5m{{{core}}}", "{{job}}"),
                    Query(f"1 - vector({scope.observability.slo.availability}) / 100", "allowed"),
                ),
                "Share of the requests that are answered with 5xx, and what the SLO allows.",
            ),
            Panel(
                "Latency: 95 of 100 requests",
                "s",
                (Query(f"job:nexus_request_seconds:p95_5m{{{core}}}", "{{job}}"),),
            ),
            Panel(
                "Active workspaces",
                "short",
                (
                    Query(f"installation:nexus_active_workspaces:sum{{{core}}}", "active"),
                    Query(f"installation:nexus_workspace_capacity:sum{{{core}}}", "room now"),
                ),
            ),
            Panel("CPU by pod", "cores", (Query(f"pod:cpu_cores:rate5m{{{core}}}", "{{pod}}"),)),
            Panel("Memory by pod", "bytes", (Query(f"pod:memory_bytes:sum{{{core}}}", "{{pod}}"),)),
            Panel(
                "Pods that tell their figures",
                "short",
                (Query(f"sum by (job) (up{{{scope.everywhere}}})", "{{job}}"),),
            ),
            Panel(
                "Error budget used: three days",
                "percentunit",
                (
                    Query(
                        f"job:nexus_request_errors:ratio_rate3d{{{core}}}"
                        f" / (1 - {scope.observability.slo.availability} / 100)",
                        "{{job}}",
                    ),
                ),
                "1 is a rate that uses up the budget in exactly its thirty days.",
            ),
        ),
    )


def kernel(scope: Scope) -> Board:
    """The pods that hold workspaces."""
    of = f'{scope.core}, job="{names.KERNEL}"'
    return Board(
        "kernel",
        "Kernel",
        (
            Panel(
                "Active workspaces by pod",
                "short",
                (Query(f"nexus_active_workspaces{{{of}}}", "{{pod}}"),),
            ),
            Panel(
                "The installation",
                "short",
                (
                    Query(f"installation:nexus_active_workspaces:sum{{{scope.core}}}", "active"),
                    Query(f"installation:nexus_workspace_capacity:most{{{scope.core}}}", "most"),
                    Query(
                        f"installation:nexus_active_workspaces:in_1d{{{scope.core}}}", "in a day"
                    ),
                ),
            ),
            _latencies(scope, names.KERNEL),
            _traffic(scope, names.KERNEL),
            Panel(
                "Time until a workspace is in memory",
                "s",
                tuple(
                    Query(
                        f"histogram_quantile({quantile}, sum by (le)"
                        f" (rate(nexus_workspace_activation_seconds_bucket{{{of}}}[5m])))",
                        word,
                    )
                    for word, quantile in (("p50", "0.5"), ("p99", "0.99"))
                ),
            ),
            Panel(
                "Workspaces that come and go",
                "ops",
                (
                    Query(f"sum(rate(nexus_workspace_activations_total{{{of}}}[5m]))", "activated"),
                    Query(f"sum(rate(nexus_rejected_placements_total{{{of}}}[5m]))", "rejected"),
                    Query(f"sum(rate(nexus_lease_losses_total{{{of}}}[5m]))", "lost"),
                ),
            ),
            Panel(
                "Live connections",
                "short",
                (Query(f"nexus_live_connections{{{of}}}", "{{pod}}"),),
            ),
            Panel(
                "Requests passed on to another pod",
                "reqps",
                (
                    Query(
                        f"sum by (pod) (rate(nexus_forwarded_requests_total{{{of}}}[5m]))",
                        "{{pod}}",
                    ),
                ),
            ),
            *_use(scope, names.KERNEL),
        ),
    )


def nexus_os(scope: Scope) -> Board:
    """The service that asks a model."""
    of = f'{scope.core}, job="{names.NEXUS_OS}"'
    return Board(
        "nexus-os",
        "nexus-os",
        (
            _latencies(scope, names.NEXUS_OS),
            _traffic(scope, names.NEXUS_OS),
            Panel(
                "Time of the model's answers",
                "s",
                (
                    Query(
                        "histogram_quantile(0.95, sum by (outcome, le)"
                        f" (rate(nexus_model_answer_seconds_bucket{{{of}}}[5m])))",
                        "{{outcome}}",
                    ),
                ),
            ),
            Panel(
                "Tokens",
                "ops",
                (Query(f"sum by (kind) (rate(nexus_model_tokens_total{{{of}}}[5m]))", "{{kind}}"),),
            ),
            Panel(
                "Looks for a cached answer",
                "ops",
                (
                    Query(
                        f"sum by (outcome) (rate(nexus_answer_cache_total{{{of}}}[5m]))",
                        "{{outcome}}",
                    ),
                ),
            ),
            Panel(
                "Whether the model is not asked",
                "short",
                (Query(f"nexus_model_circuit_open{{{of}}}", "{{pod}}"),),
            ),
            *_use(scope, names.NEXUS_OS),
        ),
    )


def entry(scope: Scope) -> Board:
    """What browsers get through the page's nginx."""
    of = f'{scope.core}, job="{names.FRONTEND}"'
    return Board(
        "entry",
        "Entry",
        (
            Panel(
                "Requests by route",
                "reqps",
                (
                    Query(
                        f"sum by (route) (rate(nexus_request_seconds_count{{{of}}}[5m]))",
                        "{{route}}",
                    ),
                ),
            ),
            _traffic(scope, names.FRONTEND),
            _latencies(scope, names.FRONTEND),
            Panel(
                "WebSockets that have ended",
                "ops",
                (Query(f"sum(rate(nexus_websockets_total{{{of}}}[5m]))", "ended"),),
            ),
        ),
    )


def database(scope: Scope) -> Board:
    """PostgreSQL and Redis."""
    core = scope.core
    nexus = f'{core}, datname="{names.DATABASE}"'
    told = "cnpg_pg" if is_cluster(scope.env) else "pg"
    return Board(
        "database",
        "Database and cache",
        (
            Panel(
                "Transactions",
                "ops",
                (
                    Query(f"rate({told}_stat_database_xact_commit{{{nexus}}}[5m])", "committed"),
                    Query(
                        f"rate({told}_stat_database_xact_rollback{{{nexus}}}[5m])", "rolled back"
                    ),
                ),
            ),
            Panel(
                "Connections",
                "percentunit",
                (Query(f"namespace:database_connections:used_ratio{{{core}}}", "used"),),
            ),
            Panel(
                "Size",
                "bytes",
                (Query(f"{told}_database_size_bytes{{{core}}}", "{{datname}}"),),
            ),
            Panel(
                "Disk",
                "percentunit",
                (Query(f"namespace:database_disk:used_ratio{{{core}}}", "used"),),
            ),
            Panel(
                "Redis: memory",
                "bytes",
                (
                    Query(f"redis_memory_used_bytes{{{core}}}", "used"),
                    Query(f"redis_memory_max_bytes{{{core}}}", "most"),
                ),
            ),
            Panel(
                "Redis: commands",
                "ops",
                (Query(f"rate(redis_commands_processed_total{{{core}}}[5m])", "commands"),),
            ),
        ),
    )


def release(scope: Scope) -> Board:
    """What runs, as Argo CD sees it."""
    ours = f'name=~"{application_name(names.PLATFORM, scope.env.name, ".+")}"'
    return Board(
        "release",
        "Release",
        (
            Panel(
                "Applications by what Argo CD says",
                "short",
                (
                    Query(
                        f"count by (name, sync_status, health_status) (argocd_app_info{{{ours}}})",
                        "{{name}} {{sync_status}} {{health_status}}",
                    ),
                ),
            ),
            Panel(
                "Syncs",
                "short",
                (
                    Query(
                        f"sum by (name, phase) (increase(argocd_app_sync_total{{{ours}}}[10m]))",
                        "{{name}} {{phase}}",
                    ),
                ),
            ),
            Panel(
                "Images that run",
                "short",
                (
                    Query(
                        f"count by (container, image) (kube_pod_container_info{{{scope.core}}})",
                        "{{container}} {{image}}",
                    ),
                ),
                "Which release runs; two of one container while one replaces the other.",
            ),
            Panel(
                "Age of the kernels",
                "dtdurations",
                (
                    Query(
                        f'time() - process_start_time_seconds{{{scope.core}, job="{names.KERNEL}"}}',
                        "{{pod}}",
                    ),
                ),
            ),
        ),
    )
