"""Network policies from one table of flows."""

from collections.abc import Callable, Iterable
from typing import Any

from cdk8s import App, Chart
from hypothesis import given, settings
from hypothesis import strategies as st

from nexus_constructs.component import Component, Installation
from nexus_constructs.network import Flow, Internet, NamespacePeer, NetworkPolicies, PodPeer
from nexus_gitops.manifests.identity import KubeObject

INSTALLATION = Installation("demo", "demo-space", part_of="product")
COMPONENTS = ("api", "database", "web")
NAMESPACES = ("ingress", "monitoring")
PORTS = (80, 443, 5432)
PUBLIC, PRIVATE = "203.0.113.9", ("10.1.2.3", "169.254.169.254", "192.168.0.1")

FLOWS = st.lists(
    st.builds(
        Flow,
        source=st.builds(PodPeer, st.sampled_from(COMPONENTS))
        | st.builds(NamespacePeer, st.sampled_from(NAMESPACES)),
        target=st.builds(PodPeer, st.sampled_from(COMPONENTS)) | st.just(Internet()),
        port=st.sampled_from(PORTS),
    ),
    unique=True,
    max_size=8,
)


def policies(flows: Iterable[Flow]) -> list[KubeObject]:
    chart = Chart(App(), "test", disable_resource_name_hashes=True)
    namespace = Component(chart, "namespace", installation=INSTALLATION)
    NetworkPolicies(chart, installation=INSTALLATION, flows=list(flows), after=[namespace])
    return list(chart.to_json())


@settings(max_examples=40, deadline=None)
@given(flows=FLOWS)
def test_what_may_connect_is_exactly_what_the_table_says(
    flows: list[Flow], allowed: Callable[..., bool], endpoint: Callable[..., object]
) -> None:
    rendered = policies(flows)
    inside: dict[Any, Any] = {
        PodPeer(name): endpoint(
            labels={"app.kubernetes.io/name": name, "app.kubernetes.io/instance": "demo"},
            namespace="demo-space",
        )
        for name in COMPONENTS
    }
    sources = {
        **inside,
        **{NamespacePeer(name): endpoint(labels={}, namespace=name) for name in NAMESPACES},
    }
    targets = {**inside, Internet(): endpoint(address=PUBLIC)}

    may_connect = {
        Flow(source, target, port)
        for source, from_ in sources.items()
        for target, to in targets.items()
        for port in PORTS
        if allowed(rendered, from_, to, port)
        # Nothing of ours stands between another namespace and the Internet.
        and not (isinstance(source, NamespacePeer) and target == Internet())
    }

    assert may_connect == {
        flow
        for flow in flows
        if not (isinstance(flow.source, NamespacePeer) and flow.target == Internet())
    }


def test_pods_of_another_installation_or_namespace_stay_out(
    allowed: Callable[..., bool], endpoint: Callable[..., object]
) -> None:
    rendered = policies([Flow(PodPeer("web"), PodPeer("database"), 5432)])

    def connects(instance: str, namespace: str) -> bool:
        labels = {"app.kubernetes.io/name": "web", "app.kubernetes.io/instance": instance}
        database = {"app.kubernetes.io/name": "database", "app.kubernetes.io/instance": "demo"}
        return allowed(
            rendered,
            endpoint(labels=labels, namespace=namespace),
            endpoint(labels=database, namespace="demo-space"),
            5432,
        )

    assert connects("demo", "demo-space")
    assert not connects("other", "demo-space")
    assert not connects("demo", "other-space")


def test_the_internet_is_not_the_private_network(
    allowed: Callable[..., bool], endpoint: Callable[..., object]
) -> None:
    rendered = policies([Flow(PodPeer("api"), Internet(), 443)])
    labels = {"app.kubernetes.io/name": "api", "app.kubernetes.io/instance": "demo"}
    api = endpoint(labels=labels, namespace="demo-space")

    assert allowed(rendered, api, endpoint(address=PUBLIC), 443)
    assert not allowed(rendered, api, endpoint(address=PUBLIC), 80)
    assert not any(allowed(rendered, api, endpoint(address=ip), 443) for ip in PRIVATE)


def test_every_pod_resolves_names_even_without_a_flow(
    allowed: Callable[..., bool], endpoint: Callable[..., object]
) -> None:
    rendered = policies([])
    anyone = endpoint(labels={"app": "job"}, namespace="demo-space")
    dns = endpoint(labels={"k8s-app": "kube-dns"}, namespace="kube-system")

    assert allowed(rendered, anyone, dns, 53)
    assert allowed(rendered, anyone, endpoint(address="169.254.20.10"), 53)
    assert not allowed(rendered, anyone, dns, 443)
    protocols = [
        port["protocol"]
        for policy in rendered
        for rule in policy["spec"].get("egress", ())
        for port in rule["ports"]
        if port["port"] == 53
    ]
    assert sorted(protocols) == ["TCP", "UDP"]


def test_policies_stand_before_any_pod() -> None:
    waves = {
        policy["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"]
        for policy in policies([Flow(PodPeer("web"), PodPeer("api"), 80)])
    }

    assert waves == {"1"}
