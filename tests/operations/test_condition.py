"""What `doctor` says of backups, and of what a Prometheus has told."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from nexus_gitops.operations import backups
from nexus_gitops.operations.alerts import Alerts, Down, Firing
from nexus_gitops.operations.backups import Times
from nexus_gitops.operations.condition import of_alerts, of_backups
from nexus_gitops.operations.diagnosis import Result, State

NOW = datetime.now(UTC)


def states(results: Iterable[Result]) -> dict[str, State]:
    return {one.name: one.state for one in results}


def of(times: Times) -> list[Result]:
    return list(of_backups(times, backups.declared("prod"), "prod"))


def test_a_backup_and_its_proof_may_be_as_old_as_the_environment_says() -> None:
    said = backups.declared("prod")
    hour = timedelta(hours=1)
    made, proven = said.newest_hours * hour, said.verified_hours * hour

    assert set(states(of(Times(NOW - made + hour, NOW - proven + hour))).values()) == {State.OK}
    old = of(Times(NOW - made - hour, NOW - proven - hour))
    assert set(states(old).values()) == {State.WARNING}
    assert [one.fix for one in old] == [
        "nexus-gitops backup run --env prod",
        "nexus-gitops backup verify --env prod",
    ]


def test_what_never_was_is_a_warning_and_what_cannot_be_asked_is_skipped() -> None:
    assert states(of(Times())) == {"backup": State.WARNING, "restore-test": State.WARNING}
    assert states(of(Times(problem="forbidden"))) == {"backup": State.SKIPPED}


def test_a_critical_alert_fails_and_all_else_warns() -> None:
    warning = Firing("Slow", "warning", "it is slow", "")
    critical = Firing("Broken", "critical", "it is broken", "")
    down = Down("pods", "kernel-1", "refused")

    assert states(of_alerts(Alerts())) == {"targets": State.OK, "alerts": State.OK}
    assert states(of_alerts(Alerts((warning,), (down,)))) == {
        "targets": State.WARNING,
        "alerts": State.WARNING,
    }
    assert states(of_alerts(Alerts((critical, warning))))["alerts"] is State.FAILED
    assert states(of_alerts(Alerts(problem="no pod is ready"))) == {"prometheus": State.SKIPPED}
