"""What publish says of backups, and how one is named."""

from datetime import UTC, datetime, timedelta

import pytest

from nexus_gitops.cluster.api import Api, connect
from nexus_gitops.errors import UnreachableError, UsageError
from nexus_gitops.operations.backups import Entry, Listed, Times, times, warning
from tests.kube_http import KubeServer

_BATCH = "/apis/batch/v1/namespaces/nexus-prod-backup"
_MADE = f"{_BATCH}/cronjobs/backup"
_CRON_JOB = f"{_BATCH}/cronjobs/backup-restore-test"
_JOBS = f"{_BATCH}/jobs"


@pytest.fixture
def server(kube_server: KubeServer) -> KubeServer:
    kube_server.objects[_JOBS] = {"items": [], "metadata": {}}
    kube_server.objects[_MADE] = {"metadata": {"name": "backup"}}
    return kube_server


def ago(**since: float) -> str:
    return (datetime.now(UTC) - timedelta(**since)).isoformat(timespec="seconds")


@pytest.mark.parametrize(
    ("proven", "said"),
    [({"hours": 1.0}, ""), ({"days": 9.0}, "not since"), (None, "never restored and compared")],
)
def test_a_proof_that_is_old_or_never_was_is_told(
    server: KubeServer, proven: dict[str, float] | None, said: str
) -> None:
    status = {"lastSuccessfulTime": ago(**proven)} if proven else {}
    server.objects[_CRON_JOB] = {"metadata": {"name": "backup-restore-test"}, "status": status}
    told = warning("prod", connect)
    assert bool(told) == bool(said)
    assert said in told.replace("was never", "never")


def test_a_proof_by_hand_counts(server: KubeServer) -> None:
    server.objects[_CRON_JOB] = {"metadata": {"name": "backup-restore-test"}}
    server.objects[_JOBS]["items"] = [
        {"metadata": {"name": "backup-verify-1"}, "status": {"completionTime": ago(hours=2)}}
    ]
    assert warning("prod", connect) == ""


def test_both_times_are_known_at_set_times_and_by_hand(server: KubeServer) -> None:
    api, made, proven = connect(), ago(hours=3), ago(days=2)
    assert times(api, "prod") is None  # its CronJobs are not all there
    assert times(api, "dev") is None
    server.objects[_CRON_JOB] = {"metadata": {"name": "backup-restore-test"}}
    assert times(api, "prod") == Times()
    server.objects[_CRON_JOB]["status"] = {"lastSuccessfulTime": proven}
    server.objects[_JOBS]["items"] = [
        {"metadata": {"name": "backup-run-1"}, "status": {"completionTime": made}},
        {"metadata": {"name": "backup-run-2"}, "status": {"failed": 1}},
        {"metadata": {"name": "backup-list-1"}, "status": {"completionTime": ago(hours=1)}},
    ]
    assert times(api, "prod") == Times(datetime.fromisoformat(made), datetime.fromisoformat(proven))


def test_nothing_is_said_where_nothing_can_be_asked(server: KubeServer) -> None:
    def away() -> Api:
        raise UnreachableError("there is no cluster")

    assert warning("prod", connect) == ""
    assert warning("prod", away) == ""
    assert warning("dev", connect) == ""


def test_a_backup_is_found_by_the_beginning_of_its_name() -> None:
    one, two = Entry("aaaa1111", "2026-01-01"), Entry("aabb2222", "2026-01-02")
    listed = Listed((one, two), (), ())
    assert (listed.backup("latest"), listed.backup("aaaa")) == (two, one)
    for name in ("aa", "ffff"):
        with pytest.raises(UsageError, match="aaaa1111, aabb2222"):
            listed.backup(name)
