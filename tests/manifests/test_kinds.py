"""One table says of every kind what it is, and whoever asks is told the same."""

from typing import Any

import pytest

from nexus_constructs.kinds import KINDS
from nexus_gitops.diff.model import Risk
from nexus_gitops.diff.risk import of_removal
from nexus_gitops.manifests.identity import Identity
from nexus_gitops.manifests.kinds import (
    built_in_groups,
    derived_kinds,
    holds_state,
    is_namespaced,
    kinds,
)
from nexus_gitops.schemas import kubernetes


def test_every_kind_that_the_constructs_make_is_known() -> None:
    assert kinds().keys() >= KINDS


def test_every_built_in_kind_that_can_be_stored_is_known() -> None:
    stored = {tuple(key.split()) for key in kubernetes().kinds}
    known = {
        (f"{kind.group}/{version}".lstrip("/"), kind.name)
        for kind in kinds().values()
        for version in kind.versions
    }
    # They are no objects that one makes: they are asked for, or posted to another one.
    assert {kind for _, kind in stored - known} == {
        "ComponentStatus",
        "Eviction",
        "Scale",
        "TokenRequest",
    }


@pytest.mark.parametrize(
    ("group", "name", "expected"),
    [
        ("", "Namespace", False),
        ("", "Node", False),
        ("", "Pod", True),
        ("storage.k8s.io", "StorageClass", False),
        ("rbac.authorization.k8s.io", "ClusterRole", False),
        ("rbac.authorization.k8s.io", "Role", True),
        ("gateway.networking.k8s.io", "GatewayClass", False),
        ("gateway.networking.k8s.io", "HTTPRoute", True),
        ("keda.sh", "ClusterTriggerAuthentication", False),
        ("example.com", "Widget", True),
    ],
)
def test_where_its_objects_live(group: str, name: str, expected: Any) -> None:
    assert is_namespaced(group, name) is expected


@pytest.mark.parametrize(
    ("group", "name"),
    [
        ("", "PersistentVolumeClaim"),
        ("apps", "StatefulSet"),
        ("argoproj.io", "Application"),
        ("external-secrets.io", "ExternalSecret"),
        ("postgresql.cnpg.io", "Cluster"),
    ],
)
def test_what_holds_state_is_marked_when_it_goes(group: str, name: str) -> None:
    assert holds_state(group, name)
    assert Risk.DELETES_STATE in set(of_removal(Identity(group, name, "nexus", "x")))


@pytest.mark.parametrize(("group", "name"), [("", "Service"), ("example.com", "StatefulSet")])
def test_what_can_be_had_back_by_publishing_it_again(group: str, name: str) -> None:
    assert not holds_state(group, name)


def test_a_group_with_dots_is_built_in_only_if_kubernetes_has_it() -> None:
    assert {"", "apps", "networking.k8s.io"} <= built_in_groups()
    assert "gateway.networking.k8s.io" not in built_in_groups()


def test_derived_kinds_are_not_rendered() -> None:
    assert derived_kinds().isdisjoint(KINDS)
