"""Network policies from one table of flows."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from cdk8s import App, Chart
from hypothesis import given, settings
from hypothesis import strategies as st

from nexus_constructs.component import Component, Installation
from nexus_constructs.containers import Protocol
from nexus_constructs.network import (
    INTERNET,
    Flow,
    IPBlock,
    NamespacePeer,
    NetworkPolicies,
    Peer,
    PodPeer,
)
from nexus_gitops.manifests.identity import KubeObject

INSTALLATION = Installation("demo", "demo-space", part_of="product")
COMPONENTS = ("api", "database", "web")
AGENT = {"app": "agent"}
PUBLIC, PRIVATE = "203.0.113.9", ("10.1.2.3", "169.254.169.254", "192.168.0.1")
OFFICE = IPBlock("10.8.0.0/16", excluded=("10.8.9.0/24",))
OUTSIDE: tuple[Peer, ...] = (
    NamespacePeer("ingress"),
    NamespacePeer("monitoring", AGENT),
    OFFICE,
    INTERNET,
)
PORTS = (80, 443, 5432)
PROTOCOLS: tuple[Protocol, ...] = ("TCP", "UDP", "SCTP")

PODS = st.builds(PodPeer, st.sampled_from(COMPONENTS))
PEERS = PODS | st.sampled_from(OUTSIDE)
FLOWS = st.lists(
    st.tuples(PODS, PEERS, st.booleans(), st.sampled_from(PORTS), st.sampled_from(PROTOCOLS)).map(
        lambda drawn: (
            Flow(drawn[1], drawn[0], *drawn[3:])
            if drawn[2]
            else Flow(drawn[0], drawn[1], *drawn[3:])
        )
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
    inside: dict[Peer, Any] = {
        PodPeer(name): endpoint(labels=INSTALLATION.selector(name), namespace="demo-space")
        for name in COMPONENTS
    }
    outside: dict[Peer, Any] = {
        OUTSIDE[0]: endpoint(labels={}, namespace="ingress"),
        OUTSIDE[1]: endpoint(labels=AGENT, namespace="monitoring"),
        OFFICE: endpoint(address="10.8.1.1"),
        INTERNET: endpoint(address=PUBLIC),
    }
    ends = {**inside, **outside}

    may_connect = {
        Flow(source, target, port, protocol)
        for source in ends
        for target in ends
        if source in inside or target in inside
        for port in PORTS
        for protocol in PROTOCOLS
        if allowed(rendered, ends[source], ends[target], port, protocol)
    }

    assert may_connect == set(flows)


def test_only_the_labelled_pods_of_another_namespace_are_meant(
    allowed: Callable[..., bool], endpoint: Callable[..., object]
) -> None:
    rendered = policies([Flow(NamespacePeer("monitoring", AGENT), PodPeer("web"), 80)])
    web = endpoint(labels=INSTALLATION.selector("web"), namespace="demo-space")

    def connects(namespace: str, labels: dict[str, str]) -> bool:
        return allowed(rendered, endpoint(labels=labels, namespace=namespace), web, 80)

    assert connects("monitoring", AGENT)
    assert not connects("monitoring", {"app": "other"})
    assert not connects("demo-space", AGENT)


def test_a_range_of_ports_is_open_from_its_first_to_its_last(
    allowed: Callable[..., bool], endpoint: Callable[..., object]
) -> None:
    rendered = policies([Flow(OFFICE, PodPeer("web"), 30000, "UDP", end_port=30010)])
    web = endpoint(labels=INSTALLATION.selector("web"), namespace="demo-space")

    def opens(port: int, protocol: Protocol = "UDP", address: str = "10.8.1.1") -> bool:
        return allowed(rendered, endpoint(address=address), web, port, protocol)

    assert [opens(port) for port in (29999, 30000, 30010, 30011)] == [False, True, True, False]
    assert not opens(30005, "TCP")
    assert not opens(30005, address="10.8.9.1")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: IPBlock("10.0.0.1/8"), "host bits"),
        (lambda: IPBlock("everywhere"), "everywhere"),
        (lambda: IPBlock("10.0.0.0/8", ("192.168.0.0/16",)), "not inside"),
        (lambda: IPBlock("0.0.0.0/0", ("fd00::/8",)), "not inside"),
        (lambda: Flow(OUTSIDE[0], INTERNET, 443), "outside of the installation"),
        (lambda: Flow(PodPeer("web"), INTERNET, 0), "no port or range"),
        (lambda: Flow(PodPeer("web"), INTERNET, 443, end_port=442), "no port or range"),
        (lambda: Flow(PodPeer("web"), INTERNET, 1, end_port=65536), "no port or range"),
    ],
)
def test_what_no_policy_can_say_is_refused(wrong: Callable[[], object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        wrong()


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
    rendered = policies([Flow(PodPeer("api"), INTERNET, 443)])
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
