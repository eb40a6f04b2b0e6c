"""Services and Ingresses are refused for what Kubernetes' own validation says of them."""

from typing import Any

import pytest

WEB = "Service/web"
PORTS = [{"name": "http", "port": 80, "targetPort": "http"}]
INGRESS = "Ingress/web"
PATH = "spec.rules[0].http.paths[0]"


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("ports", [{"port": 80}, {"port": 81}], "syntax-port"),
        ("ports", [{"port": 80, "targetPort": 70000}], "syntax-port"),
        ("ports", [{"port": 80, "nodePort": 30080}], "refused-service"),
        ("clusterIP", "10.0.0", "refused-service"),
        ("externalIPs", ["127.0.0.1"], "refused-service"),
        ("externalTrafficPolicy", "Local", "refused-service"),
        ("loadBalancerSourceRanges", ["10.0.0.0/8"], "refused-service"),
        ("loadBalancerClass", "example.com/lb", "refused-service"),
        ("ipFamilies", ["IPv4", "IPv4"], "refused-service"),
        ("selector", {"app": "a b"}, "refused-service"),
        ("type", "ExternalName", "refused-service"),
        ("trafficDistribution", "Nearest", "refused-service"),
    ],
)
def test_what_is_refused(rules_of: Any, field: str, value: Any, rule: str) -> None:
    assert rules_of(WEB, f"spec.{field}", value) == {rule}


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        ({"type": "NodePort", "ports": [{"port": 80, "nodePort": 30080}]}, False),
        ({"type": "NodePort", "ports": [{"port": 80, "nodePort": 8080}]}, True),
        ({"type": "NodePort", "clusterIP": "None", "ports": PORTS}, True),
        ({"type": "LoadBalancer", "externalTrafficPolicy": "Local", "ports": PORTS}, False),
        ({"type": "LoadBalancer", "loadBalancerSourceRanges": ["10/8"], "ports": PORTS}, True),
        ({"type": "ExternalName", "externalName": "db.example.com"}, False),
        ({"type": "ExternalName", "externalName": "http://db"}, True),
        ({"clusterIP": "None"}, False),
        (
            {
                "ports": PORTS,
                "sessionAffinity": "ClientIP",
                "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 0}},
            },
            True,
        ),
        ({}, True),
    ],
)
def test_a_service(rules_of_object: Any, content: Any, refused: Any) -> None:
    found = rules_of_object("v1", "Service", spec=content)
    assert found == ({"refused-service"} if refused else set())


@pytest.mark.parametrize(
    ("address", "refused"), [("10.0.0.1", False), ("fd00::1", True), ("db.example", True)]
)
def test_the_addresses_of_a_slice_are_of_its_type(
    rules_of_object: Any, address: str, refused: Any
) -> None:
    found = rules_of_object(
        "discovery.k8s.io/v1",
        "EndpointSlice",
        addressType="IPv4",
        endpoints=[{"addresses": [address]}],
    )
    assert found == ({"refused-service"} if refused else set())


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("spec.rules[0].host", "Shop.example.com"),
        ("spec.rules[0].host", "shop.example.com:8443"),
        ("spec.rules[0].host", "10.0.0.1"),
        ("spec.rules[0].host", "*.*.example.com"),
        ("spec.rules[0].host", "a.*.example.com"),
        ("spec.tls[0].hosts[0]", "https://shop"),
        (f"{PATH}.path", "api"),
        (f"{PATH}.path", "/a//b"),
        (f"{PATH}.path", "/a/.."),
        (f"{PATH}.pathType", "Regex"),
        (f"{PATH}.backend.service.port", {"name": "http", "number": 80}),
        (f"{PATH}.backend.service.port", {"number": 70000}),
    ],
)
def test_an_ingress_that_is_refused(rules_of: Any, place: str, value: Any) -> None:
    assert rules_of(INGRESS, place, value) == {"refused-ingress"}


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("spec.rules[0].host", "*.example.com"),
        (f"{PATH}.path", "/a/b"),
        (f"{PATH}", {"pathType": "ImplementationSpecific", "path": "/(.*)//x"}),
    ],
)
def test_an_ingress_that_is_taken(rules_of: Any, place: str, value: Any) -> None:
    assert rules_of(INGRESS, place, value) == set()


POLICY = "NetworkPolicy/web"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("spec.policyTypes[0]", "Inbound"),
        ("spec.ingress[0].ports[0].port", 0),
        ("spec.ingress[0].ports[0].endPort", 90),
        ("spec.egress[0].ports[0]", {"port": 90, "endPort": 80}),
        ("spec.egress[1].to[0].ipBlock.cidr", "10.0.0.0"),
        ("spec.egress[1].to[0].ipBlock.cidr", "10.0.0.0/33"),
        ("spec.egress[1].to[0].ipBlock", {"cidr": "10.0.0.0/8", "except": ["11.0.0.0/16"]}),
        ("spec.egress[1].to[0].ipBlock", {"cidr": "10.0.0.0/8", "except": ["10.0.0.0/8"]}),
        ("spec.egress[1].to[0].podSelector", {}),
        ("spec.egress[1].to[0]", {}),
    ],
)
def test_a_network_policy_that_is_refused(rules_of: Any, place: str, value: Any) -> None:
    assert rules_of(POLICY, place, value) == {"refused-network-policy"}


def test_a_network_policy_that_is_taken(rules_of: Any) -> None:
    block = {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8", "169.254.0.0/16"]}
    assert rules_of(POLICY, "spec.egress[1].to[0].ipBlock", block) == set()
    assert rules_of(POLICY, "spec.egress[0].ports[0]", {"port": 80, "endPort": 90}) == set()
