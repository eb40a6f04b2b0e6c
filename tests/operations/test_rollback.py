"""Which syncs a rollback ends while it waits, and which it lets be."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nexus_gitops.cluster.api import Api, connect
from nexus_gitops.operations.release import Target, target_of
from nexus_gitops.operations.rollback import without_older_syncs
from nexus_gitops.operations.watch import Look, look_at, names_of
from tests.cli.commands.test_bootstrap import kubeconfig
from tests.cli.conftest import Remote, git
from tests.kube_http import KubeServer, serving

ENVIRONMENT = "staging"
CORE, *OTHERS = names_of(ENVIRONMENT).values()


@dataclass(frozen=True)
class Rollback:
    """One that was published after a bad release, and before a commit for another environment.

    Attributes:
        ended: Application and commit of each sync that was ended.
    """

    server: KubeServer
    remote: Remote
    look: Look
    ended: list[tuple[str, str]]

    @property
    def commits(self) -> list[str]:
        """The newest one, the rollback, the bad release, the good one."""
        return self.remote.commits

    def sync(self, name: str, commit: str, phase: str = "Running") -> dict[str, Any]:
        """Have Argo CD sync a commit; what it says of the operation."""
        operation = {"sync": {"revision": commit}, "retry": {"limit": -1}}
        state = {"phase": phase, "operation": operation}
        self.server.application(name, operationState=state)
        return state


@pytest.fixture
def server() -> Iterator[KubeServer]:
    with serving() as server:
        yield server


@pytest.fixture
def api(server: KubeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Api:
    monkeypatch.setenv("KUBECONFIG", kubeconfig(tmp_path, server.url))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return connect()


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    monkeypatch.setenv("NEXUS_GITOPS_CACHE_DIR", str(tmp_path / "cache"))
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "gitops.git")
    return target_of(ENVIRONMENT, str(tmp_path / "gitops.git"), "main")


@pytest.fixture
def rollback(server: KubeServer, api: Api, target: Target, tmp_path: Path) -> Rollback:
    for name in (CORE, *OTHERS):
        server.application(name)
    remote = Remote(tmp_path / "gitops.git")
    for release in ("good", "bad", "good again"):
        remote.write("release", f"{release}\n")
    rollback, *_ = remote.commits
    ended: list[tuple[str, str]] = []
    look = without_older_syncs(
        look_at(api, target), api, target, rollback, lambda *told: ended.append(told)
    )
    remote.write("other", "somebody else's\n")
    return Rollback(server, remote, look, ended)


def test_an_older_sync_is_ended_however_late_and_often_it_begins(rollback: Rollback) -> None:
    _, own, bad, good = rollback.commits
    rollback.sync(CORE, own, "Succeeded")
    rollback.look()
    assert not rollback.ended

    for older in (bad, good, bad):
        late = rollback.sync(CORE, older)
        rollback.look()
        rollback.look()
        assert late["phase"] == "Terminating"

    assert rollback.ended == [(CORE, bad), (CORE, good), (CORE, bad)]


def test_its_own_sync_and_a_newer_one_run_on(rollback: Rollback) -> None:
    newer, own, *_ = rollback.commits
    for commit in (own, newer, "1" * 40, ""):
        running = rollback.sync(CORE, commit)
        rollback.look()
        assert running["phase"] == "Running"
    assert not rollback.ended
    assert not rollback.server.patches


def test_each_application_is_judged_by_itself(rollback: Rollback) -> None:
    _, own, bad, _ = rollback.commits
    assert OTHERS
    right = rollback.sync(CORE, own)
    wrong = [rollback.sync(name, bad) for name in OTHERS]

    rollback.look()

    assert right["phase"] == "Running"
    assert {state["phase"] for state in wrong} == {"Terminating"}
    assert rollback.ended == [(name, bad) for name in OTHERS]
