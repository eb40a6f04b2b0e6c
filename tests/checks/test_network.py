"""NetworkPolicies deny by default, and each allowed flow is a real one."""

from typing import Any

import pytest

from nexus_gitops.checks.network import check_network

NAME = "app.kubernetes.io/name"
WEB_TO_DB = "spec.egress[0].to[0].podSelector"
DENY = "NetworkPolicy/default-deny"


@pytest.mark.parametrize("kept", ["Ingress", "Egress"])
def test_both_directions_are_denied_by_default(environment: Any, where: Any, kept: str) -> None:
    found = check_network(environment.with_field(DENY, "spec.policyTypes", [kept]))
    assert where(found) == [(DENY, "network-default-deny", "")]
    assert kept not in found[0].message


def test_no_policy_at_all_denies_nothing(environment: Any) -> None:
    objects = [obj for obj in environment.all if obj["kind"] != "NetworkPolicy"]
    assert [finding.rule for finding in check_network(objects)] == ["network-default-deny"] * 2


def test_a_policy_for_all_pods_that_allows_something_denies_too_little(
    environment: Any, where: Any
) -> None:
    objects = environment.with_field(DENY, "spec.egress", [{}])
    assert (DENY, "network-default-deny", "") in where(check_network(objects))


@pytest.mark.parametrize(
    ("policy", "place", "rules"),
    [
        (
            "web",
            "spec.podSelector",
            {"network-selector", "network-one-sided", "network-ingress"},
        ),
        ("web", WEB_TO_DB, {"network-selector", "network-one-sided"}),
    ],
)
def test_a_selector_that_picks_no_pods_is_found(
    environment: Any, policy: str, place: str, rules: set[str]
) -> None:
    title = f"NetworkPolicy/{policy}"
    found = check_network(environment.with_field(title, f"{place}.matchLabels", {NAME: "other"}))
    assert {finding.rule for finding in found} == rules
    (selector,) = (finding for finding in found if finding.rule == "network-selector")
    assert (selector.object, selector.field) == (title, place)


@pytest.mark.parametrize(
    ("policy", "place", "port"),
    [
        ("db", "spec.ingress[0].ports[0].port", "mysql"),
        ("web", "spec.ingress[0].ports[0].port", 3000),
        ("web", "spec.egress[0].ports[0].port", 3306),
    ],
)
def test_a_port_that_the_pods_do_not_declare_is_found(
    environment: Any, policy: str, place: str, port: str | int
) -> None:
    title = f"NetworkPolicy/{policy}"
    found = check_network(environment.with_field(title, place, port))
    (finding,) = (finding for finding in found if finding.rule == "network-port")
    assert (finding.object, finding.field) == (title, place)
    assert str(port) in finding.message


def test_a_range_of_ports_must_hold_a_declared_one(environment: Any) -> None:
    place = "spec.egress[0].ports[0]"
    inside = {"protocol": "TCP", "port": 5000, "endPort": 6000}
    assert check_network(environment.with_field("NetworkPolicy/web", place, inside)) == ()
    beside = {"protocol": "TCP", "port": 6000, "endPort": 7000}
    found = check_network(environment.with_field("NetworkPolicy/web", place, beside))
    assert "network-port" in {finding.rule for finding in found}


def test_pods_accept_tunnels_where_their_namespace_is_in_an_ambient_mesh(environment: Any) -> None:
    tunnel = environment.with_field("NetworkPolicy/web", "spec.egress[0].ports[0].port", 15008)
    assert "network-port" in {finding.rule for finding in check_network(tunnel)}

    for obj in tunnel:
        if obj["kind"] == "Namespace":
            obj["metadata"].setdefault("labels", {})["istio.io/dataplane-mode"] = "ambient"
    assert "network-port" not in {finding.rule for finding in check_network(tunnel)}


def test_ports_outside_of_the_environment_are_not_known(environment: Any) -> None:
    objects = environment.with_field("NetworkPolicy/web", "spec.egress[1].ports[0].port", 8443)
    assert check_network(objects) == ()


def test_a_connection_that_the_target_does_not_accept_is_found(
    environment: Any, where: Any
) -> None:
    objects = environment.with_field(
        "NetworkPolicy/db",
        "spec.ingress[0].from",
        [{"podSelector": {"matchLabels": {NAME: "migrate"}}}],
    )
    found = check_network(objects)
    assert where(found) == [("NetworkPolicy/web", "network-one-sided", "spec.egress[0].ports[0]")]
    assert "Deployment/web may connect to StatefulSet/db here" in found[0].message


def test_a_connection_that_the_source_may_not_open_is_found(environment: Any, where: Any) -> None:
    objects = environment.without("NetworkPolicy/migrate")
    found = check_network(objects)
    assert where(found) == [("NetworkPolicy/db", "network-one-sided", "spec.ingress[0].ports[0]")]
    assert "StatefulSet/db may accept from Job/migrate here" in found[0].message


