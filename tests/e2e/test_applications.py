"""A platform of two Applications in two namespaces, one of them privileged, on a real Argo CD."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nexus_gitops.argocd.layout import ARGOCD_NAMESPACE
from tests.cli.conftest import ROOT, Machine
from tests.e2e.clusters import Cluster
from tests.e2e.patience import until

SHOP = ROOT / "tests" / "platforms" / "shop"
AGENTS = "shop-staging-agents"
WANTED = f'    agents="{AGENTS}",\n'
BRANCH = ("--branch", "shop")
ON_ITS_BRANCH = ("--env", "staging", *BRANCH)
_APPLICATION = "argoproj.io/v1alpha1 Application"


@pytest.fixture(scope="module")
def shop(machine: Machine, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Its operator, once both Applications were published and run."""
    cluster.repository.begin(BRANCH[1])
    folder = tmp_path_factory.mktemp("shop")
    shutil.copytree(SHOP, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    here = replace(machine.with_(NEXUS_GITOPS_PLATFORM=None), folder=folder)
    for command in (
        ("bootstrap", *ON_ITS_BRANCH),
        ("publish", *ON_ITS_BRANCH, "--init"),
        ("status", *ON_ITS_BRANCH, "--wait"),
    ):
        done = here.run(*command)
        assert done.code == 0, done.out + done.err
    return here


def status(shop: Machine) -> Any:
    return shop.run("status", *ON_ITS_BRANCH, "--output", "json").json


def test_each_application_is_healthy_by_itself(shop: Machine, cluster: Cluster) -> None:
    seen = status(shop)

    assert seen["verdict"] == "healthy"
    assert {one["name"]: one["argocd"]["health"] for one in seen["applications"]} == {
        "core": "Healthy",
        "agents": "Healthy",
    }
    namespace = cluster.kube.get("v1 Namespace", AGENTS)
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "privileged"
    agent = cluster.kube.get("apps/v1 DaemonSet", "agent", AGENTS)
    assert agent["status"]["numberReady"] == agent["status"]["desiredNumberScheduled"] > 0


def test_a_broken_one_is_told_and_the_other_stays_healthy(shop: Machine, cluster: Cluster) -> None:
    cluster.kube.patch(
        "apps/v1 DaemonSet", "agent", AGENTS, {"spec": {"template": {"spec": {"nodeName": "x"}}}}
    )
    # Argo CD takes it back; what the other one is does not depend on that.
    core = next(one for one in status(shop)["applications"] if one["name"] == "core")
    assert core["verdict"] == "healthy"
    until(lambda: status(shop)["verdict"] == "healthy", "self-heal")


def test_one_that_is_drained_leaves_and_the_other_stays(shop: Machine, cluster: Cluster) -> None:
    environment = Path(shop.folder, "shop_platform", "environments", "staging.py")
    web = cluster.kube.get("apps/v1 Deployment", "web", "shop-staging")["metadata"]["uid"]

    drained = shop.run("env", "remove", "staging", *BRANCH, "--drain", "--application", "agents")
    assert drained.code == 0, drained.err
    until(lambda: not cluster.kube.find("apps/v1 DaemonSet", "agent", AGENTS), "end of the agents")
    environment.write_text(environment.read_text().replace(WANTED, ""))
    done = shop.run("publish", *ON_ITS_BRANCH, "--allow-destructive")

    assert done.code == 0, done.err
    until(
        lambda: cluster.kube.find(_APPLICATION, AGENTS, ARGOCD_NAMESPACE) is None,
        "end of the Application",
    )
    assert shop.run("status", *ON_ITS_BRANCH, "--wait").code == 0
    assert [one["name"] for one in status(shop)["applications"]] == ["core"]
    assert cluster.kube.get("apps/v1 Deployment", "web", "shop-staging")["metadata"]["uid"] == web


def test_an_environment_leaves_and_what_holds_data_stays(shop: Machine, cluster: Cluster) -> None:
    assert shop.run("env", "remove", "staging", *BRANCH, "--drain").code == 0
    until(
        lambda: not cluster.kube.find("apps/v1 Deployment", "web", "shop-staging"),
        "end of the web server",
    )
    done = shop.run("env", "remove", "staging", *BRANCH)

    assert done.code == 0, done.err
    until(
        lambda: not cluster.kube.find(_APPLICATION, "shop-staging-core", ARGOCD_NAMESPACE),
        "end of the Application",
    )
    namespace = cluster.kube.get("v1 Namespace", "shop-staging")
    assert "deletionTimestamp" not in namespace["metadata"]
