"""What Argo CD needs to know of each environment."""

from collections.abc import Callable
from typing import Any

import pytest

from nexus_constructs.kinds import KINDS
from nexus_gitops.argocd.layout import ARGOCD_PATH, CORE, application_path, root_name
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import Rendering

Render = Callable[[str], Rendering]
Definitions = dict[str, KubeObject]

ROOT = root_name("nexus")

each = pytest.mark.parametrize("name", loading.names())


@pytest.fixture
def argocd(rendering: Render) -> Callable[[str], Definitions]:
    """The definitions of an environment, as `Kind/name`."""

    def read(name: str) -> Definitions:
        objects = [from_yaml(text, path) for path, text in rendering(name).argocd.items()]
        return {f"{obj['kind']}/{obj['metadata']['name']}": obj for obj in objects}

    return read


@each
def test_each_application_of_an_environment_has_a_project_beside_the_root(
    name: str, argocd: Callable[[str], Definitions]
) -> None:
    _, *beside = (one.name for one in platform().applications(loading.load(name)))
    assert argocd(name).keys() == {
        f"AppProject/nexus-{name}",
        f"Application/nexus-{name}-core",
        *(f"{kind}/nexus-{name}-{one}" for one in beside for kind in ("AppProject", "Application")),
        f"AppProject/{ROOT}",
        f"Application/{ROOT}",
    }
    assert {obj["metadata"]["namespace"] for obj in argocd(name).values()} == {"argocd"}


@each
def test_the_project_allows_the_kinds_of_the_constructs_and_no_others(
    name: str, argocd: Callable[[str], Definitions], core: Callable[[str], list[KubeObject]]
) -> None:
    project = argocd(name)[f"AppProject/nexus-{name}"]["spec"]

    def kind(obj: KubeObject) -> tuple[str, str]:
        return obj["apiVersion"].rpartition("/")[0], obj["kind"]

    assert [(r["group"], r["kind"], r["name"]) for r in project["clusterResourceWhitelist"]] == [
        (*kind(obj), obj["metadata"]["name"])
        for obj in core(name)
        if "namespace" not in obj["metadata"]
    ]
    emitted = {kind(obj) for obj in core(name) if "namespace" in obj["metadata"]}
    allowed = [(r["group"], r["kind"]) for r in project["namespaceResourceWhitelist"]]
    # What Argo CD shows below the Deployments, though nobody renders it.
    derived = {("", "Pod"), ("apps", "ReplicaSet")}
    assert emitted <= set(allowed) == KINDS | derived
    assert allowed == sorted(allowed)


@each
def test_project_and_application_name_one_place_and_one_repository(
    name: str, argocd: Callable[[str], Definitions]
) -> None:
    env = loading.load(name)
    project = argocd(name)[f"AppProject/nexus-{name}"]["spec"]
    application = argocd(name)[f"Application/nexus-{name}-core"]["spec"]

    place = {"server": env.cluster, "namespace": env.namespace}
    assert project["destinations"] == [place]
    assert application["destination"] == place
    assert project["sourceRepos"] == [application["source"]["repoURL"]] == [env.repository.url]
    assert application["project"] == f"nexus-{name}"
    assert application["source"]["path"] == application_path(name, CORE)
    assert application["source"]["targetRevision"] == f"refs/heads/{env.repository.branch}"


def applications(definitions: Definitions) -> list[dict[str, Any]]:
    return [obj for obj in definitions.values() if obj["kind"] == "Application"]


@each
def test_every_application_syncs_by_itself_server_side_and_tries_again(
    name: str, argocd: Callable[[str], Definitions]
) -> None:
    for application in applications(argocd(name)):
        assert application["spec"]["source"]["directory"] == {"recurse": True}
        assert application["spec"]["syncPolicy"] == {
            "automated": {"prune": True, "selfHeal": True, "allowEmpty": False},
            "retry": {
                "limit": 5,
                "refresh": True,
                "backoff": {"duration": "5s", "factor": 2, "maxDuration": "3m"},
            },
            "syncOptions": [
                "ServerSideApply=true",
                "PruneLast=true",
                "FailOnSharedResource=true",
                "RespectIgnoreDifferences=true",
            ],
        }
        annotations = application["metadata"]["annotations"]
        assert annotations["argocd.argoproj.io/compare-options"] == "ServerSideDiff=true"


@each
def test_replicas_that_an_autoscaler_owns_are_no_difference(
    name: str, argocd: Callable[[str], Definitions], core: Callable[[str], list[KubeObject]]
) -> None:
    ignored = argocd(name)[f"Application/nexus-{name}-core"]["spec"]["ignoreDifferences"]

    targets = [
        obj["spec"]["scaleTargetRef"]
        for obj in core(name)
        if obj["kind"] == "HorizontalPodAutoscaler"
    ]
    assert {(rule["group"], rule["kind"], rule["name"]) for rule in ignored} == {
        ("apps", target["kind"], target["name"]) for target in targets
    }
    assert all(rule["jsonPointers"] == ["/spec/replicas"] for rule in ignored)


def test_a_project_comes_before_its_application(argocd: Callable[[str], Definitions]) -> None:
    waves = {
        (obj["kind"], int(obj["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"]))
        for obj in argocd("dev").values()
    }

    assert waves == {("AppProject", 0), ("Application", 1)}


def test_removing_a_definition_removes_no_workload(argocd: Callable[[str], Definitions]) -> None:
    """The finalizer on an Application would take everything with it that it deployed."""
    for application in applications(argocd("dev")):
        assert "finalizers" not in application["metadata"]


def test_the_root_is_the_same_whichever_environment_renders_it(rendering: Render) -> None:
    roots = {
        tuple((path, text) for path, text in rendering(name).argocd.items() if ROOT in path)
        for name in loading.names()
    }

    assert len(roots) == 1


def test_the_root_may_bring_definitions_and_nothing_else(
    argocd: Callable[[str], Definitions],
) -> None:
    definitions = argocd("dev")
    project = definitions[f"AppProject/{ROOT}"]["spec"]
    application = definitions[f"Application/{ROOT}"]["spec"]

    assert application["project"] == ROOT
    assert application["source"]["path"] == ARGOCD_PATH
    assert {(r["group"], r["kind"]) for r in project["namespaceResourceWhitelist"]} == {
        ("argoproj.io", "AppProject"),
        ("argoproj.io", "Application"),
    }
    assert not project.get("clusterResourceWhitelist")
    assert [place["namespace"] for place in project["destinations"]] == ["argocd"]
