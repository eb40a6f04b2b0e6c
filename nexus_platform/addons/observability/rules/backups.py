"""How old the newest good backup is, and the newest that was restored and found whole.

Both are times that whatever backs up and restores tells; that it tells nothing is as bad.
"""

from nexus_constructs.prometheus_rules import Alert, Group, Severity
from nexus_platform.addons.observability.rules.scope import Scope
from nexus_platform.addons.observability.settings import Backups


def backups(scope: Scope, said: Backups) -> Group:
    """The alerts on both ages."""
    return Group(
        "backups",
        (
            _old(
                scope,
                "BackupIsOld",
                "nexus_backup_last_success_timestamp_seconds",
                said.newest_hours,
                "critical",
                "the newest good backup is {{ $value | humanizeDuration }} old, or there is none",
            ),
            _old(
                scope,
                "RestoreIsNotVerified",
                "nexus_restore_test_last_success_timestamp_seconds",
                said.verified_hours,
                "warning",
                "the newest backup that was restored and found whole is"
                " {{ $value | humanizeDuration }} old, or there is none",
            ),
        ),
    )


def _old(
    scope: Scope, name: str, figure: str, hours: int, severity: Severity, summary: str
) -> Alert:
    of = f"{figure}{{{scope.everywhere}}}"
    return Alert(
        name,
        f"(time() - max({of}) > {hours} * 3600) or absent({of})",
        "15m",
        severity,
        summary,
    )
