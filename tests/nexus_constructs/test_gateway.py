"""One host name in front of several services, by the Gateway API."""

from collections.abc import Callable
from typing import Any

import pytest
from cdk8s import App, Chart

from nexus_constructs.component import Installation
from nexus_constructs.containers import ContainerSpec
from nexus_constructs.deployment import Deployment
from nexus_constructs.gateway import Gateway
from nexus_constructs.ingress_settings import IngressSettings
from nexus_constructs.pods import PodSpec
from nexus_gitops.manifests.identity import KubeObject

Objects = dict[str, KubeObject]
Build = Callable[..., Objects]


@pytest.fixture
def build(installation: Installation, container: ContainerSpec) -> Build:
    """What sends `/api` to `api` and all else to `web`, by kind and name."""

    def build(*, tls_secret: str = "", redirects: bool = False) -> Objects:
        chart = Chart(App(), "test", disable_resource_name_hashes=True)
        shared: dict[str, Any] = {
            "installation": installation,
            "version": "1",
            "pod": PodSpec(container),
            "replicas": 1,
            "service_ports": {"http": 80},
        }
        web, api = Deployment(chart, "web", **shared), Deployment(chart, "api", **shared)
        Gateway(
            chart,
            "demo",
            installation=installation,
            settings=IngressSettings("demo.test", "eg", {"a": "b"}, tls_secret),
            paths={"/api": api.ports["http"], "/": web.ports["http"]},
            redirects=redirects,
        )
        return {f"{obj['kind']}/{obj['metadata']['name']}": obj for obj in chart.to_json()}

    return build


def listeners(objects: Objects) -> list[tuple[str, int, str]]:
    return [
        (one["protocol"], one["port"], one["hostname"])
        for one in objects["Gateway/demo"]["spec"]["listeners"]
    ]


def served(route: KubeObject) -> list[str]:
    """The listeners that a route is attached to."""
    return [parent["sectionName"] for parent in route["spec"]["parentRefs"]]


def test_each_prefix_leads_to_the_port_of_its_service(build: Build) -> None:
    route = build()["HTTPRoute/demo"]

    assert route["spec"]["hostnames"] == ["demo.test"]
    assert [
        (rule["matches"][0]["path"]["value"], backend["name"], backend["port"])
        for rule in route["spec"]["rules"]
        for backend in rule["backendRefs"]
    ] == [("/", "web", 80), ("/api", "api", 80)]


def test_no_time_out_ends_a_websocket(build: Build) -> None:
    rules = build()["HTTPRoute/demo"]["spec"]["rules"]

    assert {rule["timeouts"]["request"] for rule in rules} == {"0s"}


def test_without_a_certificate_it_is_served_in_the_clear(build: Build) -> None:
    objects = build()

    assert listeners(objects) == [("HTTP", 80, "demo.test")]
    assert served(objects["HTTPRoute/demo"]) == ["http"]
    assert objects["Gateway/demo"]["metadata"]["annotations"]["a"] == "b"


@pytest.mark.parametrize(
    ("plain", "serving", "others"),
    [({"redirects": False}, ["http", "https"], 0), ({"redirects": True}, ["https"], 1)],
)
def test_with_a_certificate_plain_http_serves_or_leads_to_https(
    build: Build, plain: dict[str, bool], serving: list[str], others: int
) -> None:
    objects = build(tls_secret="demo-tls", **plain)

    https = objects["Gateway/demo"]["spec"]["listeners"][1]
    assert listeners(objects)[1] == ("HTTPS", 443, "demo.test")
    assert https["tls"]["certificateRefs"][0]["name"] == "demo-tls"
    assert served(objects["HTTPRoute/demo"]) == serving
    redirecting = [obj for name, obj in objects.items() if name.endswith("-redirect")]
    assert len(redirecting) == others
    for route in redirecting:
        (rule,) = route["spec"]["rules"]
        assert served(route) == ["http"]
        assert rule["filters"][0]["requestRedirect"] == {"scheme": "https", "statusCode": 301}


def test_it_waits_for_the_services(build: Build) -> None:
    objects = build()
    waves = {
        name: int(obj["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"])
        for name, obj in objects.items()
    }

    assert waves["HTTPRoute/demo"] == waves["Gateway/demo"] == waves["Deployment/api"] + 1
