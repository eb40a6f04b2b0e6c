"""What an API server with Istio's kinds says of staging with a mesh; their CEL rules run there."""

from collections.abc import Iterator

import msgspec
import pytest

from nexus_gitops.platform import loading
from nexus_gitops.platform.environment import KubernetesVersions
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import render
from nexus_platform.environment import Environment
from nexus_platform.mesh import Ambient, Mesh, Sidecar
from tests.e2e import definitions
from tests.e2e.clusters import Cluster
from tests.e2e.kube import Kube
from tests.e2e.test_admission import refused


@pytest.fixture(scope="module")
def kube(cluster: Cluster) -> Iterator[Kube]:
    if cluster.plane is None:
        pytest.skip("Istio's kinds go into a control plane of our own alone")
    with definitions.of("Istio", cluster.kube):
        yield cluster.kube


@pytest.mark.parametrize("mesh", [Ambient(), Sidecar()], ids=["ambient", "sidecar"])
def test_every_object_of_a_mesh_is_accepted(kube: Kube, mesh: Mesh) -> None:
    env = loading.load("staging")
    assert isinstance(env, Environment)
    versions = KubernetesVersions(oldest="1.29", newest=env.kubernetes.newest)
    env = msgspec.structs.replace(env, mesh=mesh, kubernetes=versions)

    rendering = render(platform(), env, loading.images(env.name), env.repository)

    for application, objects in rendering.objects.items():
        place = f"try-{type(mesh).__name__.lower()}-{application}"
        assert [obj for obj in objects if "istio" in obj["apiVersion"]]
        assert refused(kube, list(objects), place) == []
