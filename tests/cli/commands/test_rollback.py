"""Rolling back, as the operator meets it: repository, lock file, cluster, and the next publish."""

import json
from typing import Any

import pytest

from tests.cli.commands.test_bootstrap import kubeconfig
from tests.cli.conftest import git
from tests.kube_http import serving

LOCK = "nexus_platform/environments/dev.images.json"
OS = 'nexus/nexus-os",\n    "tag": "0.1.0"'
KERNEL = 'nexus/workspace-kernel",\n    "tag": "0.1.0"'
DEPLOYMENT = "environments/dev/core/apps_deployment_nexus-os.yaml"


@pytest.fixture
def newer(edited: Any, published: Any) -> Any:
    """A machine that published a newer nexus-os and kernel to dev."""
    machine = edited({LOCK: (OS, OS.replace("0.1.0", "0.2.0"))}, commit=False)
    path = machine.source / LOCK
    path.write_text(path.read_text().replace(KERNEL, KERNEL.replace("0.1.0", "0.3.0")))
    git(machine.source, "commit", "--quiet", "--all", "--message", "newer")
    here = machine.with_(NEXUS_GITOPS_REPO=str(published.path))
    done = here.run("publish", "--env", "dev")
    assert done.code == 0, done.err
    return here


ROLLBACK = ("rollback", "--env", "dev")


def test_files_record_and_lock_file_go_back_and_the_migration_is_told(
    newer: Any, published: Any
) -> None:
    second, first = published.commits

    done = newer.run(*ROLLBACK, "--output", "json")

    assert done.code == 0, done.err
    assert list(done.json) == [
        "apiVersion", "kind", "environment", "repository", "branch", "to", "time", "unchanged",
        "commit", "diff", "stays", "written",
    ]  # fmt: skip
    assert published.commits == [done.json["commit"], second, first]
    assert done.json["to"] == first
    assert published.git("diff", "--name-only", first, "main") == ""
    lock = json.loads((newer.source / LOCK).read_text())
    assert lock["nexus-os"]["tag"] == lock["workspace-kernel"]["tag"] == "0.1.0"
    (stays,) = done.json["stays"]
    assert stays.startswith("Job/workspace-kernel-migrate 0.3.0 has run, and what it did to the ")
    assert stays.endswith("; 0.1.0 runs on that")
    history = newer.run("history", "--env", "dev")
    assert f"; back to {first[:12]}\n" in history.out


def test_a_dry_run_writes_nothing(newer: Any, published: Any) -> None:
    before, lock = published.commits, (newer.source / LOCK).read_text()

    done = newer.run(*ROLLBACK, "--dry-run")

    assert done.code == 0, done.err
    assert (published.commits, (newer.source / LOCK).read_text()) == (before, lock)
    assert f"dev: back to {before[-1][:12]}" in done.out
    assert "~ Deployment/nexus-os" in done.out
    assert "not taken back: Job/workspace-kernel-migrate" in done.out


def test_the_same_source_is_refused_until_it_changes(newer: Any, published: Any) -> None:
    assert newer.run(*ROLLBACK).code == 0
    git(newer.source, "checkout", "--quiet", "--", ".")  # as where a pipeline publishes

    refused = newer.run("publish", "--env", "dev")
    forced = newer.run("publish", "--env", "dev", "--force")

    assert refused.code == 4
    assert "would undo the rollback of dev" in refused.complaint
    assert "--force" in refused.complaint
    assert forced.code == 0, forced.err
    assert "0.2.0" in published.text(DEPLOYMENT)


def test_the_lock_file_that_was_restored_publishes_nothing_new(newer: Any) -> None:
    newer.run(*ROLLBACK)

    done = newer.run("publish", "--env", "dev", "--allow-dirty")

    assert done.out.startswith("dev: unchanged")


def test_an_unknown_release_is_a_mistake(newer: Any) -> None:
    done = newer.run(*ROLLBACK, "--to", "0123456789")

    assert done.code == 2
    assert "nexus-gitops history --env dev" in done.complaint


def test_waiting_ends_the_sync_that_hangs_first(newer: Any, published: Any) -> None:
    bad = published.commits[0]
    with serving() as server:
        here = newer.with_(KUBECONFIG=kubeconfig(newer.folder, server.url), NO_PROXY="127.0.0.1")
        application = server.application(
            "nexus-dev-core",
            sync={"status": "OutOfSync", "revision": bad},
            health={"status": "Progressing"},
            operationState={"phase": "Running", "operation": {"sync": {"revision": bad}}},
        )

        done = here.run(*ROLLBACK, "--wait", "--timeout", "0")

        assert done.code == 9, done.err
        assert f"ended the sync of {bad[:12]} in nexus-dev-core" in done.err
        assert application["status"]["operationState"]["phase"] == "Terminating"
        assert application["metadata"]["annotations"] == {"argocd.argoproj.io/refresh": "normal"}


def test_a_sync_that_is_over_is_let_be(newer: Any, published: Any) -> None:
    with serving() as server:
        here = newer.with_(KUBECONFIG=kubeconfig(newer.folder, server.url), NO_PROXY="127.0.0.1")
        server.application("nexus-dev-core", operationState={"phase": "Succeeded"})

        here.run(*ROLLBACK, "--wait", "--timeout", "0")

        ((_, patch),) = server.patches
        assert "status" not in patch
