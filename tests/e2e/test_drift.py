"""Somebody or something changes the cluster."""

import pytest

from nexus_gitops.manifests.identity import KubeObject
from tests.e2e.conftest import Platform
from tests.e2e.patience import throughout, until

_DEPLOYMENT = "apps/v1 Deployment"


def test_an_edit_by_hand_is_healed(platform: Platform) -> None:
    def frontend() -> KubeObject:
        return platform.kube.get(_DEPLOYMENT, "graphstudio-frontend", platform.namespace)

    replicas = frontend()["spec"]["replicas"]
    platform.kube.patch(
        _DEPLOYMENT, "graphstudio-frontend", platform.namespace, {"spec": {"replicas": 7}}
    )
    until(lambda: frontend()["spec"]["replicas"] == replicas, "healing of a Deployment")


def test_a_deleted_object_comes_back(platform: Platform) -> None:
    before = platform.kube.get("v1 Service", "redis", platform.namespace)
    platform.kube.delete("v1 Service", "redis", platform.namespace)
    until(
        lambda: platform.kube.find("v1 Service", "redis", platform.namespace) is not None,
        "a new Service",
    )
    after = platform.kube.get("v1 Service", "redis", platform.namespace)
    assert after["metadata"]["uid"] != before["metadata"]["uid"]


def test_an_autoscaler_is_not_fought(platform: Platform) -> None:
    """More load, more kernels; Argo CD neither shows a difference nor syncs."""
    if not platform.cluster.is_simulated:
        pytest.skip("the load of a pod that really runs is not ours to say")
    operation = platform.application["status"]["operationState"]
    for pod in platform.pods("workspace-kernel").values():
        platform.kube.patch(
            "v1 Pod",
            pod["metadata"]["name"],
            platform.namespace,
            {"metadata": {"annotations": {"kwok.x-k8s.io/usage-cpu": "900m"}}},
        )
    until(lambda: len(platform.pods("workspace-kernel")) > 1, "a second kernel", seconds=180)

    def undisturbed() -> bool:
        status = platform.application["status"]
        return (
            status["sync"]["status"] == "Synced"
            and status["operationState"] == operation
            and len(platform.pods("workspace-kernel")) > 1
        )

    throughout(undisturbed, "Synced, no sync, and the kernels stay")
