"""Two environments never get in each other's way on one cluster."""

from typing import Any

import msgspec
import pytest

from nexus_gitops.checks.environments import check_places
from nexus_gitops.platform import loading
from nexus_gitops.platform.application import Deployed
from nexus_gitops.platform.environment import Environment
from nexus_gitops.platform.neighbour import Neighbour
from nexus_gitops.platform.project import platform

ELSEWHERE = "https://staging.example.com:6443"


@pytest.fixture
def dev() -> Environment:
    return loading.load("dev")


@pytest.fixture
def staging() -> Environment:
    return loading.load("staging")


def role(name: str) -> dict[str, Any]:
    """Something that lives in no namespace."""
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": {"name": name},
    }


def ingress(host: str) -> dict[str, Any]:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": "nexus"},
        "spec": {"rules": [{"host": host}]},
    }


def as_neighbour(env: Environment) -> Neighbour:
    return Neighbour(env.name, [one.place for one in platform().applications(env)], env.hosts)


def as_deployed(env: Environment, *objects: dict[str, Any]) -> list[Deployed]:
    application, *_ = platform().applications(env)
    return [Deployed(application, objects)]


@pytest.mark.parametrize("name", loading.names())
def test_every_environment_has_a_place_of_its_own(name: str, core: Any) -> None:
    known = [as_neighbour(loading.load(other)) for other in loading.names()]
    env = loading.load(name)
    assert check_places(env, as_deployed(env, *core(name)), known) == ()


def test_a_shared_namespace_is_found(dev: Environment, staging: Environment) -> None:
    squatter = msgspec.structs.replace(staging, namespace=dev.namespace)
    (finding,) = check_places(dev, as_deployed(dev), [as_neighbour(dev), as_neighbour(squatter)])
    assert (finding.object, finding.rule) == ("Namespace/nexus", "environment-place")
    assert "staging" in finding.message


@pytest.mark.parametrize("name", ["reader", "nexus-reader", "nexus-stagingreader"])
def test_an_object_that_others_would_own_too_is_found(
    dev: Environment, staging: Environment, name: str
) -> None:
    (finding,) = check_places(
        staging, as_deployed(staging, role(name)), [as_neighbour(dev), as_neighbour(staging)]
    )
    assert (finding.object, finding.rule) == (f"ClusterRole/{name}", "environment-object")
    assert "dev" in finding.message


@pytest.mark.parametrize("name", ["nexus-staging", "nexus-staging-reader"])
def test_an_object_with_the_namespaces_name_is_its_own(
    dev: Environment, staging: Environment, name: str
) -> None:
    assert (
        check_places(
            staging, as_deployed(staging, role(name)), [as_neighbour(dev), as_neighbour(staging)]
        )
        == ()
    )


def test_a_shared_host_is_found(dev: Environment, staging: Environment) -> None:
    (finding,) = check_places(
        staging,
        as_deployed(staging, ingress(*dev.hosts)),
        [as_neighbour(dev), as_neighbour(staging)],
    )
    assert (finding.object, finding.rule) == ("Ingress/nexus", "environment-host")
    assert finding.field == "spec.rules[0].host"


def test_another_cluster_is_another_place(dev: Environment, staging: Environment) -> None:
    elsewhere = msgspec.structs.replace(staging, namespace=dev.namespace, cluster=ELSEWHERE)
    objects = as_deployed(dev, role("reader"), ingress(*staging.hosts))
    assert check_places(dev, objects, [as_neighbour(elsewhere)]) == ()
