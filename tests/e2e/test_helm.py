"""Plain Helm, without Argo CD, installs, changes, rolls back and removes the chart on a cluster."""

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from helm import CHART, Helm, helm

from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.platform import loading, project
from tests.e2e import real_services
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
            "name: spec.selector.matchLabels.app.kubernetes.io/instance of",
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


@pytest.mark.skipif(not real_services.are_there(), reason="the services are not installed")
def test_what_helm_test_runs_asks_services_that_work(tmp_path: Path) -> None:
    """The commands of its Jobs, on real services; the page's is left out, whose nginx is not here."""
    jobs = {
        obj["metadata"]["name"]: obj["spec"]["template"]["spec"]["containers"][0]
        for obj in helm("4", tmp_path).template(CHART)
        if obj["kind"] == "Job" and obj["metadata"]["annotations"].get("helm.sh/hook") == "test"
    }
    python, option, program, *urls = jobs["test-health"]["command"]
    asked = [urlsplit(url) for url in urls]
    assert {url.hostname for url in asked} == {
        "graphstudio-frontend",
        "nexus-os",
        "workspace-kernel",
    }
    psql, *arguments = jobs["test-database"]["command"]
    said = {one["name"]: one["value"] for one in jobs["test-database"]["env"] if "value" in one}

    with real_services.running(secrets.token_hex(32)) as services:
        ports = {"nexus-os": services.nexus_os, "workspace-kernel": services.kernels[0]}
        here = [
            f"http://127.0.0.1:{ports[url.hostname]}{url.path}"
            for url in asked
            if url.hostname in ports
        ]
        health = _run(sys.executable, option, program, *here)
        assert health.returncode == 0, health.stderr
        assert [line.split()[-1] for line in health.stdout.splitlines()] == ["200", "200"]
        assert _run(sys.executable, option, program, "http://127.0.0.1:9/health").returncode != 0
        server = {
            **said,
            "PGHOST": "127.0.0.1",
            "PGPORT": str(services.postgres),
            "PGDATABASE": services.database,
        }
        role = f"ALTER ROLE {said['PGUSER']} PASSWORD 'of-a-test'"
        owner = {**server, "PGUSER": "nexus", "PGPASSWORD": services.password}
        assert _run(f"{services.programs}/{psql}", "--command", role, **owner).returncode == 0
        database = {**server, "PGPASSWORD": "of-a-test"}
        one = _run(f"{services.programs}/{psql}", *arguments, **database)
        assert one.returncode == 0, one.stderr
        assert "(1 row)" in one.stdout
        wrong = {**database, "PGPASSWORD": "wrong"}
        assert _run(f"{services.programs}/{psql}", *arguments, **wrong).returncode != 0
    assert python == "python"


def _run(*command: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False)


def _is_available(release: Release, deployment: str) -> bool:
    obj = release.get("apps/v1 Deployment", deployment)
    status = obj.get("status") or {}
    return bool(
        status.get("observedGeneration") == obj["metadata"]["generation"]
        and status.get("updatedReplicas") == status.get("replicas")
        and (status.get("availableReplicas") or 0) >= 1
    )
