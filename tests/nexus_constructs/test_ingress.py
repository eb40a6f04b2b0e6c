"""One host name in front of several services."""

from collections.abc import Callable
from typing import Any

import pytest
from cdk8s import App, Chart

from nexus_constructs.component import Installation
from nexus_constructs.containers import ContainerSpec
from nexus_constructs.deployment import Deployment
from nexus_constructs.ingress import Ingress
from nexus_constructs.ingress_settings import IngressSettings
from nexus_constructs.pods import PodSpec
from nexus_gitops.manifests.identity import KubeObject

Route = Callable[[IngressSettings], KubeObject]


@pytest.fixture
def route(
    installation: Installation, container: ContainerSpec, one: Callable[..., KubeObject]
) -> Route:
    """The Ingress that sends `/api` to `api` and all else to `web`."""

    def build(settings: IngressSettings) -> KubeObject:
        chart = Chart(App(), "test", disable_resource_name_hashes=True)
        shared: dict[str, Any] = {
            "installation": installation,
            "version": "1",
            "pod": PodSpec(container),
            "replicas": 1,
            "service_ports": {"http": 80},
        }
        web, api = Deployment(chart, "web", **shared), Deployment(chart, "api", **shared)
        Ingress(
            chart,
            "ingress",
            installation=installation,
            settings=settings,
            paths={"/api": api.ports["http"], "/": web.ports["http"]},
        )
        return one(chart, "Ingress")

    return build


def test_each_prefix_leads_to_its_service_by_port_name(route: Route) -> None:
    spec = route(IngressSettings(host="demo.test", class_name="nginx"))["spec"]

    assert spec == {
        "ingressClassName": "nginx",
        "rules": [
            {
                "host": "demo.test",
                "http": {
                    "paths": [
                        {
                            "path": path,
                            "pathType": "Prefix",
                            "backend": {"service": {"name": name, "port": {"name": "http"}}},
                        }
                        for path, name in (("/", "web"), ("/api", "api"))
                    ]
                },
            }
        ],
    }


def test_it_waits_for_the_services_and_carries_the_controllers_annotations(route: Route) -> None:
    dialect = {"nginx.org/client-max-body-size": "10m"}
    settings = IngressSettings(host="demo.test", class_name="nginx", annotations=dialect)

    annotations = route(settings)["metadata"]["annotations"]

    assert annotations == {"argocd.argoproj.io/sync-wave": "1", **dialect}


def test_a_host_with_a_certificate_is_served_by_tls(route: Route) -> None:
    spec = route(IngressSettings(host="demo.test", class_name="nginx", tls_secret="demo-tls"))[
        "spec"
    ]

    assert spec["tls"] == [{"hosts": ["demo.test"], "secretName": "demo-tls"}]
