"""The steps of a restore, each of which goes on where it stopped."""

import base64
from typing import Any

import pytest

from nexus_gitops.cluster.api import Api, connect
from nexus_gitops.errors import RefusedError, UsageError
from nexus_gitops.operations import restoring
from nexus_gitops.operations.restoring import Restored, Step
from tests.kube_http import KubeServer

_CORE = "/api/v1/namespaces/nexus-prod"
_BACKUP = f"{_CORE}-backup"
_JOBS = "/apis/batch/v1/namespaces/nexus-prod-backup/jobs"
_CRON_JOB = "/apis/batch/v1/namespaces/nexus-prod-backup/cronjobs/backup"
_MIGRATION = "/apis/batch/v1/namespaces/nexus-prod/jobs/workspace-kernel-migrate"
_KERNEL = "/apis/apps/v1/namespaces/nexus-prod/deployments/workspace-kernel"
_SCALED_OBJECTS = "/apis/keda.sh/v1alpha1/namespaces/nexus-prod/scaledobjects"
_PAUSED = "autoscaling.keda.sh/paused"
_SKIP = "argocd.argoproj.io/skip-reconcile"


class Cluster:
    """What there is of prod, and a Job controller whose Jobs end as they are told."""

    def __init__(self, server: KubeServer) -> None:
        self.server = server
        self.ends = "Complete"
        self.hanging = ""
        self.ran: list[tuple[str, list[str]]] = []
        self.paused: list[tuple[str, ...]] = []
        self.scalers: tuple[str, ...] = ()
        self.application = server.application("nexus-prod-core")
        template = {
            "metadata": {"labels": {"app.kubernetes.io/name": "backup", "controller-uid": "1"}},
            "spec": {"containers": [{"name": "main", "args": ["run"]}]},
        }
        spec = {"backoffLimit": 1, "activeDeadlineSeconds": 60, "template": template}
        server.objects |= {
            _CRON_JOB: {"metadata": {"name": "backup"}, "spec": {"jobTemplate": {"spec": spec}}},
            _MIGRATION: {"metadata": {"name": "workspace-kernel-migrate"}, "spec": spec},
            _KERNEL: {
                "kind": "Deployment",
                "metadata": {"name": "workspace-kernel", "generation": 1},
                "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "kernel"}}},
                "status": {
                    "observedGeneration": 1,
                    **dict.fromkeys(("replicas", "updatedReplicas", "readyReplicas"), 3),
                },
            },
            f"{_CORE}/secrets/nexus-secrets": {
                "metadata": {"name": "nexus-secrets", "resourceVersion": "1"},
                "data": {"DATABASE_ADMIN_PASSWORD": base64.b64encode(b"hidden").decode()},
            },
        }
        server.on_create = self._run

    def _run(self, path: str, obj: Any) -> None:
        if obj["kind"] != "Job":
            return
        name, namespace = obj["metadata"]["name"], obj["metadata"]["namespace"]
        arguments = obj["spec"]["template"]["spec"]["containers"][0]["args"]
        self.ran.append((name, arguments))
        assert self.replicas == 0 or arguments == ["list"]
        self.paused.append(tuple(name for name in self.scalers if self.is_paused(name)))
        if self.ends and name != self.hanging:
            obj["status"] = {"conditions": [{"type": self.ends, "status": "True"}]}
        pod = f"/api/v1/namespaces/{namespace}/pods/{name}-x"
        labels = {"batch.kubernetes.io/job-name": name}
        self.server.objects[pod] = {
            "metadata": {
                "name": f"{name}-x",
                "labels": labels,
                "creationTimestamp": "2026-01-01T00:00:00Z",
            },
            "spec": {"containers": [{"name": "main"}]},
        }
        said = '{"message": "verified", "snapshot": "aaaa1111", "taken": "2026-01-01"}'
        if self.ends == "Failed":
            said = '{"step": "store", "reason": "the store is away"}'
        self.server.objects[f"{pod}/log"] = f"2026-01-01T00:00:00Z {said}\n"

    @property
    def replicas(self) -> int:
        return int(self.server.objects[_KERNEL]["spec"]["replicas"])

    def scale_by_keda(self, **targets: str) -> None:
        """Have a ScaledObject for each Deployment, by its name."""
        self.scalers = tuple(targets)
        definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
        self.server.objects[f"{definition}/scaledobjects.keda.sh"] = {"metadata": {"name": "x"}}
        for name, target in targets.items():
            self.server.objects[f"{_SCALED_OBJECTS}/{name}"] = {
                "metadata": {"name": name, "annotations": {}},
                "spec": {"scaleTargetRef": {"name": target}},
            }

    def annotations_of(self, scaler: str) -> dict[str, str]:
        found = self.server.objects[f"{_SCALED_OBJECTS}/{scaler}"]["metadata"]["annotations"]
        return dict(found)

    def is_paused(self, scaler: str) -> bool:
        return self.annotations_of(scaler).get(_PAUSED) == "true"

    @property
    def is_left_alone(self) -> bool:
        annotations = self.application["metadata"].get("annotations") or {}
        return bool(annotations.get(_SKIP) == "true")

    def forget_pods(self) -> None:
        for path in [path for path in self.server.objects if "/pods/" in path]:
            del self.server.objects[path]


