"""The controller of an Ingress understands what its annotations say."""

from typing import Any

import pytest

from nexus_gitops.checks.entry_dialects import check_entry_dialects

CLASS = "spec.ingressClassName"
F5 = "nginx.org/ssl-redirect"
RETIRED = "nginx.ingress.kubernetes.io/ssl-redirect"
TRAEFIK = "traefik.ingress.kubernetes.io/router.tls"


def rules(environment: Any, class_name: str, *keys: str) -> list[str]:
    """The rules that an Ingress of a class with these annotations breaks."""
    objects = environment.with_field("Ingress/web", CLASS, class_name)
    (ingress,) = (obj for obj in objects if obj["kind"] == "Ingress")
    ingress["metadata"]["annotations"] = dict.fromkeys(keys, "true")
    return [finding.rule for finding in check_entry_dialects([ingress])]


@pytest.mark.parametrize(
    ("class_name", "key"),
    [("nginx", F5), ("traefik", TRAEFIK), ("internal-traefik", TRAEFIK), ("edge", TRAEFIK)],
)
def test_a_controller_reads_its_own_annotations(
    environment: Any, class_name: str, key: str
) -> None:
    assert rules(environment, class_name, key, "example.com/anything") == []


def test_the_retired_controller_is_told(environment: Any) -> None:
    assert rules(environment, "nginx", RETIRED) == ["entry-retired"]


@pytest.mark.parametrize("class_name", ["nginx", "edge"])
def test_annotations_of_two_controllers_are_found(environment: Any, class_name: str) -> None:
    assert rules(environment, class_name, F5, RETIRED) == ["entry-dialect"]


def test_annotations_of_another_controller_than_the_class_names_are_found(
    environment: Any,
) -> None:
    assert rules(environment, "traefik", F5) == ["entry-dialect"]
    assert rules(environment, "haproxy-edge", TRAEFIK) == ["entry-dialect"]


def test_an_enterprise_annotation_is_of_the_same_controller(environment: Any) -> None:
    assert rules(environment, "nginx", F5, "nginx.com/sticky-cookie-services") == []
