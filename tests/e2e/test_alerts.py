"""`status` and `doctor` ask the environment's own Prometheus, by a port of its pod."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import debian_packages
import pytest
import yaml

from nexus_gitops.manifests.identity import KubeObject
from tests.e2e.conftest import FirstSync, Platform
from tests.e2e.controlplane import nodes
from tests.e2e.controlplane.processes import free_port
from tests.e2e.patience import until


@pytest.fixture
def live(first_sync: Callable[[str], FirstSync]) -> Platform:
    found = first_sync("staging").platform
    if not found.cluster.is_simulated:
        pytest.skip("needs simulated pods")
    return found


@pytest.fixture
def prometheus(live: Platform, tmp_path: Path) -> Iterator[None]:
    """A real one with the rules of backups that staging has, without the time that they wait, and a
    kernel that is not there; the pod's port leads to it."""
    namespace, port = f"{live.namespace}-observability", free_port()
    groups = [one for one in rules(live, namespace) if one["name"] == "backups"]
    for rule in groups[0]["rules"]:
        rule["for"] = "0s"
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": groups}))
    kernel = {"namespace": live.namespace, "pod": "workspace-kernel-1"}
    asked = [{"targets": [f"127.0.0.1:{free_port()}"], "labels": kernel}]
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": ["rules.yml"],
        "scrape_configs": [{"job_name": "workspace-kernel", "static_configs": asked}],
    }
    (tmp_path / "prometheus.yml").write_text(yaml.safe_dump(config))
    command = [
        *(str(debian_packages.program("prometheus", "prometheus")),),
        *(f"--config.file={tmp_path / 'prometheus.yml'}",),
        *(f"--storage.tsdb.path={tmp_path / 'data'}", f"--web.listen-address=127.0.0.1:{port}"),
    ]
    target = {"port": port, "address": "127.0.0.1"}
    pod = live.kube.get("v1 Pod", "prometheus-0", namespace)
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        nodes.inside(live.kube, pod, "PortForward", {"forwards": [{"target": target}]})
        yield
        process.kill()


def rules(live: Platform, namespace: str) -> Any:
    (config,) = (
        one
        for one in live.kube.list("v1 ConfigMap", namespace)
        if one["metadata"]["name"].startswith("prometheus-config")
    )
    return yaml.safe_load(config["data"]["rules.yml"])["groups"]


@pytest.mark.usefixtures("prometheus")
def test_what_prometheus_knows_is_told_and_changes_no_verdict(live: Platform) -> None:
    def told() -> KubeObject:
        return dict(live.status().json["prometheus"])

    until(lambda: bool(told()["down"] and told()["firing"]), "what Prometheus has found")
    found = told()
    assert [one["alert"] for one in found["firing"]] == ["BackupIsOld", "RestoreIsNotVerified"]
    assert [(one["job"], one["target"]) for one in found["down"]] == [
        ("workspace-kernel", "workspace-kernel-1")
    ]
    assert found["problem"] == ""
    live.settle()

    done = live.machine.run("doctor", "--env", "staging", "--output", "json")
    checks = {one["name"]: one for one in done.json["checks"]}
    assert (checks["alerts"]["state"], checks["targets"]["state"]) == ("failed", "warning")
    assert "BackupIsOld" in checks["alerts"]["message"]
    assert {"backup", "restore-test"} <= checks.keys()


def test_a_prometheus_that_cannot_be_asked_is_told_and_hides_nothing(live: Platform) -> None:
    status = live.status()
    assert status.json["prometheus"]["problem"]
    assert status.json["verdict"] == "healthy"
    assert status.json["backups"]["problem"] == ""
