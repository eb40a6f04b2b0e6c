"""The images that dev's pods run, built where they are not kept from an earlier run."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import kept_images
from podman_storage import ROOT, Base, Podman, base_for, podman_in

from tests.e2e_node.machine import UnableError

_SERVICES: Final = ("workspace-kernel", "nexus-os", "graphstudio-frontend")
_OF_ADDONS: Final = ("backup",)


def archives() -> list[Path]:
    """Where those are that dev begins with."""
    return [kept_images.archive_of(name) for name in (*_SERVICES, *kept_images.STORES)]


def fetch() -> None:
    """See that all are there.

    Raises:
        UnableError: nothing is reached that they could be made of.
    """
    missing = [one for one in (*_SERVICES, *_OF_ADDONS) if not kept_images.archive_of(one).exists()]
    stores = [one for one in kept_images.STORES if not kept_images.archive_of(one).exists()]
    if not missing and not stores:
        return
    with podman_in(Path(tempfile.mkdtemp(prefix="nexus-images-"))) as podman:
        folder = Path(podman.variables["TMPDIR"])
        base = _base(podman, folder)
        for service in missing:
            kept_images.keep(podman, _built(podman, base, service, folder / "cache"), service)
        for store in stores:
            kept_images.keep(podman, _store(podman, base, store), store)


def _base(podman: Podman, folder: Path) -> Base:
    try:
        return base_for(podman, folder)
    except (OSError, subprocess.CalledProcessError) as error:
        raise UnableError(f"nothing is reached to build images from: {error}") from error


def _built(podman: Podman, base: Base, service: str, cache: Path) -> str:
    command = (str(Path(sys.executable).with_name("nexus-gitops")), "images", "build", service)
    done = subprocess.run(
        [*command, "--engine=podman", "--output=json", *base.options],
        cwd=ROOT,
        env={**podman.variables, "NEXUS_GITOPS_CACHE_DIR": str(cache)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    (image,) = json.loads(done.stdout)["images"]
    return str(image["reference"]).partition("@")[0]


def _store(podman: Podman, base: Base, store: str) -> str:
    """The image of a store, or what stands in for it."""
    if base.stand_in:
        return base.stores
    name = kept_images.name_of(store)
    if podman.run("pull", "--quiet", name, check=False).returncode:
        raise UnableError(f"the image {name} is not reached")
    return name
