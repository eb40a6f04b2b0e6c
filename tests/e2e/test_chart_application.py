"""A real Argo CD syncs the chart out of a registry, by the Application that the tool writes."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from helm import CHART, helm
from real_registry import RunningRegistry

from nexus_gitops.argocd.layout import ARGOCD_NAMESPACE, CORE, application_name
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading, project
from tests.cli.conftest import Machine
from tests.e2e.clusters import Cluster
from tests.e2e.conftest import copied
from tests.e2e.kube import Kube
from tests.e2e.patience import until

NAME = "charted"
NAMESPACE = f"nexus-{NAME}"
LIKE = "staging"
"""Whose add-ons it has."""
APPLICATION = "argoproj.io/v1alpha1 Application"
FOREIGN = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "ClusterRole",
    "metadata": {"name": "of-a-stranger"},
    "rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}],
}
"""What no part of the platform has."""


@dataclass(frozen=True)
class Charted:
    """An environment whose Application has the chart as its source.

    Attributes:
        machine: where somebody makes it.
        kube: of the cluster.
        registry: where the chart is.
        folder: of what is written.
    """

    machine: Machine
    kube: Kube
    registry: RunningRegistry
    folder: Path

    @property
    def chart(self) -> Path:
        return self.folder / "nexus"

    def release(self, version: str, **values: Any) -> None:
        """Have Argo CD sync a version of the chart, with values beyond those of `LIKE`."""
        said = yaml.safe_load((CHART / f"values-{LIKE}.yaml").read_text())
        entry = {**said.get("entry", {}), "host": f"{NAME}.example.com"}
        file = self.folder / "values.json"
        file.write_text(json.dumps({**said, "namespace": NAMESPACE, "entry": entry, **values}))
        for module in (self.machine.source / "nexus_platform/environments").glob(f"{NAME}.*"):
            module.unlink()
        self._run("env", "from-values", file, "--name", NAME, "--like", LIKE)
        self._run("synth", "--env", NAME)
        self._run(
            *("chart", "--output", self.chart, "--version", version),
            *("--push", f"oci://{self.registry.host}/{NAME}", "--argocd", self._definitions),
        )
        self.kube.apply(self.project, self.application)

    def _run(self, *command: str | Path) -> None:
        done = self.machine.run(*map(str, command))
        assert done.code == 0, done.out + done.err

    @property
    def _definitions(self) -> Path:
        return self.folder / "applications"

    @property
    def application(self) -> KubeObject:
        """As the tool wrote it."""
        name = application_name("nexus", NAME, CORE)
        (found,) = (
            o
            for o in _read(self._definitions)
            if o["kind"] == "Application" and o["metadata"]["name"] == name
        )
        return found

    @property
    def project(self) -> KubeObject:
        """As the tool wrote it."""
        name = self.application["spec"]["project"]
        (found,) = (
            o
            for o in _read(self._definitions)
            if o["kind"] == "AppProject" and o["metadata"]["name"] == name
        )
        return found

    @property
    def manifests(self) -> list[KubeObject]:
        """The plain manifests of all its Applications, but for the Namespace of the core."""
        objects = _read(self.folder / "dist" / NAME)
        return [obj for obj in objects if obj["metadata"]["name"] != NAMESPACE]

    def settings(self) -> set[tuple[str, str]]:
        """Namespace and name of each ConfigMap."""
        return {
            (obj["metadata"]["namespace"], obj["metadata"]["name"])
            for obj in self.manifests
            if obj["kind"] == "ConfigMap"
        }

    def status(self) -> Any:
        name = self.application["metadata"]["name"]
        return self.kube.get(APPLICATION, name, ARGOCD_NAMESPACE).get("status") or {}

    def runs(self, version: str) -> bool:
        """Whether Argo CD has synced that version, and all of it is healthy."""
        status = self.status()
        return bool(
            status.get("sync", {}).get("status") == "Synced"
            and status["sync"]["comparedTo"]["source"]["targetRevision"] == version
            and status.get("operationState", {}).get("phase") == "Succeeded"
            and status.get("health", {}).get("status") == "Healthy"
        )

    def differences(self) -> list[str]:
        """Where what the API server holds does not say what the plain manifests say."""
        found = []
        for obj in self.manifests:
            name, namespace = obj["metadata"]["name"], obj["metadata"].get("namespace")
            live = self.kube.get(f"{obj['apiVersion']} {obj['kind']}", name, namespace)
            found += [f"{obj['kind']} {name}{one}" for one in _beyond(obj, live)]
        return found


@pytest.fixture(scope="module")
def charted(
    cluster: Cluster,
    machine: Machine,
    registry: RunningRegistry,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Charted]:
    """The environment, as version 1.0.0 of the chart makes it."""
    if cluster.plane is None:
        pytest.skip(
            "Argo CD of another cluster does not reach a registry on the loopback interface"
        )
    folder, kube = tmp_path_factory.mktemp("charted"), cluster.kube
    somebody = replace(copied(machine, folder / "code"), folder=folder)
    made = Charted(somebody, kube, registry, folder)
    kube.apply(*_given(registry))
    made.release("1.0.0")
    until(lambda: made.runs("1.0.0"), "environment that runs from the chart", seconds=300)
    yield made
    kube.delete(APPLICATION, made.application["metadata"]["name"], ARGOCD_NAMESPACE)
    kube.delete("v1 Secret", NAME, ARGOCD_NAMESPACE)
    for namespace in _secrets():
        kube.delete("v1 Namespace", namespace)


def test_what_argo_cd_makes_of_the_chart_is_what_the_manifests_say(charted: Charted) -> None:
    wanted = {
        (obj["kind"], obj["metadata"].get("namespace"), obj["metadata"]["name"])
        for obj in charted.manifests
        if not _is_hook(obj)
    }

    made = [one for one in charted.status()["resources"] if not one.get("hook")]
    assert {(one["kind"], one.get("namespace"), one["name"]) for one in made} == wanted
    assert {namespace for _, namespace, _ in wanted} > _secrets().keys()
    assert charted.differences() == []
    migration = charted.kube.get("batch/v1 Job", "workspace-kernel-migrate", NAMESPACE)
    assert migration["status"]["succeeded"] == 1
    labels = charted.kube.get("v1 Namespace", NAMESPACE)["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"


def test_another_version_with_other_values_is_synced_as_a_release_is(charted: Charted) -> None:
    before = charted.settings()

    charted.release("1.0.1", logLevel="warn")

    until(lambda: charted.runs("1.0.1"), "environment that runs from the other version")
    assert charted.differences() == []
    gone = before - charted.settings()
    assert {namespace for namespace, _ in gone} > {NAMESPACE}
    for namespace, name in gone:
        assert charted.kube.find("v1 ConfigMap", name, namespace) is None


def test_the_project_refuses_what_somebody_else_put_into_the_chart(
    charted: Charted, tmp_path: Path
) -> None:
    foreign = charted.chart / "templates" / "foreign.yaml"
    foreign.write_text(json.dumps(FOREIGN))
    told = helm("4", tmp_path)
    for command in (
        ("package", charted.chart, "--version", "6.6.6", "--destination", tmp_path),
        (
            "push",
            tmp_path / "nexus-6.6.6.tgz",
            f"oci://{charted.registry.host}/{NAME}",
            "--plain-http",
        ),
    ):
        done = told.run(*command)
        assert done.returncode == 0, done.stderr
    foreign.unlink()
    application = charted.application
    application["spec"]["source"]["targetRevision"] = "6.6.6"

    charted.kube.apply(application)

    until(
        lambda: "ClusterRole is not permitted in project" in json.dumps(charted.status()),
        "refusal",
    )
    kind = f"{FOREIGN['apiVersion']} {FOREIGN['kind']}"
    assert charted.kube.find(kind, "of-a-stranger", None) is None


def _given(registry: RunningRegistry) -> Sequence[KubeObject]:
    """What an operator gives: namespaces, their Secrets, and that the registry speaks plain HTTP."""
    return [
        *(
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}
            for namespace in _secrets()
        ),
        *(
            {
                "apiVersion": "v1",
                "kind": "Secret",
                "metadata": {"name": name, "namespace": namespace},
                "stringData": dict.fromkeys(keys, "of-a-test"),
            }
            for namespace, provided in _secrets().items()
            for name, keys in provided.items()
        ),
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


def _secrets() -> Mapping[str, Mapping[str, Iterable[str]]]:
    """Keys of the Secrets that have to be there, by namespace and name."""
    like = loading.load(LIKE)
    return {
        application.namespace.replace(like.namespace, NAMESPACE, 1): application.provided_secrets
        for application in project.platform().applications(like)
    }


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
