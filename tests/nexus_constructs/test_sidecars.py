"""Sidecars, in every workload, on a Kubernetes that has them and on one that has not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cdk8s import App, Chart

from nexus_constructs.checksum import content_checksum
from nexus_constructs.component import Installation
from nexus_constructs.containers import ContainerSpec
from nexus_constructs.cron_job import CronJob
from nexus_constructs.daemon_set import DaemonSet
from nexus_constructs.deployment import Deployment
from nexus_constructs.job import Job
from nexus_constructs.pods import PodSpec
from nexus_constructs.stateful_set import StatefulSet
from nexus_constructs.sync_job import SyncJob
from nexus_constructs.volumes import VolumeClaimTemplate

FOR_EVER: dict[str, Callable[..., object]] = {
    "DaemonSet": lambda *given, **more: DaemonSet(*given, service_ports={}, **more),
    "Deployment": lambda *given, **more: Deployment(*given, replicas=1, service_ports={}, **more),
    "StatefulSet": lambda *given, **more: StatefulSet(
        *given, replicas=1, service_ports={"http": 80}, **more
    ),
}
TO_COMPLETION: dict[str, Callable[..., object]] = {
    "CronJob": lambda *given, **more: CronJob(
        *given, schedule="0 * * * *", deadline_seconds=60, **more
    ),
    "Job": lambda *given, **more: Job(*given, deadline_seconds=60, **more),
    "SyncJob": lambda *given, **more: SyncJob(*given, deadline_seconds=60, after=(), **more),
}
ALL = {**FOR_EVER, **TO_COMPLETION}

Spec = Callable[[str, str], dict[str, Any]]


@pytest.fixture
def spec(installation: Installation, container: ContainerSpec) -> Spec:
    """The spec of a workload with a sidecar and an init container, by kind and Kubernetes."""

    def build(kind: str, kubernetes: str) -> dict[str, Any]:
        chart = Chart(App(), "test", disable_resource_name_hashes=True)
        ALL[kind](
            chart,
            "web",
            installation=replace(installation, kubernetes=kubernetes),
            version="1",
            pod=PodSpec(
                replace(container, volumes=(VolumeClaimTemplate("data", "/data", "1Gi"),)),
                sidecars=(replace(container, name="proxy", ports=()),),
                init_containers=(replace(container, name="prepare", ports=()),),
            ),
        )
        (made,) = (
            obj for obj in chart.to_json() if obj["kind"] in (kind, kind.removeprefix("Sync"))
        )
        return dict(made)

    return build


def containers(workload: dict[str, Any]) -> dict[str, list[tuple[str, str | None]]]:
    """Name and restart policy of each container, by field."""
    spec = workload["spec"].get("jobTemplate", workload)["spec"]["template"]["spec"]
    return {
        field: [(made["name"], made.get("restartPolicy")) for made in spec[field]]
        for field in ("initContainers", "containers")
    }


@pytest.mark.parametrize("kind", ALL)
def test_a_sidecar_starts_first_and_keeps_running(spec: Spec, kind: str) -> None:
    assert containers(spec(kind, "1.29")) == {
        "initContainers": [("proxy", "Always"), ("prepare", None)],
        "containers": [("web", None)],
    }


@pytest.mark.parametrize("kind", FOR_EVER)
def test_where_there_are_none_it_runs_beside_the_others(spec: Spec, kind: str) -> None:
    assert containers(spec(kind, "1.28")) == {
        "initContainers": [("prepare", None)],
        "containers": [("web", None), ("proxy", None)],
    }


@pytest.mark.parametrize("kind", TO_COMPLETION)
def test_a_job_that_would_never_end_is_refused(spec: Spec, kind: str) -> None:
    with pytest.raises(ValueError, match=r"sidecars of web .* Kubernetes 1\.28; raise the oldest"):
        spec(kind, "1.28")


def test_a_job_is_named_after_its_content_with_its_sidecars(spec: Spec) -> None:
    job = spec("Job", "1.29")

    assert job["metadata"]["name"] == f"web-{content_checksum(job['spec'])}"
