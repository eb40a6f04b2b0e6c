"""The images, built and pushed by the command line with podman, and run as a cluster runs them.

Run by `make images-test`, which brings the fixtures of services/conftest.py (PostgreSQL, Redis)
and of tests/support/real_registry.py.
Podman keeps everything in a folder of the run. Where no registry with the base images is
reached, Debian's packages stand in for them (debian-base.sh).
"""

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import kept_images
import pytest
from podman_storage import ROOT, Base, Podman, base_for, podman_in

COMMAND = ROOT / ".venv" / "bin" / "nexus-gitops"
START_SECONDS = 60

# Rules that a cluster has and podman has not by itself; the names are podman's options.
AS_IN_A_CLUSTER = (
    "--read-only",
    "--read-only-tmpfs=false",
    "--tmpfs=/tmp:rw,noexec,nosuid,size=64m,mode=1777",
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges",
)


@dataclass(frozen=True)
class Built:
    """An image that was built and pushed.

    Attributes:
        service: its name.
        reference: with its digest.
        lock: the environment's lock file afterwards.
        revision: of the checkout that it was built from.
    """

    service: str
    reference: str
    lock: Mapping[str, Any]
    revision: str

    @property
    def tagged(self) -> str:
        """Its name without the digest."""
        return self.reference.partition("@")[0]


@dataclass(frozen=True)
class Container:
    """A service that runs as in a cluster."""

    podman: Podman
    name: str
    url: str

    def wait_for(self, path: str) -> httpx.Response:
        """The first answer of status 200."""
        deadline = time.monotonic() + START_SECONDS
        said: object = None
        while time.monotonic() < deadline:
            try:
                answer = httpx.get(self.url + path, trust_env=False)
                if answer.status_code == 200:
                    return answer
                said = answer
            except httpx.HTTPError as error:
                said = error
            if not self.is_running:
                break
            time.sleep(0.1)
        out, err = self.logs()
        pytest.fail(f"{self.name} does not answer {path} ({said}):\n{out}\n{err}")

    @property
    def is_running(self) -> bool:
        """Whether its process lives."""
        return self.podman.run("inspect", "-f={{.State.Running}}", self.name).stdout == "true\n"

    def logs(self) -> tuple[str, str]:
        """What it wrote to stdout and to stderr."""
        done = self.podman.run("logs", self.name)
        return done.stdout, done.stderr

    def stop(self) -> int:
        """Its exit code after SIGTERM."""
        self.podman.run("stop", "--time=40", self.name)
        return int(self.podman.run("inspect", "-f={{.State.ExitCode}}", self.name).stdout)


@pytest.fixture(scope="session")
def podman(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Podman]:
    """See `Podman`; all that it made is gone afterwards."""
    assert shutil.which("podman"), "podman is not installed (Debian: podman and runc)"
    with podman_in(tmp_path_factory.mktemp("podman")) as podman:
        yield podman


@pytest.fixture(scope="session")
def base(podman: Podman, tmp_path_factory: pytest.TempPathFactory) -> Base:
    """What the images are built from on this machine."""
    return base_for(podman, tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="session")
def checkout_for(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Makes a committed copy of this checkout whose dev has the registry of that host and port."""

    def copy_for(host: str) -> Path:
        copy = tmp_path_factory.mktemp("checkout") / "nexus"
        listed = _git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, copy / name)
        for name in ("dev.py", "dev.images.json"):
            path = copy / "nexus_platform" / "environments" / name
            path.write_text(path.read_text().replace("localhost:5001", host))
        _git(copy, "init", "--quiet")
        _git(copy, "add", "--all")
        _git(copy, "commit", "--quiet", "--message=all of it")
        return copy

    return copy_for


def _git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="session")
def push(podman: Podman, base: Base) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Builds the image of a service from a checkout, and pushes it, by the command line."""

    def run(checkout: Path, service: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                *(COMMAND, "images", "build", service, "--engine=podman", "--push"),
                *("--output=json", *base.options),
            ],
            cwd=checkout,  # the platform is found from there
            env={
                **podman.variables,
                "PYTHONPATH": f"{checkout}:{checkout / 'constructs'}",
                **variables,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def build(
    podman: Podman,
    push: Callable[..., subprocess.CompletedProcess[str]],
    checkout_for: Callable[[str], Path],
    registry: Any,
) -> Callable[[str], Built]:
    """Builds the image of a service and pushes it, once."""
    checkout = checkout_for(registry.host)

    @cache
    def once(service: str) -> Built:
        # The lock file that an earlier push wrote is committed, as its user is told to.
        _git(checkout, "commit", "--quiet", "--all", "--allow-empty", "--message=digests")
        revision = _git(checkout, "rev-parse", "HEAD").strip()
        done = push(checkout, service)
        assert done.returncode == 0, done.stderr
        result = json.loads(done.stdout)
        (image,) = result["images"]
        kept_images.keep(podman, image["reference"].partition("@")[0], service)
        lock = json.loads((checkout / "nexus_platform/environments/dev.images.json").read_text())
        return Built(service, image["reference"], lock, revision)

    return once


@pytest.fixture
def start(
    podman: Podman, build: Callable[[str], Built], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Container]]:
    """Starts a service as a cluster does."""
    with ExitStack() as running:

        def run(service: str, port: int, variables: Mapping[str, str], *options: str) -> Container:
            given = {"PORT": str(port), **variables}
            podman.run(
                *("run", "--detach", f"--name={service}", *AS_IN_A_CLUSTER, *options),
                *(f"--env={name}={value}" for name, value in given.items()),
                build(service).tagged,
            )
            running.callback(podman.run, "rm", "--force", "--time=0", service)
            return Container(podman, service, f"http://127.0.0.1:{port}")

        yield run
