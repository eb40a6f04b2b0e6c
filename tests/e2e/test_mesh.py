"""What an API server with Istio's kinds says of staging with a mesh; their CEL rules run there."""

from collections.abc import Iterator
from typing import Final

import msgspec
import pytest
from crds import PROJECTS

from nexus_gitops.platform import loading
from nexus_gitops.platform.environment import KubernetesVersions
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import render
from nexus_platform.environment import Environment
from nexus_platform.mesh import Ambient, Mesh, Sidecar
from tests.e2e.clusters import Cluster
from tests.e2e.kube import Kube
from tests.e2e.patience import until
from tests.e2e.test_admission import refused

_CRD: Final = "apiextensions.k8s.io/v1 CustomResourceDefinition"


@pytest.fixture(scope="module")
def kube(cluster: Cluster) -> Iterator[Kube]:
    if cluster.plane is None:
        pytest.skip("Istio's kinds go into a control plane of our own alone")
    (istio,) = (project for project in PROJECTS if project.name == "Istio")
    crds = list(istio.crds())
    cluster.kube.create(*crds)
    until(lambda: _are_served(cluster.kube, len(crds)), "Istio's kinds", seconds=60)
    yield cluster.kube
    for crd in crds:
        cluster.kube.delete(_CRD, crd["metadata"]["name"])


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


def _are_served(kube: Kube, count: int) -> bool:
    found = [
        crd
        for crd in kube.list(_CRD)
        if crd["spec"]["group"].endswith(".istio.io")
        and any(
            one["type"] == "Established" and one["status"] == "True"
            for one in (crd.get("status") or {}).get("conditions") or ()
        )
    ]
    return len(found) == count
