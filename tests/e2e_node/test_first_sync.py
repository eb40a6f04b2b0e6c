"""An empty node: bootstrap, publish, and Argo CD brings up pods that run."""

from tests.e2e.conftest import FirstSync


def test_all_pods_run_after_the_first_sync(synced: FirstSync) -> None:
    assert synced.status["verdict"] == "healthy"
    pods = synced.platform.kube.list("v1 Pod", synced.platform.namespace)
    running = [pod for pod in pods if pod["status"]["phase"] == "Running"]
    assert {pod["metadata"]["labels"]["app.kubernetes.io/name"] for pod in running} == {
        *("graphstudio-frontend", "nexus-os", "postgres", "redis", "workspace-kernel"),
    }
    restarts = {
        pod["metadata"]["name"]: one["restartCount"]
        for pod in running
        for one in pod["status"]["containerStatuses"]
    }
    assert set(restarts.values()) == {0}, restarts
