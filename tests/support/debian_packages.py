"""Programs out of Debian's packages, unpacked and not installed."""

import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from platformdirs import user_cache_path


def program(name: str, package: str) -> Path:
    """A program that is installed, or is in a package of Debian; the test is skipped without one."""
    if installed := shutil.which(name):
        return Path(installed)
    folder = user_cache_path("nexus-gitops-tests") / package
    unpacked = folder / "usr/bin" / name
    if not unpacked.exists():
        _unpack(package, folder)
    return unpacked


def _unpack(package: str, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        work = Path(name)
        try:
            download = ["apt-get", "download", package]
            subprocess.run(download, cwd=work, check=True, capture_output=True)
            (archive,) = work.glob(f"{package}_*.deb")
            unpack = ["dpkg-deb", "-x", str(archive), str(work / "unpacked")]
            subprocess.run(unpack, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError, ValueError) as error:
            pytest.skip(
                f"{package} is neither installed nor to be had from apt, so nothing was tested"
                f" with it: {error}"
            )
        with suppress(OSError):  # another test process was faster
            (work / "unpacked").rename(folder)
