"""Whether this machine can run a node."""

import os
import shutil
import subprocess
from typing import Final

from tests.e2e.controlplane import binaries

_PROGRAMS: Final = {
    "unshare": "util-linux",
    "setpriv": "util-linux",
    "ip": "iproute2",
    "iptables": "iptables",
    "podman": "podman",
}
_TRIAL: Final = """
set -e
mount -t tmpfs tmpfs /var/lib
mkdir /var/lib/{below,above,work,merged}
mount -t overlay overlay -o lowerdir=/var/lib/below,upperdir=/var/lib/above,workdir=/var/lib/work \
  /var/lib/merged
ip link add trial type bridge
ip link add near type veth peer name far
iptables --wait --table nat --append POSTROUTING --jump MASQUERADE
"""


class UnableError(RuntimeError):
    """A node cannot run here; says why."""


def check() -> None:
    """See that a node can run.

    Raises:
        UnableError: it cannot.
    """
    if os.getuid() != 0:
        raise UnableError("it needs root, for namespaces, mounts and groups of processes")
    if binaries.go() is None:
        raise UnableError("there is no Go to build a kubelet with")
    if missing := {name: package for name, package in _PROGRAMS.items() if not shutil.which(name)}:
        packages = " ".join(sorted(set(missing.values())))
        raise UnableError(f"{', '.join(missing)} is missing: apt-get install {packages}")
    apart = ["unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "bash", "-c", _TRIAL]
    tried = subprocess.run(apart, capture_output=True, text=True, check=False)
    if tried.returncode:
        raise UnableError(f"this machine makes no namespaces of its own: {tried.stderr.strip()}")
