"""containerd: images, and the containers that the kubelet asks for."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.e2e.controlplane.processes import Processes
from tests.e2e_node import addresses
from tests.e2e_node.packages import Packages

PAUSE_IMAGE: Final = "nexus.invalid/pause:1"
_NAMESPACE: Final = "k8s.io"
"""Where the kubelet's containers and images are."""

_CONFIG: Final = """
version = 2
root = "{folder}/root"
state = "{folder}/state"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs"]
[grpc]
address = "{folder}/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
path = "{folder}/opt"
[plugins."io.containerd.grpc.v1.cri"]
restrict_oom_score_adj = true
sandbox_image = "{pause}"
stream_server_address = "127.0.0.1"
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "{plugins}"
conf_dir = "{folder}/cni"
[plugins."io.containerd.grpc.v1.cri".containerd]
snapshotter = "overlayfs"
default_runtime_name = "runc"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
SystemdCgroup = false
BinaryName = "{runc}"
"""


@dataclass(frozen=True)
class Containerd:
    """containerd that runs.

    Attributes:
        packages: where its programs are.
        socket: where it listens.
    """

    packages: Packages
    socket: Path

    def load(self, archive: Path) -> None:
        """Import the images of an archive."""
        self._ctr("images", "import", "--digests=false", "--no-unpack", str(archive))

    def tag(self, image: str, name: str) -> None:
        """Give an image another name beside its own."""
        self._ctr("images", "tag", "--force", image, name)

    def process(self, container: str) -> int:
        """The process of a container.

        Args:
            container: its ID, as a pod's status tells it.
        """
        rows = self._ctr("tasks", "list").splitlines()[1:]
        found = {name: int(pid) for name, pid, *_ in map(str.split, rows)}
        return found[container.rpartition("/")[2]]

    def _ctr(self, *arguments: str) -> str:
        program = str(self.packages.program("ctr"))
        done = subprocess.run(
            [program, f"--address={self.socket}", f"--namespace={_NAMESPACE}", *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def start(processes: Processes, packages: Packages, folder: Path) -> Containerd:
    """Start containerd; all that it keeps is below the folder."""
    (folder / "cni").mkdir(parents=True)
    (folder / "cni" / "pods.conflist").write_text(json.dumps(_bridge(folder)))
    config = folder / "config.toml"
    config.write_text(
        _CONFIG.format(
            folder=folder,
            pause=PAUSE_IMAGE,
            plugins=packages.plugins,
            runc=packages.program("runc"),
        )
    )
    socket = folder / "containerd.sock"
    processes.start(
        "containerd",
        [str(packages.program("containerd")), f"--config={config}"],
        packages.variables,
    )
    running = Containerd(packages, socket)
    processes.wait_for("containerd", running.socket.exists)
    return running


def _bridge(folder: Path) -> dict[str, Any]:
    """How a pod gets its address."""
    addressing = {
        "type": "host-local",
        "dataDir": str(folder / "addresses"),
        "ranges": [[{"subnet": addresses.PODS}]],
        "routes": [{"dst": "0.0.0.0/0"}],
    }
    return {
        "cniVersion": "0.4.0",
        "name": "pods",
        "plugins": [
            {
                "type": "bridge",
                "bridge": addresses.BRIDGE,
                "isGateway": True,
                "hairpinMode": True,
                "ipam": addressing,
            },
            {"type": "portmap", "capabilities": {"portMappings": True}},
        ],
    }
