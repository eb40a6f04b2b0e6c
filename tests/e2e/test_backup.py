"""Backups and a restore by the commands, on a real API server with a real Argo CD.

Their Jobs are admitted and run to their ends there; what is in the pods runs as local processes, with
the variables that the cluster gives them, on a real PostgreSQL and a real S3 server.
"""

import base64
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Final

import pytest

from nexus_gitops.manifests.identity import KubeObject
from tests.cli.conftest import Done
from tests.e2e import real_backups, real_services
from tests.e2e.conftest import FirstSync, Platform
from tests.e2e.job_pods import Image, JobPods
from tests.e2e.kube import Kube
from tests.e2e.patience import throughout, until
from tests.e2e.real_backups import Servers
from tests.e2e.service_programs import BIN

if not real_services.are_there():
    pytest.skip("needs the services' environment", allow_module_level=True)

_DEPLOYMENT: Final = "apps/v1 Deployment"
_KERNEL: Final = "workspace-kernel"
_FRONTEND: Final = "graphstudio-frontend"
_SKIP: Final = "argocd.argoproj.io/skip-reconcile"
_HOOK: Final = "argocd.argoproj.io/hook"
_WAVE: Final = "argocd.argoproj.io/sync-wave"
_DATABASE: Final = "nexus"
_ONE: Final = (
    "INSERT INTO workspace (id, tenant, name, snapshot)"
    " VALUES (gen_random_uuid(), 'acme', '{}', '{{}}')"
)
# Longer than an autoscaler takes to look again.
_LOOK_SECONDS: Final = 20


