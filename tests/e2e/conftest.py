"""A platform that was bootstrapped, published and synced, once for all tests of a session."""

import json
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from nexus_gitops.argocd.layout import ARGOCD_NAMESPACE, CORE, application_name, application_path
from nexus_gitops.manifests.identity import Identity, KubeObject, identity
from nexus_gitops.manifests.reader import from_yaml
from nexus_platform.addons.backup.variables import S3_KEY, S3_KEY_ID
from tests.cli.conftest import (
    ROOT,
    Done,
    Machine,
    _variables,
    cache_of_session,
    checkout,
    git,
)
from tests.e2e import clusters
from tests.e2e.clusters import Cluster
from tests.e2e.kube import Kube, UnusableError
from tests.e2e.patience import until
from tests.e2e.service_lines import Written, work

__all__ = ["cache_of_session", "checkout"]

ENVIRONMENTS = ("dev", "staging")
FIGURES = ROOT / ".cache" / "e2e.json"

_GIVEN = (S3_KEY_ID, S3_KEY)
"""Keys of the Secrets that nobody can generate."""

Edits = Mapping[str, tuple[str, str]]


def pytest_report_header() -> str:
    return clusters.choice()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The lines of services that have worked."""
    return work(tmp_path_factory.mktemp("lines"))


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with ExitStack() as stack:
        try:
            found = stack.enter_context(clusters.cluster(tmp_path_factory.mktemp("gitops")))
        except UnusableError as error:
            pytest.exit(str(error), pytest.ExitCode.USAGE_ERROR)
        if found is None:
            pytest.skip(clusters.choice())
        yield found


@pytest.fixture(scope="session")
def kube(cluster: Cluster) -> Kube:
    return cluster.kube


@pytest.fixture(scope="session")
def machine(
    cluster: Cluster,
    checkout: Path,
    cache_of_session: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Machine:
    """Where somebody operates the platform: with a kubeconfig, and the address of the repository."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("work")
    variables = {
        **_variables(checkout, home, cache_of_session),
        "KUBECONFIG": cluster.kube.kubeconfig,
        "NEXUS_GITOPS_REPO": cluster.repository.url,
        "NO_PROXY": "127.0.0.1",
    }
    return Machine(checkout, folder, variables)


@pytest.fixture
def edit(machine: Machine, tmp_path: Path) -> Callable[..., Machine]:
    """Makes a machine with other code: each path's `old` text replaced by `new`."""

    def edit(edits: Edits, of: Machine = machine) -> Machine:
        edited = copied(of, tmp_path / f"edited-{secrets.token_hex(4)}")
        for path, (old, new) in edits.items():
            text = (edited.source / path).read_text()
            assert text.count(old) == 1, f"{path} has {text.count(old)} times {old!r}"
            (edited.source / path).write_text(text.replace(old, new))
        git(edited.source, "commit", "--quiet", "--all", "--message", "edited")
        return edited

    return edit


def copied(machine: Machine, root: Path) -> Machine:
    """A machine with a copy of the code in a folder of its own."""
    shutil.copytree(machine.source, root, symlinks=True)
    paths = f"{root}:{root / 'constructs'}"
    platform = str(root / "nexus_platform")
    return replace(machine.with_(PYTHONPATH=paths, NEXUS_GITOPS_PLATFORM=platform), source=root)


