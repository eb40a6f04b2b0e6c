"""The programs of a node that Debian has, unpacked and not installed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from debian_packages import unpacked

_PACKAGES: Final = ("containerd", "runc", "containernetworking-plugins", "ipset", "libipset13")
_BUSYBOX: Final = "busybox-static"
_FOLDERS: Final = ("usr/bin", "usr/sbin", "bin", "sbin")


@dataclass(frozen=True)
class Packages:
    """Packages below one folder.

    Attributes:
        folder: where they are unpacked.
        busybox: a program without libraries, which is many; for an image of it.
    """

    folder: Path
    busybox: Path

    def program(self, name: str) -> Path:
        """A program of theirs."""
        return next(found for folder in _FOLDERS if (found := self.folder / folder / name).exists())

    @property
    def plugins(self) -> Path:
        """The folder of the programs that connect a pod."""
        return self.folder / "usr" / "lib" / "cni"

    @property
    def variables(self) -> dict[str, str]:
        """By which programs find each other, their libraries, and what the machine has."""
        folders = [str(self.folder / one) for one in _FOLDERS]
        libraries = sorted(self.folder.glob("usr/lib/*-linux-gnu"))
        return {
            "PATH": ":".join([*folders, "/usr/sbin", "/usr/bin", "/sbin", "/bin"]),
            "LD_LIBRARY_PATH": ":".join(map(str, libraries)),
        }


def fetch() -> Packages:
    """The packages, fetched by apt the first time.

    Raises:
        PackageError: apt does not bring one.
    """
    return Packages(unpacked("node", *_PACKAGES), unpacked(_BUSYBOX, _BUSYBOX) / "bin" / "busybox")
