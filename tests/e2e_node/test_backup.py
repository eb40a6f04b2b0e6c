"""Backups on a claim, switched on beside a dev that runs; what is lost afterwards comes back."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import kept_images
import pytest

from tests.cli.conftest import Done, Machine
from tests.e2e.conftest import Edits, Platform
from tests.e2e.patience import until
from tests.e2e_node import figures, load
from tests.e2e_node.node import Node

MODULE = "nexus_platform/environments/dev.py"
BEGIN, END = "from nexus_gitops.images", "    secrets=ClusterSecrets(),\n"
IMPORT = "from nexus_platform.addons.backup.settings import Backup, Claim\n"
BACKUP = '    backup=Backup(target=Claim(storage="1Gi"), scratch="1Gi"),\n'


@pytest.fixture
def guarded(live: Platform, node: Node, edit: Callable[[Edits], Machine]) -> Iterator[Machine]:
    """Somebody's whose dev has backups."""
    node.containerd.load(kept_images.archive_of("backup"))
    text = (live.machine.source / MODULE).read_text()
    machine = edit({MODULE: (text, text.replace(BEGIN, IMPORT + BEGIN).replace(END, END + BACKUP))})
    succeeded(machine.run("secrets", "apply", "--env", "dev"))
    succeeded(live.publish(by=machine))
    succeeded(machine.run("status", "--env", "dev", "--wait", "--timeout", "300"))
    yield machine
    succeeded(live.publish("--force", "--allow-destructive"))
    live.settle()


def succeeded(done: Done) -> Done:
    assert done.code == 0, done.out + done.err
    return done


def timed(machine: Machine, what: str, *arguments: str) -> Done:
    """What a command tells, once it has succeeded; how long it took is kept."""
    begin = time.monotonic()
    done = succeeded(machine.run(*arguments, "--env", "dev", "--output", "json"))
    figures.record(what, f"{time.monotonic() - begin:.0f} s")
    return done


def changed(somebody: httpx.Client, graph: str, operation: dict[str, Any]) -> None:
    tag = somebody.get(graph).headers["ETag"]
    answer = somebody.patch(graph, json=[operation], headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text


def panel(name: str) -> dict[str, Any]:
    value = {"title": name, "x": 0, "y": 0, "data": {}}
    return {"op": "add", "path": f"/panels/{name}", "value": value}


def test_what_was_lost_since_a_backup_comes_back(live: Platform, guarded: Machine) -> None:
    with load.somebody(live) as somebody:
        answer = somebody.post("/api/workspaces", json={"name": "guarded"})
        graph = f"/api/workspaces/{answer.json()['id']}/graph"

        def panels() -> set[str]:
            return set(somebody.get(graph).json()["panels"])

        changed(somebody, graph, panel("kept"))
        made = timed(guarded, "backup made", "backup", "run")
        proven = timed(guarded, "backup restored and compared", "backup", "verify")
        assert proven.json["snapshot"] == made.json["snapshot"]
        changed(somebody, graph, {"op": "remove", "path": "/panels/kept"})
        changed(somebody, graph, panel("newer"))
        assert panels() == {"newer"}

        timed(guarded, "database put back", "restore", "--confirm", "dev")

        until(lambda: somebody.get(graph).is_success, "kernel that serves the workspace")
        assert panels() == {"kept"}
