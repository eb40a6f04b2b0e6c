"""The rules of custom resource definitions hold for what they are asked of."""

from typing import Any

import pytest

from nexus_gitops.checks.schema import check_schema
from nexus_gitops.manifests.kinds import built_in_groups, kinds
from nexus_gitops.schemas import custom
from nexus_gitops.schemas.rules import program, rules_of

GROUPS = sorted({kind.group for kind in kinds().values()} - built_in_groups())


def test_every_bundled_rule_can_be_asked() -> None:
    rules = {rule for group in GROUPS for rule in rules_of(custom(group))}
    assert len(rules) > 100
    for rule in rules:
        program(rule)


def test_a_rule_that_cannot_be_asked_is_told() -> None:
    with pytest.raises(ValueError, match="nobodyKnows"):
        program("nobodyKnows(self)")


def found(api_version: str, kind: str, **spec: Any) -> list[tuple[str, str]]:
    obj = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "x"}, "spec": spec}
    return [(finding.field, finding.message) for finding in check_schema([obj], ["1.36"])]


def route(*filters: dict[str, Any]) -> dict[str, Any]:
    return {"parentRefs": [{"name": "gw"}], "rules": [{"filters": list(filters)}]}


GATEWAY = "gateway.networking.k8s.io/v1"
REDIRECT = {"type": "RequestRedirect", "requestRedirect": {"scheme": "https"}}


def test_an_object_that_keeps_them_is_fine() -> None:
    assert found(GATEWAY, "HTTPRoute", **route(REDIRECT)) == []


def test_an_object_that_breaks_one_is_found_where_it_does() -> None:
    without = {"type": "RequestRedirect"}
    (field, message), *_ = found(GATEWAY, "HTTPRoute", **route(without))
    assert field == "spec.rules[0].filters[0]"
    assert "filter.requestRedirect must be specified for RequestRedirect" in message


def test_defaults_count_as_if_they_were_written() -> None:
    """`hostnames` of a listener and the like are judged with the protocol's default port."""
    listener = {"name": "http", "port": 80, "protocol": "HTTP"}
    gateway = {"gatewayClassName": "x", "listeners": [listener]}
    assert found(GATEWAY, "Gateway", **gateway) == []
    twice = {**gateway, "listeners": [listener, listener]}
    assert found(GATEWAY, "Gateway", **twice) != []


def test_a_rule_that_comes_to_no_result_says_nothing() -> None:
    assert program("self.missing.field == 1")({}) is True
