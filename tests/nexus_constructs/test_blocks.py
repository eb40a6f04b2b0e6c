"""Every building block at once, in two namespaces: it breaks no rule of the tool."""

import pytest
from blocks import NAMESPACES, OLDEST, SECRETS, SHOP, WITH_SIDECARS, render

from nexus_gitops.checks import subject as checks
from nexus_gitops.checks.identities import check_identities
from nexus_gitops.checks.ingresses import check_ingresses
from nexus_gitops.checks.network import check_network
from nexus_gitops.checks.references import check_references
from nexus_gitops.checks.schema import check_schema
from nexus_gitops.checks.secrets.guard import check_secrets
from nexus_gitops.platform.environment import KubernetesVersions


@pytest.mark.parametrize("kubernetes", [OLDEST, WITH_SIDECARS])
@pytest.mark.parametrize("namespace", NAMESPACES)
def test_no_rule_is_broken(namespace: str, kubernetes: str) -> None:
    objects = render(namespace, kubernetes)
    versions = checks.versions_in(KubernetesVersions(oldest=kubernetes, newest="1.37"))

    assert check_schema(objects, versions) == ()
    assert check_secrets(objects) == ()
    assert check_identities(objects) == ()
    assert check_ingresses(objects, SECRETS) == ()
    assert check_references(objects, SECRETS) == ()
    for check in checks.OF_OBJECTS:
        if check is not check_network:  # it judges flows, which have an end in each namespace
            assert check(objects) == ()


def test_the_flows_of_the_two_namespaces_agree() -> None:
    assert check_network([*render("shop"), *render("agents")]) == ()


def test_what_is_cluster_scoped_carries_the_installation_in_its_name() -> None:
    names = {
        obj["metadata"]["name"] for obj in render("agents") if obj["kind"].startswith("ClusterRole")
    }

    assert names == {f"{SHOP.name}-agent"}
