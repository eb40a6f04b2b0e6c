"""A Job that Argo CD runs in every sync."""

from collections.abc import Callable
from dataclasses import replace

from cdk8s import Chart

from nexus_constructs.component import Component, Installation
from nexus_constructs.containers import ContainerSpec
from nexus_constructs.pods import PodSpec
from nexus_constructs.sync_job import SyncJob
from nexus_gitops.manifests.identity import KubeObject


def test_it_is_a_hook_that_replaces_its_last_run_and_ends_in_time(
    chart: Chart,
    installation: Installation,
    container: ContainerSpec,
    one: Callable[..., KubeObject],
) -> None:
    database = Component(chart, "database", installation=installation)
    SyncJob(
        chart,
        "migrate",
        installation=installation,
        version="1.2.3",
        pod=PodSpec(replace(container, ports=(), command=("migrate", "--all"))),
        deadline_seconds=600,
        after=[database],
    )

    job = one(chart, "Job")

    assert job["metadata"]["name"] == "migrate"
    assert job["metadata"]["annotations"] == {
        "argocd.argoproj.io/hook": "Sync",
        "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
        "argocd.argoproj.io/sync-wave": "1",
    }
    assert job["spec"]["activeDeadlineSeconds"] == 600
    assert "ttlSecondsAfterFinished" not in job["spec"]
    pod = job["spec"]["template"]["spec"]
    assert pod["restartPolicy"] == "Never"
    assert pod["serviceAccountName"] == one(chart, "ServiceAccount")["metadata"]["name"]
    (made,) = pod["containers"]
    assert made["command"] == ["migrate", "--all"]
    assert "ports" not in made
