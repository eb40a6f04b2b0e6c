"""Istio as charts of its own, which Argo CD brings where an environment says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import pytest

from nexus_constructs.sizing import Resources
from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.subject import Subject, check
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading
from nexus_gitops.platform.application import Deployed
from nexus_gitops.platform.data import InvalidError
from nexus_gitops.platform.helm_charts import helm_charts_of
from nexus_gitops.platform.neighbour import Neighbour, Place
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import render
from nexus_platform.declaration import declaration
from nexus_platform.environment import Environment
from nexus_platform.istio import Istio
from nexus_platform.mesh import Ambient, Mesh, Sidecar
from nexus_platform.parts import PARTS

WAVE = "argocd.argoproj.io/sync-wave"
WEBHOOKS = {"MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"}


@dataclass(frozen=True)
class Meshed:
    """staging with a mesh, as it is rendered."""

    subject: Subject

    @property
    def definitions(self) -> Mapping[str, KubeObject]:
        return {f"{o['kind']}/{o['metadata']['name']}": o for o in self.subject.argocd}

    def application(self, chart: str) -> Any:
        return self.definitions[f"Application/nexus-staging-istio-{chart}"]

    def project(self, chart: str) -> Any:
        return self.definitions[f"AppProject/nexus-staging-istio-{chart}"]

    def errors(self, **changed: Any) -> Sequence[Finding]:
        found = check(replace(self.subject, **changed))
        return [one for one in found if one.severity is Severity.ERROR]


def staging(mesh: Mesh | None) -> Meshed:
    env = loading.load("staging")
    assert isinstance(env, Environment)
    kubernetes = msgspec.structs.replace(env.kubernetes, oldest="1.29")  # for sidecars
    env = msgspec.structs.replace(env, mesh=mesh, kubernetes=kubernetes)
    images = loading.images(env.name)
    made = render(platform(), env, images, env.repository)
    return Meshed(
        Subject(
            env=env,
            deployed=[
                Deployed(application, list(made.objects[application.name]))
                for application in platform().applications(env)
            ],
            argocd=[from_yaml(text, path) for path, text in made.argocd.items()],
            images=images,
            declaration=declaration(env, PARTS),
            charts=helm_charts_of(platform(), env),
        )
    )


@pytest.fixture(scope="module")
def ambient() -> Meshed:
    return staging(Ambient(installed=Istio(version="1.28.1", platform="gke")))


@pytest.fixture(scope="module")
def sidecar() -> Meshed:
    proxy = Resources("50m", "1", "64Mi", "512Mi")
    installed = Istio(version="1.28.1", repository="registry.example.com/charts")
    return staging(Sidecar(control_plane="mesh", proxy=proxy, installed=installed))


def charts(meshed: Meshed) -> set[str]:
    return {
        one["spec"]["source"]["chart"]
        for one in meshed.subject.argocd
        if "chart" in one["spec"].get("source", {})
    }


def test_definitions_come_first_and_who_carries_connections_last(ambient: Meshed) -> None:
    waves = {
        chart: int(ambient.application(chart)["metadata"]["annotations"][WAVE])
        for chart in charts(ambient)
    }
    assert waves["base"] < waves["istiod"] == waves["cni"] < waves["ztunnel"]
    assert len(waves) == 4
    for chart in waves:
        assert int(ambient.project(chart)["metadata"]["annotations"][WAVE]) < min(waves.values())


def test_each_is_one_version_of_one_chart_for_one_namespace(ambient: Meshed) -> None:
    for chart in charts(ambient):
        spec, limits = ambient.application(chart)["spec"], ambient.project(chart)["spec"]
        assert spec["source"]["targetRevision"] == "1.28.1"
        assert limits["sourceRepos"] == [spec["source"]["repoURL"]]
        assert limits["destinations"] == [spec["destination"]]
        assert spec["destination"]["namespace"] == "istio-system"
        assert "*" not in str(limits)


def test_what_istiod_writes_is_nobody_elses(ambient: Meshed) -> None:
    """A difference there would be taken back, and istiod would write it again, without end."""
    for chart in charts(ambient):
        spec, limits = ambient.application(chart)["spec"], ambient.project(chart)["spec"]
        brought = {one["kind"] for one in limits.get("clusterResourceWhitelist", ())} & WEBHOOKS
        ignored = spec.get("ignoreDifferences", [])
        assert {(one["group"], one["kind"]) for one in ignored} == {
            ("admissionregistration.k8s.io", kind) for kind in brought
        }
        for one in ignored:
            assert sorted(one["jqPathExpressions"]) == [
                ".webhooks[]?.clientConfig.caBundle",
                ".webhooks[]?.failurePolicy",
            ]
        assert "RespectIgnoreDifferences=true" in spec["syncPolicy"]["syncOptions"]
        # A diff by the API server tells what is ignored all the same (argo-cd#25447).
        assert "compare-options" not in str(ambient.application(chart)["metadata"])
    assert "ignoreDifferences" in ambient.application("istiod")["spec"]


def test_one_of_them_makes_the_namespace_that_lets_nodes_be_changed(ambient: Meshed) -> None:
    makers = {
        chart: policy["managedNamespaceMetadata"]["labels"]
        for chart in charts(ambient)
        if "managedNamespaceMetadata"
        in (policy := ambient.application(chart)["spec"]["syncPolicy"])
    }
    assert makers == {"base": {"pod-security.kubernetes.io/enforce": "privileged"}}


def test_sidecars_are_as_large_as_the_quotas_count_on_and_need_no_ztunnel(sidecar: Meshed) -> None:
    assert charts(sidecar) == {"base", "istiod", "cni"}
    source = sidecar.application("istiod")["spec"]["source"]
    values = source["helm"]["valuesObject"]
    assert source["repoURL"] == "registry.example.com/charts"
    assert values["global"]["proxy"]["resources"] == {
        "requests": {"cpu": "50m", "memory": "64Mi"},
        "limits": {"cpu": "1", "memory": "512Mi"},
    }
    assert values["pilot"]["cni"]["enabled"] is True
    for chart in charts(sidecar):
        spec = sidecar.application(chart)["spec"]
        assert spec["destination"]["namespace"] == "mesh"
        assert spec["source"]["helm"]["valuesObject"]["global"]["istioNamespace"] == "mesh"


def test_ambient_is_a_profile_of_two_charts_on_a_platform(ambient: Meshed) -> None:
    told = {
        chart: ambient.application(chart)["spec"]["source"]["helm"]["valuesObject"]
        for chart in charts(ambient)
    }
    assert {one["global"]["platform"] for one in told.values()} == {"gke"}
    profiles = {chart for chart, one in told.items() if one.get("profile") == "ambient"}
    assert profiles == {"istiod", "cni"}


def test_no_check_finds_an_error_and_all_else_is_as_without(
    ambient: Meshed, sidecar: Meshed
) -> None:
    assert ambient.errors() == []
    assert sidecar.errors() == []
    without = staging(Ambient())
    more = ambient.definitions.keys() - without.definitions.keys()
    assert more == {
        f"{kind}/nexus-staging-istio-{chart}"
        for kind in ("Application", "AppProject")
        for chart in ("base", "istiod", "cni", "ztunnel")
    }
    assert without.definitions.items() <= ambient.definitions.items()


@pytest.mark.parametrize(
    ("where", "field", "value", "rule"),
    [
        ("AppProject", "sourceRepos", ["https://charts.example.com"], "argo-source"),
        ("AppProject", "destinations", [], "argo-destination"),
        (
            "AppProject",
            "namespaceResourceWhitelist",
            [{"group": "*", "kind": "*"}],
            "argo-wildcard",
        ),
        (
            "AppProject",
            "clusterResourceWhitelist",
            [{"group": "", "kind": "Node"}],
            "argo-whitelist",
        ),
        ("Application", "project", "default", "argo-project"),
    ],
)
def test_limits_that_are_not_those_of_the_chart_are_found(
    ambient: Meshed, where: str, field: str, value: Any, rule: str
) -> None:
    name = f"{where}/nexus-staging-istio-istiod"
    changed = [
        {**obj, "spec": {**obj["spec"], field: value}} if key == name else obj
        for key, obj in ambient.definitions.items()
    ]
    assert rule in {one.rule for one in ambient.errors(argocd=changed)}


def test_a_chart_that_no_environment_has_is_found(ambient: Meshed) -> None:
    rules = {one.rule for one in ambient.errors(charts=())}
    assert {"argo-path", "argo-source-type"} <= rules


def test_one_environment_of_a_cluster_brings_it(ambient: Meshed) -> None:
    env = ambient.subject.env
    other = Neighbour("qa", [Place("istio-base", "istio-system", env.cluster)])
    elsewhere = Neighbour("far", [Place("istio-base", "istio-system", "https://far.example.com")])

    found = ambient.errors(neighbours=[other, elsewhere])

    assert [(one.rule, "qa" in one.message) for one in found] == [("environment-place", True)]


@pytest.mark.parametrize("version", ["latest", "1.26.4", "1.28", "~1.28.0", "1.28.*"])
def test_a_version_is_one_that_the_mesh_works_with(version: str) -> None:
    with pytest.raises(InvalidError, match="version"):
        Istio(version=version)