def test_both_ends_must_mean_the_same_port(environment: Any) -> None:
    ports = [{"name": "db", "containerPort": 5432}, {"name": "metrics", "containerPort": 9187}]
    objects = environment.with_field(
        "StatefulSet/db", "spec.template.spec.containers[0].ports", ports
    )
    for obj in objects:
        if obj["metadata"]["name"] == "web" and obj["kind"] == "NetworkPolicy":
            obj["spec"]["egress"][0]["ports"].append({"port": "metrics"})
    (finding,) = check_network(objects)
    assert (finding.rule, finding.field) == ("network-one-sided", "spec.egress[0].ports[1]")


@pytest.mark.parametrize("ports", [{}, {"ports": [{"port": "db"}]}])
def test_a_rule_for_every_pod_lets_each_of_them_in(environment: Any, ports: Any) -> None:
    rule = {"from": [{"podSelector": {}}], **ports}
    assert check_network(environment.with_field("NetworkPolicy/db", "spec.ingress", [rule])) == ()


@pytest.mark.parametrize(
    ("policy", "place"), [("db", "spec.ingress"), ("web", "spec.egress"), ("web", "spec.ingress")]
)
@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"ports": [{"port": "db"}, {"port": "http"}]},
        {"from": [], "to": []},
        {"from": [{"namespaceSelector": {}}], "to": [{"namespaceSelector": {}}]},
    ],
)
def test_a_rule_for_everybody_everywhere_is_found(
    environment: Any, where: Any, policy: str, place: str, rule: Any
) -> None:
    title = f"NetworkPolicy/{policy}"
    found = check_network(environment.with_field(title, place, [rule]))
    assert (title, "network-open", f"{place}[0]") in where(found)


def test_a_rule_without_ports_allows_all_of_them(environment: Any) -> None:
    objects = environment.without_field("NetworkPolicy/web", "spec.egress[0].ports")
    assert check_network(objects) == ()


DNS = "NetworkPolicy/allow-dns"


def test_every_pod_may_ask_a_name_server(environment: Any, where: Any) -> None:
    pods = ["Deployment/web", "Job/migrate", "StatefulSet/db"]
    assert where(check_network(environment.without(DNS))) == [(p, "network-dns", "") for p in pods]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("spec.egress[0].ports", [{"protocol": "UDP", "port": 53}]),
        ("spec.egress[0].ports[0].port", 5353),
        ("spec.egress[0].to", [{"podSelector": {}}]),
        ("spec.podSelector", {"matchLabels": {NAME: "web"}}),
    ],
)
def test_half_of_a_name_server_is_none(environment: Any, place: str, value: Any) -> None:
    found = check_network(environment.with_field(DNS, place, value))
    assert "network-dns" in {finding.rule for finding in found}


INGRESS_BACKENDS = [
    "spec.defaultBackend.service",
    "spec.rules[0].http.paths[0].backend.service",
]


def test_what_an_ingress_leads_to_accepts_the_controller(environment: Any, where: Any) -> None:
    objects = environment.without_field("NetworkPolicy/web", "spec.ingress")
    found = check_network(objects)
    assert where(found) == [("Ingress/web", "network-ingress", path) for path in INGRESS_BACKENDS]
    assert "port 8080 of Deployment/web" in found[0].message


def test_without_a_policy_the_controller_gets_in(environment: Any) -> None:
    objects = environment.with_field("NetworkPolicy/web", "spec.policyTypes", ["Egress"])
    for obj in objects:
        if obj["metadata"]["name"] == "default-deny":
            obj["spec"]["policyTypes"] = ["Egress"]
    assert "network-ingress" not in {finding.rule for finding in check_network(objects)}


NAMESPACE_NAME = "kubernetes.io/metadata.name"


def scraped(environment: Any, **change: Any) -> list[Any]:
    """The environment, and a scraper in another namespace that asks `web` for its metrics.

    `change` replaces the scraper's egress rule or the ingress rule that `web` has for it.
    """
    scraper = environment["Deployment/web"]
    scraper["metadata"].update(name="scraper", namespace="monitoring")
    for labels in (
        scraper["spec"]["selector"]["matchLabels"],
        scraper["spec"]["template"]["metadata"]["labels"],
    ):
        labels[NAME] = "scraper"
    policies = [environment[title] for title in (DENY, DNS)]
    for policy in policies:
        policy["metadata"]["namespace"] = "monitoring"

    def peer(namespace: str, name: str) -> dict[str, Any]:
        return {
            "namespaceSelector": {"matchLabels": {NAMESPACE_NAME: namespace}},
            "podSelector": {"matchLabels": {NAME: name}},
        }

    egress = {"to": [peer("shop", "web")], "ports": [{"port": "http"}]}
    ingress = {"from": [peer("monitoring", "scraper")], "ports": [{"port": "http"}]}
    asks = environment["NetworkPolicy/migrate"]
    asks["metadata"].update(name="scraper", namespace="monitoring")
    asks["spec"] = {
        "podSelector": {"matchLabels": {NAME: "scraper"}},
        "policyTypes": ["Ingress", "Egress"],
        "egress": [change.get("egress", egress)],
    }
    objects = environment.all
    for obj in objects:
        if (obj["kind"], obj["metadata"]["name"]) == ("NetworkPolicy", "web"):
            obj["spec"]["ingress"].append(change.get("ingress", ingress))
    return [*objects, scraper, *policies, asks]