@dataclass(frozen=True)
class World:
    """staging, live, and the servers that its pods of backups reach."""

    live: Platform
    servers: Servers
    pods: JobPods

    @property
    def namespace(self) -> str:
        return f"{self.live.namespace}-backup"

    def backup(self, *arguments: str) -> Done:
        return self.live.machine.run("backup", *arguments, "--env", "staging", "--output", "json")

    def restore(self, *flags: str) -> Done:
        return self.live.machine.run(*_RESTORE, *flags)

    def kill_at(self, words: str) -> None:
        """Start the restore, or go on with it, and kill the command once it says these words."""
        with subprocess.Popen(
            [self.live.machine.command, *_RESTORE],
            cwd=self.live.machine.folder,
            env=dict(self.live.machine.variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            said = []
            for line in process.stderr:
                said.append(line)
                if words in line:
                    break
            else:
                raise AssertionError(f"ended without {words!r}: {said}")
            process.kill()
            assert process.stdout.read() == "", "it told a success"

    @property
    def kernels(self) -> int:
        found = self.live.kube.get(_DEPLOYMENT, _KERNEL, self.live.namespace)
        return int(found["spec"]["replicas"])

    @property
    def frontends(self) -> int:
        found = self.live.kube.get(_DEPLOYMENT, _FRONTEND, self.live.namespace)
        return int(found["spec"]["replicas"])

    @property
    def is_left_alone(self) -> bool:
        return _SKIP in self.live.application["metadata"].get("annotations", {})

    @property
    def step(self) -> str:
        found = self.live.kube.get("v1 ConfigMap", "restore", self.namespace)
        return str(found["data"]["step"])


_RESTORE: Final = (
    *("restore", "--env", "staging", "--confirm", "staging"),
    *("--output", "json"),
)


def values(kube: Kube, name: str, namespace: str) -> dict[str, str]:
    data = kube.get("v1 Secret", name, namespace)["data"]
    return {key: base64.b64decode(value).decode() for key, value in data.items()}


@pytest.fixture(scope="module")
def world(
    first_sync: Callable[[str], FirstSync], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    live = first_sync("staging").platform
    if not live.cluster.is_simulated:
        pytest.skip("what real pods reach is not ours to say")
    live.publish("--allow-destructive")
    live.settle()
    ours = values(live.kube, "nexus-secrets", live.namespace)
    theirs = values(live.kube, "nexus-backup-secrets", f"{live.namespace}-backup")
    keys = theirs["AWS_ACCESS_KEY_ID"], theirs["AWS_SECRET_ACCESS_KEY"]
    password = ours["DATABASE_ADMIN_PASSWORD"]
    with (
        real_backups.running(keys=keys, password=password, database=_DATABASE) as servers,
        closing(Kube(live.kube.kubeconfig)) as kube,
    ):
        pods = JobPods(
            kube,
            (live.namespace, f"{live.namespace}-backup"),
            (
                Image("backup", ("python", "-m", "nexus_backup"), (servers.programs, BIN)),
                Image(_KERNEL, (), (BIN,)),
            ),
            _places(servers, ours["DATABASE_URL"]),
            tmp_path_factory.mktemp("logs"),
        )
        _sync(pods, live)
        pods.start()
        yield World(live, servers, pods)
        pods.stop()


def _places(servers: Servers, url: str) -> Mapping[str, str]:
    place = f"127.0.0.1:{servers.port}"
    return {
        "DATABASE_HOST": "127.0.0.1",
        "DATABASE_PORT": str(servers.port),
        "DATABASE_URL": url.replace("postgres:5432", place),
        "BACKUP_STORE": servers.bucket,
        "BACKUP_STORE_SECONDS": "5",
        "BACKUP_FOLDER": str(servers.work),
    }


def _sync(pods: JobPods, live: Platform) -> None:
    """What the hooks of a sync do, in the order of their waves."""
    hooks = [
        job
        for job in live.kube.list("batch/v1 Job", live.namespace)
        if _HOOK in job["metadata"]["annotations"]
    ]
    for job in sorted(hooks, key=lambda job: int(job["metadata"]["annotations"][_WAVE])):
        (container,) = job["spec"]["template"]["spec"]["containers"]
        command, variables = pods.command(container, live.namespace)
        subprocess.run(command, env=variables, check=True, stdout=subprocess.DEVNULL)


def test_each_sync_but_the_first_backs_up_before_it_migrates(world: World) -> None:
    """The first has nothing to back up, and not even the role that does so at set times."""
    assert world.backup("list").json["backups"] == []  # of a store that is not there yet
    _sync(world.pods, world.live)
    assert len(world.backup("list").json["backups"]) == 1


def test_a_backup_is_made_listed_and_proven(world: World) -> None:
    world.servers.sql(_ONE.format("first"), _DATABASE)
    made = world.backup("run")
    assert (made.code, made.json["health"]) == (0, "healthy"), made.out + made.err

    proven = world.backup("verify")

    assert (proven.code, proven.json["snapshot"]) == (0, made.json["snapshot"]), proven.out
    listed = world.backup("list")
    assert listed.json["backups"][-1]["snapshot"] == made.json["snapshot"]
    assert len(listed.json["restoreTests"]) == 1


def test_a_backup_that_fails_is_told_with_its_reason(world: World) -> None:
    before = world.backup("list").json["backups"]
    world.servers.store("away")

    failed = world.backup("run")

    world.servers.store("back")
    assert (failed.code, failed.json["snapshot"]) == (10, "")
    assert failed.json["reason"], failed.out
    assert world.live.status().json["verdict"] == "healthy"  # of the release
    assert world.backup("list").json["backups"] == before


def test_a_restore_that_is_killed_at_each_step_goes_on_and_loses_nothing(world: World) -> None:
    servers = world.servers
    saved = servers.dumped(_DATABASE)
    servers.sql("DELETE FROM workspace", _DATABASE)
    servers.sql(_ONE.format("after the backup"), _DATABASE)
    lost = servers.dumped(_DATABASE)
    kernels, frontends = world.kernels, world.frontends
    assert saved != lost
    refused = world.live.machine.run("restore", "--env", "staging", "--confirm", "prod")
    assert (refused.code, world.kernels) == (4, kernels), refused.err

    # What comes next may have begun by the time that a command is dead.
    world.kill_at(": stop the writers\n")
    assert (world.step, servers.dumped(_DATABASE)) == ("stop the writers", lost)

    servers.store("away")
    world.kill_at(": restore\n")
    assert world.step == "restore"
    world.live.kube.patch(
        _DEPLOYMENT, _FRONTEND, world.live.namespace, {"spec": {"replicas": frontends + 1}}
    )
    throughout(
        lambda: (world.kernels, world.frontends, world.is_left_alone) == (0, frontends + 1, True),
        "writers that stand still, and Argo CD that heals nothing",
        _LOOK_SECONDS,
    )

    failed = world.restore()
    servers.store("back")
    assert (failed.code, failed.json["next"], failed.json["kept"]) == (10, "restore", "")
    assert failed.json["failed"], failed.out
    assert (servers.dumped(_DATABASE), world.kernels) == (lost, 0)

    world.kill_at("nexus-gitops: restore-")  # while its Job runs
    assert servers.dumped(_DATABASE) in (lost, saved)
    world.kill_at(": migrate\n")
    assert (servers.dumped(_DATABASE), world.kernels) == (saved, 0)
    world.kill_at(": start the writers\n")
    assert world.step == "start the writers"
    assert world.live.kube.find("v1 Secret", _name(world), world.namespace) is None

    done = world.restore()

    assert (done.code, done.json["next"]) == (0, "done"), done.out + done.err
    assert servers.dumped(_DATABASE) == saved
    assert servers.dumped(done.json["kept"]) == lost
    assert (world.kernels, world.is_left_alone) == (kernels, False)
    until(lambda: world.frontends == frontends, "Argo CD that heals again")


def _name(world: World) -> str:
    data: KubeObject = world.live.kube.get("v1 ConfigMap", "restore", world.namespace)["data"]
    return f"restore-{data['operation']}"
