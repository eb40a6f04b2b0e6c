"""Images of dev as archives below .cache: who runs them later need not build them again."""

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Final

from podman_storage import ROOT, Podman

STORES: Final = ("postgres", "redis")

_FOLDER: Final = ROOT / ".cache" / "images"
_SOURCES: Final = ("docker", "requirements", "services", "tests/containers")


def name_of(service: str) -> str:
    """The name of a service's image, as dev's manifests have it."""
    lock = json.loads((ROOT / "nexus_platform/environments/dev.images.json").read_text())
    return f"{lock[service]['repository']}:{lock[service]['tag']}"


def archive_of(service: str) -> Path:
    """Where a service's image is kept, as it is built from the code as it is now."""
    return _FOLDER / f"{service}-{_digest()}.tar"


def keep(podman: Podman, image: str, service: str) -> Path:
    """Keep an image under the name that dev's manifests have, instead of those of other code.

    Args:
        podman: whose image it is.
        image: its name there.
        service: what it is the image of.
    """
    archive = archive_of(service)
    _FOLDER.mkdir(parents=True, exist_ok=True)
    for old in _FOLDER.glob(f"{service}-*.tar"):
        old.unlink()
    podman.run("tag", image, name_of(service))
    fresh = archive.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    podman.run("save", "--format=docker-archive", f"--output={fresh}", name_of(service))
    return fresh.rename(archive)


def _digest() -> str:
    """Of all that goes into an image, and of what decides it."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *_SOURCES]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    digest = hashlib.sha256()
    for name in sorted(filter(None, listed.split("\0"))):
        if (ROOT / name).is_file():
            digest.update(name.encode() + b"\0" + (ROOT / name).read_bytes())
    return digest.hexdigest()[:16]
