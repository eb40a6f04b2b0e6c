"""Programs of Debian that no other index carries.

Where one is not installed, its package is unpacked into the user's cache folder; where that fails,
the tests say so and are skipped.
"""

import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from platformdirs import user_cache_path


def debian_program(package: str, name: str) -> Path:
    """The program `name` of a package."""
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
            (file,) = work.glob(f"{package}_*.deb")
            unpack = ["dpkg-deb", "-x", str(file), str(work / "unpacked")]
            subprocess.run(unpack, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError, ValueError) as error:
            pytest.skip(
                f"{package} is neither installed nor to be had from apt, so nothing was tested"
                f" with the real {package}: {error}"
            )
        with suppress(OSError):  # another test process was faster
            (work / "unpacked").rename(folder)
