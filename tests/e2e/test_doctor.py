"""What `doctor` finds in a cluster, and what `status` says where there is no Argo CD."""

from collections.abc import Callable
from pathlib import Path

from tests.e2e.conftest import FirstSync


def test_a_cluster_that_runs_the_platform_has_what_it_needs(
    first_sync: Callable[[str], FirstSync],
) -> None:
    live = first_sync("dev").platform
    done = live.machine.run("doctor", "--env", "dev", "--output", "json")
    found = {one["name"]: one for one in done.json["checks"]}
    for name in (
        *("python", "git", "cluster", "kubernetes", "clock", "argocd", "repository"),
        *("custom-kinds", "storage-class", "metrics", "secrets"),
    ):
        assert found[name]["state"] == "ok", found[name]
    failed = {name for name, one in found.items() if one["state"] == "failed"}
    assert done.code == (10 if failed else 0)
    assert all(found[name]["fix"] for name in failed)


def test_a_cluster_that_does_not_answer_hides_no_other_check(
    first_sync: Callable[[str], FirstSync], tmp_path: Path
) -> None:
    machine = first_sync("dev").platform.machine.with_(KUBECONFIG=str(tmp_path / "none"))
    done = machine.run("doctor", "--env", "dev", "--output", "json")
    found = {one["name"]: one["state"] for one in done.json["checks"]}
    assert (done.code, found["cluster"], found["python"]) == (10, "failed", "ok")
    assert "images" in found
