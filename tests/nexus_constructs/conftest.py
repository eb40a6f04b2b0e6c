"""A chart to put constructs into, the smallest things they need, and a way to look inside."""

from collections.abc import Callable

import pytest
from cdk8s import App, Chart

from nexus_constructs.component import Installation
from nexus_constructs.containers import ContainerSpec, Port
from nexus_constructs.sizing import Resources
from nexus_gitops.manifests.identity import KubeObject


@pytest.fixture
def chart() -> Chart:
    return Chart(App(), "test", disable_resource_name_hashes=True)


@pytest.fixture(scope="session")
def installation() -> Installation:
    return Installation("demo", "demo-space", part_of="product")


@pytest.fixture(scope="session")
def resources() -> Resources:
    return Resources("100m", "200m", "64Mi", "128Mi")


@pytest.fixture(scope="session")
def container(resources: Resources) -> ContainerSpec:
    return ContainerSpec(
        image="registry.test/web:1.2.3", resources=resources, uid=1234, ports=(Port("http", 8080),)
    )


@pytest.fixture(scope="session")
def one() -> Callable[..., KubeObject]:
    """The one object of a kind in a chart, narrowed by name where several have the kind."""

    def find(chart: Chart, kind: str, name: str | None = None) -> KubeObject:
        (found,) = (
            obj
            for obj in chart.to_json()
            if obj["kind"] == kind and name in (None, obj["metadata"]["name"])
        )
        return dict(found)

    return find
