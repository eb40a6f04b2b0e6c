"""The cluster on one machine, with programs that say what they were asked for."""

import importlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

PROGRAM = """#!/bin/sh
name=$(basename "$0")
echo "$name $*" >> "$CALLS"
case "$name $1 $2" in
"kind get clusters") cat "$STATE/cluster" 2>/dev/null ;;
"kind create cluster") cat > "$STATE/config"; echo nexus > "$STATE/cluster" ;;
"kind delete cluster") rm -f "$STATE/cluster" ;;
"kind get nodes") echo nexus-control-plane ;;
"docker ps --all") cat "$STATE/registry" 2>/dev/null ;;
"docker run --detach") echo nexus-registry > "$STATE/registry" ;;
"docker rm --force") rm -f "$STATE/registry" ;;
"docker inspect "*) cat "$STATE/networks" 2>/dev/null || echo '{"bridge": {}}' ;;
"docker network connect") echo '{"kind": {}}' > "$STATE/networks" ;;
"docker exec --interactive") cat > "$STATE/hosts.toml" ;;
esac
exit 0
"""


@pytest.fixture
def cluster(root: Path) -> Any:
    """scripts/cluster.py."""
    return importlib.import_module("cluster")


@pytest.fixture
def calls(cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What docker, kind and kubectl were asked for, a line each."""
    for name in ("docker", "kind", "kubectl"):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(PROGRAM)
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("STATE", str(tmp_path))
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    repository = cluster.embedded_address(tmp_path)
    monkeypatch.setattr(cluster, "_REPOSITORY", repository)
    return tmp_path / "calls"


def test_a_second_run_makes_nothing_twice(cluster: Any, calls: Path, tmp_path: Path) -> None:
    assert cluster.main(["up"]) == 0
    first = calls.read_text()
    calls.unlink()
    assert cluster.main(["up"]) == 0
    second = calls.read_text()

    for made in ("kind create", "docker run", "docker network connect"):
        assert first.count(made) == 1, made
        assert made not in second
    assert first.index("docker run") < first.index("kind create") < first.index("kubectl")
    # A context that is current is somebody's own, and may be any cluster.
    assert all("--context=kind-nexus" in line for line in first.splitlines() if "kubectl" in line)
    assert (tmp_path / "hosts.toml").read_text() == '[host."http://nexus-registry:5000"]\n'


def test_the_node_sees_the_repository_and_nothing_else_of_the_checkout(
    cluster: Any, calls: Path, tmp_path: Path
) -> None:
    cluster.main(["up"])

    (node,) = json.loads((tmp_path / "config").read_text())["nodes"]
    (mount,) = node["extraMounts"]
    assert mount["hostPath"] == mount["containerPath"] == f"{tmp_path}/.nexus/gitops.git"
    assert mount["readOnly"] is True
    assert (Path(mount["hostPath"]) / "HEAD").is_file()
    (port,) = node["extraPortMappings"]
    assert port["listenAddress"] == "127.0.0.1"


def test_down_removes_the_cluster_and_keeps_the_images(cluster: Any, calls: Path) -> None:
    cluster.main(["up"])
    assert cluster.main(["down"]) == 0

    told = calls.read_text()
    assert "kind delete cluster --name=nexus" in told
    assert "docker rm --force nexus-registry" in told
    assert "volume rm" not in told


def test_a_program_that_is_missing_is_told_with_where_it_is(
    cluster: Any, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (calls.parent / "bin" / "kind").unlink()
    monkeypatch.setenv("PATH", str(calls.parent / "bin"))
    with pytest.raises(cluster.LocalError) as caught:
        cluster.main(["up"])
    assert "kind is not installed" in caught.value.message
    assert "https://kind.sigs.k8s.io" in caught.value.hint
