"""A place of their own for the pods among the machine's groups of processes."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_ROOT: Final = Path("/sys/fs/cgroup")
_CONTROLLERS: Final = ("cpu", "cpuset", "hugetlb", "memory", "pids")
_SECONDS: Final = 30
_PREFIX: Final = "nexus-node-"


@dataclass(frozen=True)
class Cgroup:
    """A group in every hierarchy of the machine.

    Attributes:
        name: as `/nexus-node-1234`.
    """

    name: str

    def make(self) -> None:
        """Make it, empty, with the controllers that a kubelet needs."""
        if _is_unified():
            known = (_ROOT / "cgroup.controllers").read_text().split()
            wanted = " ".join(f"+{one}" for one in _CONTROLLERS if one in known)
            (_ROOT / "cgroup.subtree_control").write_text(wanted)
        for hierarchy in _hierarchies():
            (hierarchy / self.name[1:]).mkdir()

    def remove(self) -> None:
        """Remove it with all below, as soon as its processes are gone, which were killed.

        Raises:
            OSError: one is still there.
        """
        limit = time.monotonic() + _SECONDS
        for hierarchy in _hierarchies():
            while True:
                try:
                    _remove(hierarchy / self.name[1:])
                    break
                except OSError:
                    if time.monotonic() > limit:
                        raise
                time.sleep(0.1)


def of_process(pid: int) -> Cgroup:
    """That of the tests which a process runs."""
    return Cgroup(f"/{_PREFIX}{pid}")


def abandoned() -> list[Cgroup]:
    """Those of tests that were killed, with what they started."""
    names = {
        path.name for hierarchy in _hierarchies() for path in hierarchy.glob(f"{_PREFIX}[0-9]*")
    }
    return [
        Cgroup(f"/{name}")
        for name in sorted(names)
        if not Path("/proc", name.removeprefix(_PREFIX)).exists()
    ]


def _is_unified() -> bool:
    return (_ROOT / "cgroup.controllers").exists()


def _hierarchies() -> list[Path]:
    """One with version 2, and one for each controller with version 1."""
    if _is_unified():
        return [_ROOT]
    links = [path for path in _ROOT.iterdir() if path.is_dir() and not path.is_symlink()]
    return [path for path in links if (path / "cgroup.procs").exists()]


def _remove(folder: Path) -> None:
    if not folder.is_dir():
        return
    for below in folder.iterdir():
        if below.is_dir():
            _remove(below)
    folder.rmdir()
