"""`nexus-gitops status` without a cluster; tests/e2e has it with one."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from nexus_gitops.cli.commands.status import StatusResult
from nexus_gitops.cli.options import Output
from nexus_gitops.cli.output import show
from nexus_gitops.cluster.status import EnvironmentStatus, Observation, status_of
from nexus_gitops.operations.alerts import Alerts, Down, Firing
from nexus_gitops.operations.backups import Times
from tests.cli.commands.test_bootstrap import kubeconfig
from tests.cli.conftest import NOWHERE, Machine, Remote

UNKNOWN = status_of(Observation(None))
NOTHING = StatusResult("dev", "https://cluster.example", EnvironmentStatus({"core": UNKNOWN}))


def test_a_cluster_that_does_not_answer_is_unreachable(machine: Machine, remote: Remote) -> None:
    here = machine.with_(KUBECONFIG=kubeconfig(machine.folder, NOWHERE), NO_PROXY="127.0.0.1")
    done = here.run("status", "--env", "dev", "--repo", str(remote.path))
    assert done.code == 6
    assert done.out == ""


def test_its_json_has_a_pinned_shape(capsys: pytest.CaptureFixture[str]) -> None:
    show(NOTHING, Output.JSON)
    document = json.loads(capsys.readouterr().out)
    assert list(document) == [
        "apiVersion",
        "kind",
        "environment",
        "server",
        "verdict",
        "reasons",
        "published",
        "running",
        "argocd",
        "workloads",
        "pods",
        "endpoints",
        "autoscalers",
        "warnings",
        "applications",
        "backups",
        "prometheus",
    ]
    (core,) = document["applications"]
    assert core.keys() - {"name"} == document.keys() - {
        "apiVersion",
        "kind",
        "environment",
        "server",
        "applications",
        "backups",
        "prometheus",
    }
    assert document["kind"] == "StatusResult"
    assert list(document["argocd"]) == ["sync", "health", "operation", "differing"]


def test_its_text_begins_with_the_verdict_and_the_reasons(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show(NOTHING, Output.TEXT)
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first == "dev: progressing"
    assert "nothing is published" in second


def test_backups_and_alerts_are_told_right_after_the_verdict(
    capsys: pytest.CaptureFixture[str],
) -> None:
    firing = Firing("KernelsAreFull", "critical", "no room is left", "2026-11-28T01:00:00Z")
    down = Down("kernels", "workspace-kernel-1", "connection refused")
    made = datetime(2026, 11, 28, 2, 30, tzinfo=UTC)
    told = replace(NOTHING, backups=Times(made), alerts=Alerts((firing,), (down,)))

    show(told, Output.TEXT)
    lines = capsys.readouterr().out.splitlines()[1:]
    lines = [line for line in lines if not line.startswith("  !")]
    assert lines[:4] == [
        "  backups     last made 2026-11-28T02:30:00+00:00, last restored and compared never",
        "  prometheus  1 alert firing, 1 target down",
        "  alert       KernelsAreFull (critical) since 2026-11-28T01:00:00Z: no room is left",
        "  target      kernels workspace-kernel-1 is down: connection refused",
    ]
    show(told, Output.JSON)
    document = json.loads(capsys.readouterr().out)
    assert document["backups"] == {"made": made.isoformat(), "proven": "", "problem": ""}
    assert document["prometheus"]["firing"][0]["alert"] == "KernelsAreFull"
    assert document["verdict"] == "progressing"


def test_several_applications_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    both = EnvironmentStatus({"core": UNKNOWN, "logging": UNKNOWN})
    show(StatusResult("dev", "https://cluster.example", both), Output.TEXT)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "dev: progressing"
    assert {"dev core: progressing", "dev logging: progressing"} <= set(lines)
    assert sum("logging: nothing is published" in line for line in lines) == 1
