"""A real Argo CD syncs the chart out of a registry, by the Application that the tool writes."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from helm import CHART
from real_registry import RunningRegistry

from nexus_gitops.argocd.layout import ARGOCD_NAMESPACE, CORE, application_name
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading, project
from tests.cli.conftest import Machine
from tests.e2e.clusters import Cluster
from tests.e2e.kube import Kube
from tests.e2e.patience import until

NAME = "charted"
NAMESPACE = f"nexus-{NAME}"
APPLICATION = "argoproj.io/v1alpha1 Application"
CODE = {"nexus_platform/chart.py": ('description="The Nexus platform:', 'description="A platform:')}


@dataclass(frozen=True)
class Charted:
    """An environment that comes from the chart.

    Attributes:
        kube: of the cluster.
        application, project: what the tool wrote of it.
        plain: those of its plain manifests.
        manifests: which those are, but for the Namespace.
    """

    kube: Kube
    application: KubeObject
    project: KubeObject
    plain: KubeObject
    manifests: list[KubeObject]

    def status(self) -> Any:
        name = self.application["metadata"]["name"]
        return self.kube.get(APPLICATION, name, ARGOCD_NAMESPACE).get("status") or {}

    def is_healthy(self) -> bool:
        status = self.status()
        return bool(
            status.get("sync", {}).get("status") == "Synced"
            and status.get("health", {}).get("status") == "Healthy"
            and status.get("operationState", {}).get("phase") == "Succeeded"
        )


@pytest.fixture
def charted(
    cluster: Cluster,
    edit: Callable[..., Machine],
    registry: RunningRegistry,
    tmp_path: Path,
) -> Iterator[Charted]:
    """An environment made of values, its chart in a registry, and Argo CD told of both."""
    if cluster.plane is None:
        pytest.skip(
            "Argo CD of another cluster does not reach a registry on the loopback interface"
        )
    somebody, kube = edit(CODE), cluster.kube
    said = yaml.safe_load((CHART / "values-dev.yaml").read_text())
    entry = {**said.get("entry", {}), "host": f"{NAME}.example.com"}
    values = tmp_path / "values.json"
    values.write_text(json.dumps({**said, "namespace": NAMESPACE, "entry": entry}))
    written, applications = tmp_path / "nexus", tmp_path / "applications"
    for command in (
        ("env", "from-values", values, "--name", NAME, "--like", "dev"),
        ("synth", "--env", NAME),
        (
            *("chart", "--output", written, "--argocd", applications),
            *("--push", f"oci://{registry.host}/{NAME}"),
        ),
    ):
        done = somebody.run(*map(str, command))
        assert done.code == 0, done.out + done.err
    made = [from_yaml(path.read_text(), str(path)) for path in applications.iterdir()]
    name = application_name("nexus", NAME, CORE)
    (application,) = [obj for obj in made if obj["metadata"]["name"] == name]
    plain = _read(somebody.source / "argocd")
    of = application["spec"]["project"]
    project, plain_project = (
        next(o for o in objs if o["kind"] == "AppProject" and o["metadata"]["name"] == of)
        for objs in (made, plain)
    )
    manifests = [
        o for o in _read(somebody.source / "dist" / NAME / CORE) if o["kind"] != "Namespace"
    ]
    kube.apply(*_given(registry), project, application)
    yield Charted(kube, application, project, plain_project, manifests)
    kube.delete(APPLICATION, name, ARGOCD_NAMESPACE)
    kube.delete("v1 Secret", NAME, ARGOCD_NAMESPACE)
    kube.delete("v1 Namespace", NAMESPACE)


def test_what_argo_cd_makes_of_the_chart_is_what_the_manifests_say(charted: Charted) -> None:
    until(charted.is_healthy, "Application that is synced from the chart and healthy", seconds=300)

    status, kube = charted.status(), charted.kube
    hooks = {o["metadata"]["name"] for o in charted.manifests if _is_hook(o)}
    assert {(one["kind"], one["name"]) for one in status["resources"]} == {
        (o["kind"], o["metadata"]["name"])
        for o in charted.manifests
        if o["metadata"]["name"] not in hooks or o["kind"] != "Job"
    }
    for obj in charted.manifests:
        kind = f"{obj['apiVersion']} {obj['kind']}"
        live = kube.get(kind, obj["metadata"]["name"], NAMESPACE)
        assert _beyond(obj, live) == [], kind
    namespace = kube.get("v1 Namespace", NAMESPACE)["metadata"]["labels"]
    assert namespace["pod-security.kubernetes.io/enforce"] == "restricted"


def test_the_chart_has_the_limits_of_the_manifests(charted: Charted) -> None:
    limits, plain = ({**one["spec"]} for one in (charted.project, charted.plain))

    assert limits.pop("sourceRepos") == [charted.application["spec"]["source"]["repoURL"]]
    assert plain.pop("sourceRepos") != []
    assert limits == plain


def _given(registry: RunningRegistry) -> list[KubeObject]:
    """What an operator gives: the namespace, its Secret, and that the registry speaks plain HTTP."""
    keys = [
        key
        for application in project.platform().applications(loading.load("dev"))
        for key in application.provided_secrets.get("nexus-secrets", ())
    ]
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}},
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": "nexus-secrets", "namespace": NAMESPACE},
            "stringData": dict.fromkeys(keys, "of-a-test"),
        },
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {
                "name": NAME,
                "namespace": ARGOCD_NAMESPACE,
                "labels": {"argocd.argoproj.io/secret-type": "repository"},
            },
            "stringData": {
                "type": "helm",
                "name": NAME,
                "url": f"{registry.host}/{NAME}",
                "enableOCI": "true",
                "insecureOCIForceHttp": "true",
            },
        },
    ]


def _read(folder: Path) -> list[KubeObject]:
    return [from_yaml(path.read_text(), str(path)) for path in sorted(folder.rglob("*.yaml"))]


def _is_hook(obj: KubeObject) -> bool:
    return "argocd.argoproj.io/hook" in (obj["metadata"].get("annotations") or {})


def _beyond(wanted: Any, live: Any, path: str = "") -> list[str]:
    """Where what is live does not say what is wanted; it may say more, as defaults."""
    if isinstance(wanted, dict) and isinstance(live, dict):
        return [
            found
            for key, value in wanted.items()
            for found in _beyond(value, live.get(key), f"{path}.{key}")
        ]
    if isinstance(wanted, list) and isinstance(live, list) and len(wanted) == len(live):
        return [
            found
            for n, (one, other) in enumerate(zip(wanted, live, strict=True))
            for found in _beyond(one, other, f"{path}[{n}]")
        ]
    return [] if wanted == live else [f"{path}: {wanted!r} and not {live!r}"]
