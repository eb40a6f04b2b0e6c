"""A Job that runs once, and again only when what it runs has changed."""

from dataclasses import replace
from typing import Any

import pytest
from cdk8s import App, Chart

from nexus_constructs.checksum import content_checksum
from nexus_constructs.component import Component, Installation
from nexus_constructs.containers import ContainerSpec
from nexus_constructs.job import Job
from nexus_constructs.pods import PodSpec
from nexus_gitops.manifests.identity import KubeObject


def job(installation: Installation, container: ContainerSpec, **more: Any) -> KubeObject:
    chart = Chart(App(), "test", disable_resource_name_hashes=True)
    given = {"version": "1", "deadline_seconds": 60, **more}
    Job(chart, "load", installation=installation, pod=PodSpec(container), **given)
    (made,) = (obj for obj in chart.to_json() if obj["kind"] == "Job")
    return dict(made)


def test_it_is_no_hook_and_stays_when_it_is_complete(
    installation: Installation, container: ContainerSpec
) -> None:
    base = Component(Chart(App(), "other"), "base", installation=installation)

    made = job(installation, container, after=[base])

    assert made["metadata"]["annotations"] == {"argocd.argoproj.io/sync-wave": "1"}
    assert made["metadata"]["name"] == f"load-{content_checksum(made['spec'])}"
    assert made["spec"]["activeDeadlineSeconds"] == 60
    assert "ttlSecondsAfterFinished" not in made["spec"]


@pytest.mark.parametrize(
    "change",
    [{"image": "registry.test/web:2"}, {"args": ("--all",)}, {"uid": 99}, {"env": {"A": "1"}}],
)
def test_whatever_cannot_be_changed_in_a_job_makes_another(
    installation: Installation, container: ContainerSpec, change: dict[str, Any]
) -> None:
    names = {
        job(installation, one)["metadata"]["name"]
        for one in (container, container, replace(container, **change))
    }

    assert len(names) == 2