def test_a_flow_between_two_namespaces_is_judged_at_both_ends(environment: Any) -> None:
    assert check_network(scraped(environment)) == ()


def test_a_flow_to_another_namespace_that_does_not_accept_it_is_found(
    environment: Any, where: Any
) -> None:
    theirs = {"from": [{"namespaceSelector": {"matchLabels": {NAMESPACE_NAME: "other"}}}]}
    found = check_network(scraped(environment, ingress=theirs))
    assert where(found) == [
        ("NetworkPolicy/scraper", "network-one-sided", "spec.egress[0].ports[0]")
    ]


def test_a_port_that_pods_of_another_namespace_do_not_declare_is_found(environment: Any) -> None:
    to_web = {
        "namespaceSelector": {"matchLabels": {NAMESPACE_NAME: "shop"}},
        "podSelector": {"matchLabels": {NAME: "web"}},
    }
    found = check_network(scraped(environment, egress={"to": [to_web], "ports": [{"port": 1}]}))
    assert "network-port" in {finding.rule for finding in found}


def test_pods_of_one_name_in_two_namespaces_are_not_the_same(environment: Any, where: Any) -> None:
    """A podSelector alone is of the policy's own namespace."""
    own = {"to": [{"podSelector": {"matchLabels": {NAME: "web"}}}], "ports": [{"port": "http"}]}
    found = check_network(scraped(environment, egress=own))
    assert (
        "NetworkPolicy/scraper",
        "network-selector",
        "spec.egress[0].to[0].podSelector",
    ) in where(found)


def test_a_whole_namespace_may_be_let_in(environment: Any) -> None:
    everyone = {"from": [{"namespaceSelector": {"matchLabels": {NAMESPACE_NAME: "monitoring"}}}]}
    assert check_network(scraped(environment, ingress=everyone)) == ()


def test_each_namespace_denies_by_default(environment: Any) -> None:
    objects = [
        obj
        for obj in scraped(environment)
        if (obj["metadata"]["name"], obj["metadata"].get("namespace"))
        != ("default-deny", "monitoring")
    ]
    found = [finding for finding in check_network(objects) if "default" in finding.rule]
    assert [finding.message for finding in found] == [
        f"no policy denies {way} to all pods of namespace monitoring"
        for way in ("ingress", "egress")
    ]


@pytest.mark.parametrize(
    ("protocol", "number", "rules"),
    [("UDP", 8125, set()), ("TCP", 8125, {"network-port"}), ("UDP", 8126, {"network-port"})],
)
def test_a_port_is_one_of_its_protocol(
    environment: Any, protocol: str, number: int, rules: set[str]
) -> None:
    objects = environment.all
    for obj in objects:
        if (obj["kind"], obj["metadata"]["name"]) == ("Deployment", "web"):
            (container,) = obj["spec"]["template"]["spec"]["containers"]
            container["ports"].append({"name": "statsd", "containerPort": 8125, "protocol": "UDP"})
        if (obj["kind"], obj["metadata"]["name"]) == ("NetworkPolicy", "web"):
            office = {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}}
            ports = [{"protocol": protocol, "port": number}]
            obj["spec"]["ingress"].append({"from": [office], "ports": ports})
    assert {finding.rule for finding in check_network(objects)} == rules


def test_a_service_that_no_flow_leads_to_is_found(environment: Any, where: Any) -> None:
    worker = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "worker", "namespace": "shop"},
        "spec": {
            "template": {
                "metadata": {"labels": {NAME: "worker"}},
                "spec": {
                    "containers": [{"name": "w", "ports": [{"name": "http", "containerPort": 80}]}]
                },
            }
        },
    }
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "worker", "namespace": "shop"},
        "spec": {"selector": {NAME: "worker"}, "ports": [{"port": 80, "targetPort": "http"}]},
    }
    found = check_network(environment.plus(worker, service))
    assert ("Service/worker", "network-unused", "spec.ports") in where(found)


def test_the_credentials_of_a_node_are_out_of_reach(environment: Any, where: Any) -> None:
    place = "spec.egress[1].to[0].ipBlock"
    objects = environment.with_field("NetworkPolicy/web", place, {"cidr": "0.0.0.0/0"})
    assert where(check_network(objects)) == [("NetworkPolicy/web", "network-metadata", place)]
