"""What Argo CD and cert-manager say: whether what is published runs, and until when it is trusted."""

from typing import Final

from nexus_constructs.prometheus_rules import Alert, Group
from nexus_gitops.argocd.layout import application_name
from nexus_platform import names
from nexus_platform.addons.observability.rules.scope import Scope

_DAY: Final = 24 * 3600


def release(scope: Scope) -> Group:
    """Argo CD's word on the environment's Applications."""
    ours = f'name=~"{application_name(names.PLATFORM, scope.env.name, ".+")}"'
    return Group(
        "release",
        (
            Alert(
                "ReleaseIsOutOfSync",
                f'argocd_app_info{{{ours}, sync_status!="Synced"}} == 1',
                "30m",
                "warning",
                "{{ $labels.name }} is {{ $labels.sync_status }}: the cluster does not run what is"
                " published",
            ),
            Alert(
                "ReleaseIsDegraded",
                f'argocd_app_info{{{ours}, health_status=~"Degraded|Missing"}} == 1',
                "15m",
                "critical",
                "{{ $labels.name }} is {{ $labels.health_status }}",
            ),
        ),
    )


def certificates(scope: Scope) -> Group:
    """Until when the certificates of the environment are valid."""
    left = f"certmanager_certificate_expiration_timestamp_seconds{{{scope.core}}} - time()"
    return Group(
        "certificates",
        (
            Alert(
                "CertificateIsNotRenewed",
                f"{left} < 14 * {_DAY}",
                "1h",
                "warning",
                "the certificate {{ $labels.name }} expires in {{ $value | humanizeDuration }}, and"
                " should have been renewed",
            ),
            Alert(
                "CertificateExpires",
                f"({left} < 3 * {_DAY})"
                f" or absent(certmanager_certificate_expiration_timestamp_seconds{{{scope.core}}})",
                "15m",
                "critical",
                "the certificate {{ $labels.name }} expires in {{ $value | humanizeDuration }}, or"
                " there is none",
            ),
        ),
    )
