"""Plain Helm, without Argo CD, installs, changes, rolls back and removes the chart on a cluster."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from helm import CHART, Helm, helm

from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.platform import loading, project
from tests.e2e.kube import Kube
from tests.e2e.patience import until

RELEASE = "nexus"
KEYS = sorted(
    key
    for application in project.platform().applications(loading.load("dev"))
    for key in application.provided_secrets.get("nexus-secrets", ())
)
"""Of the Secret that the notes of the chart ask for."""


@dataclass(frozen=True)
class Release:
    """A release in a namespace of its own, which admits restricted pods alone."""

    helm: Helm
    kube: Kube
    namespace: str
    folder: Path

    def run(self, *arguments: str | Path) -> tuple[int, str]:
        done = self.helm.run(
            *arguments, "--namespace", self.namespace, KUBECONFIG=self.kube.kubeconfig
        )
        return done.returncode, done.stdout + done.stderr

    def put(self, command: str, **values: Any) -> tuple[int, str]:
        """Install or upgrade with values beyond the standard."""
        file = self.folder / "values.json"
        file.write_text(json.dumps(values))
        return self.run(command, RELEASE, CHART, "--values", file, "--timeout", "3m")

    def names(self, kind: str) -> set[str]:
        return {obj["metadata"]["name"] for obj in self.kube.list(kind, self.namespace)}

    def settings(self) -> set[str]:
        return {name for name in self.names("v1 ConfigMap") if name.startswith("nexus-config-")}

    def get(self, kind: str, name: str) -> KubeObject:
        return self.kube.get(kind, name, self.namespace)

    def reads(self, deployment: str) -> str:
        """The ConfigMap that the pods of a Deployment read."""
        template = self.get("apps/v1 Deployment", deployment)["spec"]["template"]
        (source,) = template["spec"]["containers"][0]["envFrom"]
        return str(source["configMapRef"]["name"])


@pytest.fixture(params=["3", "4"], ids=["helm3", "helm4"])
def release(request: pytest.FixtureRequest, kube: Kube, tmp_path: Path) -> Iterator[Release]:
    namespace = f"helm-{request.param}-{secrets.token_hex(2)}"
    labels = {
        f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "audit", "warn")
    }
    kube.apply(
        {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": namespace, "labels": labels},
        },
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": "nexus-secrets", "namespace": namespace},
            "stringData": {key: secrets.token_hex(8) for key in KEYS},
        },
    )
    yield Release(helm(request.param, tmp_path), kube, namespace, tmp_path)
    kube.delete("v1 Namespace", namespace)


def test_a_release_comes_changes_goes_back_and_goes(release: Release) -> None:
    code, said = release.put("install")
    assert code == 0, said
    assert "pod-security.kubernetes.io/enforce=restricted" in said
    assert all(f"- {key}" in said for key in KEYS)
    (first,) = release.settings()
    migration = release.get("batch/v1 Job", "workspace-kernel-migrate")
    assert migration["status"]["succeeded"] == 1
    until(lambda: _is_available(release, "workspace-kernel"), "kernel that is available")

    code, said = release.run("test", RELEASE, "--timeout", "3m")
    assert code == 0, said

    code, said = release.put("upgrade", logLevel="warn")
    assert code == 0, said
    (second,) = release.settings()
    assert first != second
    assert release.reads("workspace-kernel") == second
    after = release.get("batch/v1 Job", "workspace-kernel-migrate")
    assert after["metadata"]["uid"] != migration["metadata"]["uid"]
    until(lambda: _is_available(release, "workspace-kernel"), "kernel that has rolled")

    code, said = release.run("rollback", RELEASE, "1", "--timeout", "3m")
    assert code == 0, said
    assert release.settings() == {first}
    assert release.reads("workspace-kernel") == first

    until(lambda: bool(release.names("v1 PersistentVolumeClaim")), "claim")
    code, said = release.run("uninstall", RELEASE, "--timeout", "3m")
    assert code == 0, said
    assert release.names("apps/v1 StatefulSet") == set()
    assert release.names("v1 PersistentVolumeClaim") == {"data-postgres-0"}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"postgres": {"storage": "10Gi"}},
            "spec.resources.requests.storage of StatefulSet postgres is 5Gi and cannot become 10Gi",
        ),
        (
            {"name": "other"},
            "is nexus-nexus and cannot become nexus-other",
        ),
    ],
    ids=["storage", "name"],
)
def test_what_the_api_server_takes_no_change_of_is_refused_in_our_words(
    release: Release, values: dict[str, Any], message: str
) -> None:
    code, said = release.put("install")
    assert code == 0, said

    code, said = release.put("upgrade", **values)

    assert code != 0
    assert message in said
    claim = release.get("apps/v1 StatefulSet", "postgres")["spec"]["volumeClaimTemplates"][0]
    assert claim["spec"]["resources"]["requests"]["storage"] == "5Gi"


def _is_available(release: Release, deployment: str) -> bool:
    obj = release.get("apps/v1 Deployment", deployment)
    status = obj.get("status") or {}
    return bool(
        status.get("observedGeneration") == obj["metadata"]["generation"]
        and status.get("updatedReplicas") == status.get("replicas")
        and (status.get("availableReplicas") or 0) >= 1
    )
