"""How full the installation is, now and soon."""

from typing import Final

from nexus_constructs.prometheus_rules import Alert, Group, Recording
from nexus_platform.addons.observability.rules.scope import Scope

_DAY: Final = 24 * 3600


def workspaces(scope: Scope) -> Group:
    """Active workspaces against what all the pods that there may be have room for."""
    room = f"installation:nexus_workspace_capacity:most{{{scope.core}}}"
    active = f"installation:nexus_active_workspaces:sum{{{scope.core}}}"
    used = f"installation:nexus_active_workspaces:used_ratio{{{scope.core}}}"
    return Group(
        "workspaces",
        (
            Recording(
                "installation:nexus_active_workspaces:sum",
                f"sum by (namespace) (nexus_active_workspaces{{{scope.core}}})",
            ),
            Recording(
                "installation:nexus_workspace_capacity:sum",
                f"sum by (namespace) (nexus_workspace_capacity{{{scope.core}}})",
            ),
            Recording(
                "installation:nexus_workspace_capacity:most",
                f"{scope.env.kernel.scaling.max_replicas}"
                f" * max by (namespace) (nexus_workspace_capacity{{{scope.core}}})",
            ),
            Recording("installation:nexus_active_workspaces:headroom", f"{room} - {active}"),
            Recording("installation:nexus_active_workspaces:used_ratio", f"{active} / {room}"),
            Recording(
                "installation:nexus_active_workspaces:in_1d",
                f"predict_linear({active}[6h], {_DAY})",
            ),
            Alert(
                "InstallationIsNearlyFull",
                f"{used} > 0.95",
                "5m",
                "critical",
                "{{ $value | humanizePercentage }} of the workspaces that fit into the installation"
                " are active; soon nobody can open another",
            ),
            Alert(
                "InstallationFillsUp",
                f"installation:nexus_active_workspaces:in_1d{{{scope.core}}} > {room}"
                f" and {used} > 0.5",
                "30m",
                "warning",
                "in a day the installation is full, as it goes on: {{ $value | humanize }} active"
                " workspaces",
            ),
            Alert(
                "WorkspacesAreRejected",
                "sum by (namespace)"
                f" (increase(nexus_rejected_placements_total{{{scope.core}}}[5m])) > 0",
                "2m",
                "critical",
                "no kernel has room: {{ $value | humanize }} requests for a workspace were answered"
                " with 503 in five minutes",
            ),
            Alert(
                "LeasesAreLost",
                f"sum by (namespace) (increase(nexus_lease_losses_total{{{scope.core}}}[15m])) > 0",
                "1m",
                "warning",
                "kernels lose the leases of workspaces that they own: Redis is slow, or away",
            ),
        ),
    )
