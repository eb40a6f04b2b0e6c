"""Backups are listed, made, proven and brought back by Jobs, and nobody writes meanwhile.

What the Jobs do is shown by the tests of services/backup; here simulated pods do nothing, and log
what those do.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nexus_gitops.argocd.layout import ARGOCD_NAMESPACE
from nexus_gitops.manifests.identity import KubeObject
from tests.e2e.conftest import FirstSync, Platform
from tests.e2e.controlplane import nodes
from tests.e2e.patience import until

_BACKUPS = "nexus-staging-backup"
_SKIP = "argocd.argoproj.io/skip-reconcile"
_MOMENT = "2026-01-01T00:00:00Z"
_SAID = (
    {"message": "verified", "snapshot": "aaaa1111", "taken": "2026-01-01T02:30:00+00:00"},
    {"message": "verified", "snapshot": "bbbb2222", "taken": "2026-01-02T02:30:00+00:00"},
    {"message": "restore-tested", "snapshot": "cccc3333", "taken": "2026-01-02T04:30:00+00:00"},
)


@pytest.fixture
def live(first_sync: Callable[[str], FirstSync], tmp_path: Path) -> Platform:
    live = first_sync("staging").platform
    if not live.cluster.is_simulated:
        pytest.skip("needs simulated pods")
    until(lambda: live.kube.find("batch/v1 CronJob", "backup", _BACKUPS) is not None, "backups")
    log = tmp_path / "log"
    log.write_text(
        "".join(f"{_MOMENT} stdout F {json.dumps(said)}\n" for said in _SAID), encoding="utf-8"
    )
    nodes.logs_of(live.kube, _BACKUPS, log)
    return live


def kernels(live: Platform) -> int:
    found = live.kube.get("apps/v1 Deployment", "workspace-kernel", live.namespace)
    return int(found["spec"]["replicas"])


def jobs(live: Platform, prefix: str) -> list[KubeObject]:
    return [
        job
        for job in live.kube.list("batch/v1 Job", _BACKUPS)
        if job["metadata"]["name"].startswith(prefix)
    ]


def restore(live: Platform, *flags: str, code: int = 0) -> dict[str, Any]:
    flags = ("--env", "staging", "--confirm", "staging", *flags, "--output", "json")
    done = live.machine.run("restore", *flags)
    assert done.code == code, done.out + done.err
    answer: dict[str, Any] = done.json
    return answer


def test_what_the_store_has_is_told_and_its_job_leaves_nothing(live: Platform) -> None:
    done = live.machine.run("backup", "list", "--env", "staging", "--output", "json")
    assert done.code == 0, done.err
    assert [one["snapshot"] for one in done.json["backups"]] == ["aaaa1111", "bbbb2222"]
    assert [one["taken"] for one in done.json["restoreTests"]] == ["2026-01-02T04:30:00+00:00"]
    assert jobs(live, "backup-list-") == []


@pytest.mark.parametrize("command", ["run", "verify"])
def test_a_job_of_the_cron_jobs_template_is_run_and_stays(live: Platform, command: str) -> None:
    done = live.machine.run("backup", command, "--env", "staging", "--output", "json")
    assert (done.code, done.json["health"]) == (0, "healthy"), done.err
    (job,) = jobs(live, f"backup-{command}-")
    (container,) = job["spec"]["template"]["spec"]["containers"]
    assert container["args"][0] == {"run": "run", "verify": "restore-test"}[command]


def test_nothing_is_changed_without_the_environments_name(live: Platform) -> None:
    done = live.machine.run("restore", "--env", "staging")
    assert done.code == 4
    assert "bbbb2222" in done.err
    assert kernels(live) > 0
    assert live.kube.find("v1 ConfigMap", "restore", _BACKUPS) is None


def test_a_restore_that_stops_goes_on_and_nobody_starts_the_writers_before_its_end(
    live: Platform,
) -> None:
    before = kernels(live)
    migration = live.kube.get("batch/v1 Job", "workspace-kernel-migrate", live.namespace)
    cron_job = live.kube.get("batch/v1 CronJob", "backup", _BACKUPS)
    quota = live.kube.get("v1 ResourceQuota", "nexus-backup-limits", _BACKUPS)
    # No room for its pod: it waits, as it would for a store that is away.
    live.kube.patch(
        "v1 ResourceQuota", quota["metadata"]["name"], _BACKUPS, {"spec": {"hard": {"pods": "1"}}}
    )

    first = restore(live, "--snapshot", "aaaa", "--timeout", "20", code=9)

    assert (first["next"], first["snapshot"]) == ("restore", "aaaa1111")
    assert live.application["metadata"]["annotations"][_SKIP] == "true"
    live.kube.patch(
        "argoproj.io/v1alpha1 Application",
        live.application["metadata"]["name"],
        ARGOCD_NAMESPACE,
        {"metadata": {"annotations": {"argocd.argoproj.io/refresh": "hard"}}},
    )
    assert (kernels(live), live.pods("workspace-kernel")) == (0, {})
    other = live.machine.run("restore", "--env", "staging", "--snapshot", "bbbb")
    assert other.code == 4
    assert "aaaa1111 is under way" in other.complaint

    live.kube.patch(
        "v1 ResourceQuota",
        quota["metadata"]["name"],
        _BACKUPS,
        {"spec": {"hard": {"pods": quota["spec"]["hard"]["pods"]}}},
    )
    last = restore(live, "--timeout", "120")

    assert (last["next"], last["operation"]) == ("done", first["operation"])
    assert last["kept"] == f"nexus_before_{first['operation']}"
    (job,) = jobs(live, "restore-")
    (container,) = job["spec"]["template"]["spec"]["containers"]
    (usual,) = cron_job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert container["args"][0] == "restore"
    assert [one["name"] for one in container["env"]][-1] == "DATABASE_ADMIN_PASSWORD"
    assert container["image"] == usual["image"]
    migrated = live.kube.get("batch/v1 Job", f"{job['metadata']['name']}-migrate", live.namespace)
    images = [
        one["spec"]["template"]["spec"]["containers"][0]["image"] for one in (migrated, migration)
    ]
    assert images[0] == images[1]
    assert kernels(live) == before
    assert _SKIP not in live.application["metadata"]["annotations"]
    assert live.kube.find("v1 Secret", job["metadata"]["name"], _BACKUPS) is None
    live.refresh()
    assert live.application["status"]["sync"]["status"] == "Synced"


def test_a_restore_that_is_given_up_starts_the_writers_again(live: Platform) -> None:
    before = kernels(live)
    live.kube.patch(
        "v1 ResourceQuota", "nexus-backup-limits", _BACKUPS, {"spec": {"hard": {"pods": "2"}}}
    )
    stopped = restore(live, "--timeout", "0", code=9)
    assert stopped["next"] in ("stop the writers", "restore")

    given_up = restore(live, "--abandon", "--timeout", "120")

    assert given_up["abandoned"]
    assert not given_up["kept"]
    assert kernels(live) == before
    assert _SKIP not in live.application["metadata"]["annotations"]
    again = live.machine.run("restore", "--env", "staging", "--abandon")
    assert again.code == 2