@dataclass(frozen=True)
class Platform:
    """One environment of the platform, live.

    Attributes:
        environment: its name.
        namespace: where it runs.
    """

    environment: str
    namespace: str
    machine: Machine
    cluster: Cluster

    @property
    def kube(self) -> Kube:
        return self.cluster.kube

    @property
    def application(self) -> KubeObject:
        name = application_name("nexus", self.environment, CORE)
        return self.kube.get("argoproj.io/v1alpha1 Application", name, ARGOCD_NAMESPACE)

    @property
    def sync(self) -> tuple[str, str]:
        """How Argo CD's last sync stands, and of which commit it is."""
        state = self.application["status"]["operationState"]
        return state["phase"], state["operation"].get("sync", {}).get("revision", "")

    def publish(self, *flags: str, by: Machine | None = None) -> Done:
        return (by or self.machine).run("publish", "--env", self.environment, *flags)

    def status(self, *flags: str) -> Done:
        return self.machine.run("status", "--env", self.environment, "--output", "json", *flags)

    def settle(self, seconds: float = 300) -> Any:
        """Wait until the published release runs; its status."""
        done = self.status("--wait", "--timeout", str(seconds))
        assert done.code == 0, done.out + done.err
        return done.json

    def release(self) -> list[KubeObject]:
        """The objects of the release that is published."""
        files = self.cluster.repository.files(application_path(self.environment, CORE))
        return [from_yaml(text, path) for path, text in files.items()]

    def live(self) -> dict[Identity, KubeObject]:
        """What the cluster has of the published objects."""
        found = {}
        for obj in self.release():
            here = self.find(obj)
            if here is not None:
                found[identity(obj)] = here
        return found

    def find(self, obj: KubeObject) -> KubeObject | None:
        metadata = obj["metadata"]
        kind = f"{obj['apiVersion']} {obj['kind']}"
        return self.kube.find(kind, metadata["name"], metadata.get("namespace"))

    def refresh(self) -> None:
        """Have Argo CD compare everything anew, without its caches."""
        before = self.application["status"]["reconciledAt"]
        self.kube.patch(
            "argoproj.io/v1alpha1 Application",
            application_name("nexus", self.environment, CORE),
            ARGOCD_NAMESPACE,
            {"metadata": {"annotations": {"argocd.argoproj.io/refresh": "hard"}}},
        )
        until(lambda: self.application["status"]["reconciledAt"] > before, "a refresh")

    def pods(self, name: str) -> dict[str, KubeObject]:
        """Pods of a workload that are not on their way out, by uid."""
        return {
            pod["metadata"]["uid"]: pod
            for pod in self.kube.list("v1 Pod", self.namespace)
            if pod["metadata"]["labels"].get("app.kubernetes.io/name") == name
            and "deletionTimestamp" not in pod["metadata"]
        }


@dataclass(frozen=True)
class FirstSync:
    """How an environment came up in an empty cluster.

    Attributes:
        seconds: from the push to Healthy, as `status --wait` saw it.
        bootstrap, publish: how the commands ended.
        status, operation, objects: what `status` said, Argo CD's record of the sync, and what
            it made; as they were then, because tests change the platform.
    """

    platform: Platform
    seconds: float
    bootstrap: Done
    publish: Done
    status: Any
    operation: Any
    objects: Mapping[Identity, KubeObject]


@pytest.fixture(scope="session")
def first_sync(machine: Machine, cluster: Cluster) -> Callable[[str], FirstSync]:
    """Brings an environment up, once a session."""

    @cache
    def bring_up(environment: str) -> FirstSync:
        bootstrap = machine.run("bootstrap", "--env", environment, "--output", "json")
        assert bootstrap.code == 0, bootstrap.err
        namespace = _prepare(machine, environment)
        platform = Platform(environment, namespace, machine, cluster)
        publish = platform.publish("--init")
        assert publish.code == 0, publish.err
        begin = time.monotonic()
        status = platform.settle()
        seconds = time.monotonic() - begin
        _record(f"{environment}: push to Healthy", seconds)
        if cluster.plane:
            _record("control plane: start", cluster.plane.seconds)
        operation = platform.application["status"]["operationState"]
        return FirstSync(platform, seconds, bootstrap, publish, status, operation, platform.live())

    return bring_up


def _prepare(machine: Machine, environment: str) -> str:
    """What docs/publishing.md asks for before the first sync; gives the namespace."""
    shown = machine.run("env", "show", environment, "--output", "json")
    said = shown.json["environment"]
    namespace: str = said["namespace"]
    given = machine.folder / ".env.k8s"
    keys = _GIVEN if said["backup"] else ()
    given.write_text("".join(f"{key}={secrets.token_hex(8)}\n" for key in keys))
    done = machine.run("secrets", "apply", "--env", environment, "--from-env-file", str(given))
    assert done.code == 0, done.err
    return namespace


@pytest.fixture(params=ENVIRONMENTS)
def platform(
    request: pytest.FixtureRequest, first_sync: Callable[[str], FirstSync]
) -> Iterator[Platform]:
    """An environment that runs as it is in the code, before and after the test."""
    live = first_sync(request.param).platform
    live.publish("--allow-destructive")
    live.settle()
    yield live
    live.publish("--allow-destructive")
    live.settle()


def _record(what: str, seconds: float) -> None:
    """Keep a figure for docs/live.md."""
    FIGURES.parent.mkdir(exist_ok=True)
    known = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    FIGURES.write_text(json.dumps({**known, what: round(seconds, 1)}, indent=2) + "\n")
