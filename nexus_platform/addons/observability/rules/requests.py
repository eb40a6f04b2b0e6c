"""How long requests take, how many fail, and how fast that uses up what the SLO allows.

Source: https://sre.google/workbook/alerting-on-slos/ (multiple windows, multiple burn rates)
"""

from typing import Final

from nexus_constructs.prometheus_rules import Alert, Group, Recording
from nexus_platform import names
from nexus_platform.addons.observability.rules.scope import Scope

_PROBES: Final = 'route!~"/health|/ready|/load|/metrics|none"'
_WINDOWS: Final = ("5m", "30m", "1h", "2h", "6h", "1d", "3d")
_QUANTILES: Final = {"p50": "0.5", "p95": "0.95", "p99": "0.99"}


def requests(scope: Scope) -> Group:
    """Rates, latencies and shares of errors of each service, and the alerts on them."""
    return Group(
        "requests",
        (
            Recording(
                "job:nexus_requests:rate5m",
                f"sum by (namespace, job) (rate(nexus_request_seconds_count{{{_asked(scope)}}}[5m]))",
            ),
            *(_latency(scope, word, quantile) for word, quantile in _QUANTILES.items()),
            *(_errors(scope, window) for window in _WINDOWS),
            Alert(
                "ErrorBudgetBurnsFast",
                f"({_burns(scope, '14.4', '1h', '5m')}) or ({_burns(scope, '6', '6h', '30m')})",
                "2m",
                "critical",
                "{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} fail",
            ),
            Alert(
                "ErrorBudgetBurnsSlowly",
                f"({_burns(scope, '3', '1d', '2h')}) or ({_burns(scope, '1', '3d', '6h')})",
                "15m",
                "warning",
                "{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} fail,"
                " which uses up the error budget before its thirty days are over",
            ),
            Alert(
                "RequestsAreSlow",
                f'job:nexus_request_seconds:p95_5m{{{scope.core}, job="{names.KERNEL}"}}'
                f" > {scope.observability.slo.p95_seconds}",
                "10m",
                "warning",
                "one of 20 requests to {{ $labels.job }} takes {{ $value | humanizeDuration }} or"
                " longer",
            ),
            Alert(
                "ModelIsNotAsked",
                f"max by (namespace, job) (nexus_model_circuit_open{{{scope.core}}}) == 1",
                "10m",
                "warning",
                "{{ $labels.job }} asks the language model no more, because it does not answer",
            ),
        ),
    )


def _asked(scope: Scope) -> str:
    return f"{scope.core}, {_PROBES}"


def _latency(scope: Scope, word: str, quantile: str) -> Recording:
    # A proposal takes as long as the model does.
    which = f'{_asked(scope)}, route!~".*/proposals"'
    return Recording(
        f"job:nexus_request_seconds:{word}_5m",
        f"histogram_quantile({quantile}, sum by (namespace, job, le)"
        f" (rate(nexus_request_seconds_bucket{{{which}}}[5m])))",
    )


def _errors(scope: Scope, window: str) -> Recording:
    """The share of requests that failed; 0 where none did, since then there is no such series."""
    total = (
        f"sum by (namespace, job) (rate(nexus_request_seconds_count{{{_asked(scope)}}}[{window}]))"
    )
    failed = (
        "sum by (namespace, job)"
        f' (rate(nexus_request_seconds_count{{{_asked(scope)}, status=~"5.."}}[{window}]))'
    )
    return Recording(
        f"job:nexus_request_errors:ratio_rate{window}", f"({failed} or 0 * {total}) / {total}"
    )


def _burns(scope: Scope, factor: str, long: str, short: str) -> str:
    bound = f"{factor} * (1 - {scope.observability.slo.availability} / 100)"
    long_, short_ = (
        f"job:nexus_request_errors:ratio_rate{window}{{{scope.core}}}" for window in (long, short)
    )
    return f"{long_} > {bound} and {short_} > {bound}"
