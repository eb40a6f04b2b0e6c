"""Whether lines of the pods reach the store that keeps them."""

from nexus_constructs.prometheus_rules import Alert, Group
from nexus_platform.addons.observability.rules.scope import Scope


def lines(scope: Scope) -> Group:
    """Lines that Fluent Bit has given up."""
    return Group(
        "lines",
        (
            Alert(
                "LinesAreLost",
                f"sum by (namespace, pod)"
                f" (increase(fluentbit_output_dropped_records_total{{{scope.everywhere}}}[15m])) > 0",
                "1m",
                "warning",
                "{{ $labels.pod }} has given up {{ $value | humanize }} lines of its node's pods",
            ),
        ),
    )
