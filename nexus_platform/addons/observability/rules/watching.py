"""Whether Prometheus and Alertmanager do their work, where they are the environment's own."""

from nexus_constructs.prometheus_rules import Alert, Group
from nexus_platform.addons.observability.rules.scope import Scope


def watching(scope: Scope) -> Group:
    """Rules that cannot be worked out, and alerts that reach nobody."""
    where = scope.everywhere
    return Group(
        "watching",
        (
            Alert(
                "RulesFail",
                f"sum by (namespace, rule_group)"
                f" (increase(prometheus_rule_evaluation_failures_total{{{where}}}[15m])) > 0",
                "15m",
                "warning",
                "Prometheus cannot work out rules of {{ $labels.rule_group }}",
            ),
            Alert(
                "AlertsReachNobody",
                f"sum by (namespace, integration)"
                f" (increase(alertmanager_notifications_failed_total{{{where}}}[15m])) > 0",
                "5m",
                "critical",
                "Alertmanager cannot tell {{ $labels.integration }} of alerts",
            ),
        ),
    )
