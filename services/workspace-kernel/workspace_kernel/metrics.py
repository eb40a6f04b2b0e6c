"""What Prometheus sees of the kernel, besides the requests."""

from prometheus_client import Counter, Gauge, Histogram

ACTIVE = Gauge("nexus_active_workspaces", "Workspaces that this pod owns")
CAPACITY = Gauge("nexus_workspace_capacity", "Workspaces that this pod may own")
ACTIVATIONS = Counter("nexus_workspace_activations", "Workspaces that this pod became owner of")
ACTIVATION_SECONDS = Histogram(
    "nexus_workspace_activation_seconds",
    "Time from the wish for a workspace to its being in memory",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
EVICTIONS = Counter("nexus_workspace_evictions", "Workspaces that left this pod", ["reason"])
REJECTED = Counter("nexus_rejected_placements", "Workspaces that no pod had room for")
LEASE_LOSSES = Counter("nexus_lease_losses", "Leases that were lost and not given back")
FORWARDED = Counter("nexus_forwarded_requests", "Requests passed on to another pod")
SUBSCRIBERS = Gauge("nexus_live_connections", "Clients that follow a workspace on this pod")
WORKBENCH_SECONDS = Histogram(
    "nexus_workbench_seconds",
    "Time that patches and graphs took which are worked on in a process of their own",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
