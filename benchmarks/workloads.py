"""A platform of many workloads; takes the place of nexus_platform/objects.py in a copy."""

from typing import Final

from cdk8s import App, Chart

from nexus_constructs.component import Installation
from nexus_constructs.containers import ContainerSpec, Port, Probes, http_probe
from nexus_constructs.deployment import Deployment
from nexus_constructs.pods import PodSpec
from nexus_constructs.sizing import Resources
from nexus_constructs.volumes import EmptyDir
from nexus_gitops.images.image import ImageLock
from nexus_gitops.platform.environment import Environment

_WORKLOADS: Final = 500


class Objects(Chart):
    """Workloads alone: each a Deployment, Service, ServiceAccount and PodDisruptionBudget."""

    def __init__(self, app: App, env: Environment, images: ImageLock, *_: object) -> None:
        super().__init__(app, env.name, disable_resource_name_hashes=True)
        installation = Installation(f"nexus-{env.name}", env.namespace, part_of="nexus")
        version = images["nexus-os"].tag
        for number in range(_WORKLOADS):
            name = f"service-{number:03}"
            Deployment(
                self,
                name,
                installation=installation,
                version=version,
                pod=PodSpec(_container(f"{env.registry}/nexus/{name}:{version}")),
                replicas=1 + number % 3,
                service_ports={"http": 80},
            )


def _container(image: str) -> ContainerSpec:
    return ContainerSpec(
        image=image,
        resources=Resources("100m", "200m", "128Mi", "256Mi"),
        uid=10001,
        ports=(Port("http", 8080),),
        env={"PORT": "8080", "LOG_LEVEL": "info"},
        probes=Probes(
            readiness=http_probe("/ready", port="http", period=5, failures=2),
            liveness=http_probe("/health", port="http", period=10, failures=6),
        ),
        volumes=(EmptyDir("tmp", "/tmp", "64Mi"),),  # noqa: S108 -- in the container
    )
