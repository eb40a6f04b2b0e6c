"""A HorizontalPodAutoscaler over CPU and memory of the container that a pod is there for."""

from collections.abc import Callable

import pytest
from cdk8s import App, Chart

from nexus_constructs.autoscaling import Autoscaling
from nexus_constructs.component import Installation
from nexus_constructs.containers import ContainerSpec
from nexus_constructs.deployment import Deployment
from nexus_constructs.pods import PodSpec
from nexus_constructs.sizing import Scaling, ScalingRate
from nexus_gitops.manifests.identity import KubeObject

Scale = Callable[[Scaling], KubeObject]
WAVE = "argocd.argoproj.io/sync-wave"


@pytest.fixture
def scale(
    installation: Installation, container: ContainerSpec, one: Callable[..., KubeObject]
) -> Scale:
    """The autoscaler of a Deployment `web`."""

    def build(scaling: Scaling) -> KubeObject:
        chart = Chart(App(), "test", disable_resource_name_hashes=True)
        web = Deployment(
            chart,
            "web",
            installation=installation,
            version="1",
            pod=PodSpec(container),
            replicas=None,
            service_ports={},
        )
        Autoscaling(chart, target=web, scaling=scaling)
        return one(chart, "HorizontalPodAutoscaler")

    return build


def test_it_scales_its_target_within_bounds_memory_first(scale: Scale) -> None:
    scaler = scale(Scaling(2, 7, cpu_percent=70, memory_percent=80))

    assert scaler["metadata"]["name"] == "web"
    assert scaler["metadata"]["annotations"] == {WAVE: "1"}
    assert scaler["spec"] == {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
        "minReplicas": 2,
        "maxReplicas": 7,
        "metrics": [
            {
                "type": "ContainerResource",
                "containerResource": {
                    "name": name,
                    "container": "web",
                    "target": {"type": "Utilization", "averageUtilization": percent},
                },
            }
            for name, percent in (("memory", 80), ("cpu", 70))
        ],
    }


def test_only_a_rate_that_is_given_is_limited(scale: Scale) -> None:
    scaler = scale(Scaling(1, 2, cpu_percent=70, memory_percent=80, down=ScalingRate(25, 300)))

    assert scaler["spec"]["behavior"] == {
        "scaleDown": {
            "stabilizationWindowSeconds": 300,
            "selectPolicy": "Max",
            "policies": [{"type": "Percent", "value": 25, "periodSeconds": 60}],
        }
    }
