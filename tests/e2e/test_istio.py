"""A real Argo CD brings charts as an environment says of Istio, and is quiet about what istiod writes.

The charts are small ones of the same names, with istiod's webhook as Istio's begin it: empty and open.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from helm import helm
from real_registry import RunningRegistry

from nexus_gitops.argocd.layout import ARGOCD_NAMESPACE
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import render
from nexus_platform.environment import Environment
from nexus_platform.istio import Istio
from nexus_platform.mesh import Ambient
from tests.e2e.clusters import Cluster
from tests.e2e.kube import Kube
from tests.e2e.patience import until

VERSION = "1.28.1"
REPOSITORY = "istio"
SYSTEM = "istio-system"
APPLICATION = "argoproj.io/v1alpha1 Application"
WEBHOOK = "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration"
NAME = "istio-validator-of-a-test"
CERTIFICATE = base64.b64encode(
    b"-----BEGIN CERTIFICATE-----\nof a test\n-----END CERTIFICATE-----\n"
).decode()
VALIDATOR = {
    "apiVersion": "admissionregistration.k8s.io/v1",
    "kind": "ValidatingWebhookConfiguration",
    "metadata": {"name": NAME},
    "webhooks": [
        {
            "name": "rev.validation.istio.io",
            "clientConfig": {"service": {"name": "istiod", "namespace": SYSTEM, "path": "/v"}},
            "rules": [
                {
                    "operations": ["CREATE"],
                    "apiGroups": ["nobody.example.com"],
                    "apiVersions": ["*"],
                    "resources": ["*"],
                }
            ],
            "failurePolicy": "Ignore",
            "sideEffects": "None",
            "admissionReviewVersions": ["v1"],
        }
    ],
}
SETTINGS = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "istio-of-a-test"},
    "data": {"profile": "{{ .Values.profile }}"},
}
ACCOUNT = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "istio-of-a-test"}}
CHARTS: Mapping[str, list[KubeObject]] = {"base": [ACCOUNT], "istiod": [SETTINGS, VALIDATOR]}


@dataclass(frozen=True)
class Brought:
    """The charts, in a cluster.

    Attributes:
        kube: the cluster.
        definitions: what Argo CD is told, by chart.
    """

    kube: Kube
    definitions: Mapping[str, list[KubeObject]]

    def application(self, chart: str) -> Any:
        (name,) = (o["metadata"]["name"] for o in self.definitions[chart] if "source" in o["spec"])
        return self.kube.get(APPLICATION, name, ARGOCD_NAMESPACE)

    def is_up(self, chart: str) -> bool:
        status = self.application(chart).get("status") or {}
        return bool(
            status.get("sync", {}).get("status") == "Synced"
            and status.get("health", {}).get("status") == "Healthy"
            and status.get("operationState", {}).get("phase") == "Succeeded"
        )

    def look_again(self, chart: str) -> str:
        """What Argo CD says once it has compared anew: whether they are the same."""
        name = self.application(chart)["metadata"]["name"]
        refresh = {"metadata": {"annotations": {"argocd.argoproj.io/refresh": "hard"}}}
        self.kube.patch(APPLICATION, name, ARGOCD_NAMESPACE, refresh)
        until(lambda: "argocd.argoproj.io/refresh" not in self._annotations(chart), "another look")
        said: str = self.application(chart)["status"]["sync"]["status"]
        return said

    def _annotations(self, chart: str) -> Mapping[str, str]:
        return self.application(chart)["metadata"].get("annotations") or {}

    @property
    def webhook(self) -> Any:
        (found,) = self.kube.get(WEBHOOK, NAME)["webhooks"]
        return found

    @property
    def is_closed(self) -> bool:
        """Whether it is as istiod leaves it."""
        return (self.webhook["failurePolicy"], self.webhook["clientConfig"].get("caBundle")) == (
            "Fail",
            CERTIFICATE,
        )


@pytest.fixture(scope="module")
def brought(
    cluster: Cluster, registry: RunningRegistry, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Brought]:
    if cluster.plane is None:
        pytest.skip(
            "Argo CD of another cluster does not reach a registry on the loopback interface"
        )
    kube, folder = cluster.kube, tmp_path_factory.mktemp("istio")
    for chart, objects in CHARTS.items():
        _push(chart, objects, registry, folder)
    kube.apply(_repository(registry))
    made = Brought(kube, _definitions(registry))
    for objects in made.definitions.values():
        kube.apply(*sorted(objects, key=lambda obj: "source" in obj["spec"]))
    for chart in CHARTS:
        until(partial(made.is_up, chart), f"{chart} that is there", seconds=240)
    yield made
    for chart in CHARTS:
        kube.delete(APPLICATION, made.application(chart)["metadata"]["name"], ARGOCD_NAMESPACE)
    kube.delete(WEBHOOK, NAME)
    kube.delete("v1 Namespace", SYSTEM)


def test_each_chart_comes_with_its_values_into_a_namespace_that_lets_nodes_be_changed(
    brought: Brought,
) -> None:
    told = brought.kube.get("v1 ConfigMap", "istio-of-a-test", SYSTEM)["data"]
    labels = brought.kube.get("v1 Namespace", SYSTEM)["metadata"]["labels"]
    assert told == {"profile": "ambient"}
    assert labels["pod-security.kubernetes.io/enforce"] == "privileged"


def test_what_istiod_writes_is_no_difference_and_outlives_a_sync(brought: Brought) -> None:
    closed = {**brought.webhook, "failurePolicy": "Fail"}
    closed["clientConfig"] = {**closed["clientConfig"], "caBundle": CERTIFICATE}
    brought.kube.patch(WEBHOOK, NAME, None, {"webhooks": [closed]})

    assert brought.look_again("istiod") == "Synced"
    assert brought.is_closed

    said = brought.kube.get("v1 ConfigMap", "istio-of-a-test", SYSTEM)
    brought.kube.patch("v1 ConfigMap", said["metadata"]["name"], SYSTEM, {"data": {"profile": "x"}})
    until(
        lambda: brought.kube.get("v1 ConfigMap", "istio-of-a-test", SYSTEM)["data"] == said["data"],
        "a sync that takes back what else was changed",
    )
    until(lambda: brought.is_up("istiod"), "the end of that sync")
    assert brought.is_closed


def _definitions(registry: RunningRegistry) -> Mapping[str, list[KubeObject]]:
    """What staging says to Argo CD of these charts."""
    env = loading.load("staging")
    assert isinstance(env, Environment)
    istio = Istio(version=VERSION, repository=f"{registry.host}/{REPOSITORY}")
    env = msgspec.structs.replace(env, mesh=Ambient(installed=istio))
    made = render(platform(), env, loading.images(env.name), env.repository)
    objects = [from_yaml(text, path) for path, text in made.argocd.items()]
    return {
        chart: [o for o in objects if o["metadata"]["name"] == f"nexus-staging-istio-{chart}"]
        for chart in CHARTS
    }


def _push(chart: str, objects: list[KubeObject], registry: RunningRegistry, folder: Path) -> None:
    made = folder / chart
    (made / "templates").mkdir(parents=True)
    (made / "Chart.yaml").write_text(
        json.dumps({"apiVersion": "v2", "name": chart, "version": VERSION})
    )
    for obj in objects:
        (made / "templates" / f"{obj['kind'].lower()}.yaml").write_text(json.dumps(obj))
    told = helm("4", folder)
    place = f"oci://{registry.host}/{REPOSITORY}"
    for command in (
        ("package", made, "--destination", folder),
        ("push", folder / f"{chart}-{VERSION}.tgz", place, "--plain-http"),
    ):
        done = told.run(*command)
        assert done.returncode == 0, done.stderr


def _repository(registry: RunningRegistry) -> KubeObject:
    """What tells Argo CD that the registry speaks plain HTTP."""
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {
            "name": REPOSITORY,
            "namespace": ARGOCD_NAMESPACE,
            "labels": {"argocd.argoproj.io/secret-type": "repository"},
        },
        "stringData": {
            "type": "helm",
            "name": REPOSITORY,
            "url": f"{registry.host}/{REPOSITORY}",
            "enableOCI": "true",
            "insecureOCIForceHttp": "true",
        },
    }
