"""Programs out of Debian's packages, unpacked and not installed."""

import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from platformdirs import user_cache_path


class PackageError(RuntimeError):
    """A package is not to be had from apt."""


def program(name: str, package: str) -> Path:
    """A program that is installed, or is in a package of Debian; the test is skipped without one."""
    if installed := shutil.which(name):
        return Path(installed)
    try:
        return unpacked(package, package) / "usr/bin" / name
    except PackageError as error:
        pytest.skip(
            f"{package} is neither installed nor to be had from apt, so nothing was tested"
            f" with it: {error}"
        )


def unpacked(name: str, *packages: str) -> Path:
    """The folder that packages are unpacked into, once.

    Args:
        name: of the folder.
        packages: without what they depend on.

    Raises:
        PackageError: apt does not bring one.
    """
    folder = user_cache_path("nexus-gitops-tests") / name
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        work = Path(temporary)
        try:
            download = ["apt-get", "download", *packages]
            subprocess.run(download, cwd=work, check=True, capture_output=True)
            for archive in work.glob("*.deb"):
                unpack = ["dpkg-deb", "-x", str(archive), str(work / "unpacked")]
                subprocess.run(unpack, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise PackageError(str(error)) from error
        with suppress(OSError):  # another test process was faster
            (work / "unpacked").rename(folder)
    return folder