@pytest.fixture
def cluster(kube_server: KubeServer, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    cluster = Cluster(kube_server)
    monkeypatch.setattr("nexus_gitops.cluster.jobs._pods", _without_gone(cluster))
    return cluster


def _without_gone(cluster: Cluster) -> Any:
    """Pods of a Job that is deleted go with it."""

    def pods(api: Api, job: str, namespace: str) -> list[Any]:
        there = f"/apis/batch/v1/namespaces/{namespace}/jobs/{job}" in cluster.server.objects
        path = f"/api/v1/namespaces/{namespace}/pods/{job}-x"
        found = cluster.server.objects.get(path)
        return [found] if there and found else []

    return pods


def go(api: Api, *, seconds: float = 10) -> Restored:
    one = restoring.planned(api, "prod", None, seconds=10, on_progress=lambda _: None)
    return restoring.restore(api, "prod", one, seconds=seconds, on_progress=lambda _: None)


def test_all_steps_leave_writers_and_argo_cd_as_they_were(cluster: Cluster) -> None:
    done = go(connect())

    operation = done.restore.operation
    assert [arguments for _, arguments in cluster.ran] == [
        ["list"],
        ["restore", "--snapshot=aaaa1111", f"--operation={operation}"],
        ["run"],  # the migration, of its own template
    ]
    assert done.restore.step is Step.DONE
    assert done.kept == f"nexus_before_{operation}"
    assert f'DROP DATABASE "{done.kept}"' in done.drop
    assert (cluster.replicas, cluster.is_left_alone) == (3, False)
    assert not [path for path in cluster.server.objects if "/secrets/restore" in path]


def test_a_job_that_fails_is_told_and_made_anew_by_the_same_command(cluster: Cluster) -> None:
    api = connect()
    one = restoring.planned(api, "prod", None, seconds=10, on_progress=lambda _: None)
    cluster.ends = "Failed"

    first = restoring.restore(api, "prod", one, seconds=10, on_progress=lambda _: None)

    assert "the store is away" in first.failed
    assert (first.restore.step, first.kept) == (Step.RESTORE, "")
    assert (cluster.replicas, cluster.is_left_alone) == (0, True)
    cluster.ends = "Complete"
    last = go(api)
    assert (last.restore.step, last.restore.operation) == (Step.DONE, first.restore.operation)
    assert (cluster.replicas, cluster.is_left_alone) == (3, False)


def test_another_backup_is_refused_while_one_is_under_way(cluster: Cluster) -> None:
    api = connect()
    one = restoring.planned(api, "prod", None, seconds=10, on_progress=lambda _: None)
    cluster.ends = ""
    waiting = restoring.restore(api, "prod", one, seconds=0, on_progress=lambda _: None)
    assert waiting.waiting
    with pytest.raises(RefusedError, match="aaaa1111 is under way"):
        restoring.planned(api, "prod", "bbbb", seconds=10, on_progress=lambda _: None)


@pytest.mark.parametrize("ends", ["", "Failed"])
def test_what_is_given_up_starts_the_writers_and_replaces_nothing(
    cluster: Cluster, ends: str
) -> None:
    api = connect()
    one = restoring.planned(api, "prod", None, seconds=10, on_progress=lambda _: None)
    cluster.ends = ends
    restoring.restore(api, "prod", one, seconds=0, on_progress=lambda _: None)
    cluster.ends = "Complete"

    given_up = restoring.abandoned(api, "prod", seconds=10)
    done = restoring.restore(api, "prod", given_up, seconds=10, on_progress=lambda _: None)

    assert (done.restore.step, done.kept) == (Step.DONE, "")
    assert (cluster.replicas, cluster.is_left_alone) == (3, False)
    with pytest.raises(UsageError, match="no restore of prod is under way"):
        restoring.abandoned(api, "prod", seconds=10)


def test_a_migration_that_hangs_is_replaced_where_the_restore_is_given_up(cluster: Cluster) -> None:
    api = connect()
    one = restoring.planned(api, "prod", None, seconds=10, on_progress=lambda _: None)
    cluster.hanging = one.migration
    waiting = restoring.restore(api, "prod", one, seconds=1, on_progress=lambda _: None)
    assert (waiting.restore.step, bool(waiting.waiting)) == (Step.MIGRATE, True)
    cluster.hanging = ""

    given_up = restoring.abandoned(api, "prod", seconds=10)
    done = restoring.restore(api, "prod", given_up, seconds=10, on_progress=lambda _: None)

    assert (done.restore.step, cluster.replicas) == (Step.DONE, 3)
    assert [name for name, _ in cluster.ran].count(one.migration) == 2


def test_what_somebody_else_told_argo_cd_stays(cluster: Cluster) -> None:
    cluster.application["metadata"]["annotations"] = {_SKIP: "true"}
    assert go(connect()).restore.step is Step.DONE
    assert cluster.is_left_alone


def test_nothing_is_stopped_while_a_sync_runs(cluster: Cluster) -> None:
    cluster.application["status"] = {"operationState": {"phase": "Running"}}
    api = connect()
    with pytest.raises(RefusedError, match="a sync of Application nexus-prod-core does not end"):
        go(api, seconds=0)
    assert (cluster.replicas, cluster.is_left_alone) == (3, False)


def test_keda_is_paused_for_the_writers_alone_and_goes_on_afterwards(cluster: Cluster) -> None:
    cluster.scale_by_keda(kernels="workspace-kernel", others="nexus-os")

    assert go(connect()).restore.step is Step.DONE

    listing, *working = cluster.paused
    assert listing == ()
    assert working == [("kernels",)] * 2  # the restore and the migration
    assert (cluster.annotations_of("kernels"), cluster.annotations_of("others")) == ({}, {})


def test_what_somebody_else_told_keda_stays(cluster: Cluster) -> None:
    cluster.scale_by_keda(kernels="workspace-kernel")
    found = cluster.server.objects[f"{_SCALED_OBJECTS}/kernels"]
    found["metadata"]["annotations"] = {_PAUSED: "true"}

    assert go(connect()).restore.step is Step.DONE

    assert cluster.annotations_of("kernels") == {_PAUSED: "true"}
