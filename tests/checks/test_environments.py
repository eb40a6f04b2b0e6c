"""Two environments never share a namespace of one cluster."""

import pytest

from nexus_gitops import environments
from nexus_gitops.checks.environments import check_places


@pytest.mark.parametrize("name", environments.names())
def test_every_environment_has_a_place_of_its_own(name: str) -> None:
    known = [environments.load(other) for other in environments.names()]
    assert check_places(environments.load(name), known) == ()


def test_a_shared_namespace_is_found() -> None:
    dev, staging = environments.load("dev"), environments.load("staging")
    squatter = staging.model_copy(update={"namespace": dev.namespace})
    (finding,) = check_places(dev, [dev, squatter])
    assert (finding.object, finding.rule) == ("Namespace/nexus", "environment-place")
    assert "staging" in finding.message


def test_the_same_namespace_of_another_cluster_is_another_place() -> None:
    dev, staging = environments.load("dev"), environments.load("staging")
    elsewhere = {"namespace": dev.namespace, "cluster": "https://staging.example.com:6443"}
    assert check_places(dev, [staging.model_copy(update=elsewhere)]) == ()
