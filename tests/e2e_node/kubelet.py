"""The kubelet, and what leads Services to pods and keeps pods from each other."""

from pathlib import Path
from typing import Any

import yaml

from tests.e2e.controlplane.authority import Authority
from tests.e2e.controlplane.processes import LOOPBACK, Processes, free_port, listens
from tests.e2e_node import addresses
from tests.e2e_node.cgroups import Cgroup
from tests.e2e_node.containerd import Containerd


def start_kubelet(
    processes: Processes,
    programs: Path,
    authority: Authority,
    kubeconfig: Path,
    containerd: Containerd,
    cgroup: Cgroup,
    folder: Path,
) -> None:
    """Start the kubelet."""
    folder.mkdir()
    (folder / "resolv.conf").write_text(f"nameserver {LOOPBACK}\n")
    config = folder / "config.yaml"
    config.write_text(yaml.safe_dump(_configuration(authority, containerd, cgroup, folder)))
    processes.start(
        "kubelet",
        [
            str(programs / "kubelet"),
            f"--config={config}",
            f"--kubeconfig={kubeconfig}",
            f"--root-dir={folder / 'root'}",
            f"--cert-dir={folder / 'certificates'}",
            f"--node-ip={addresses.NODE}",
            f"--hostname-override={addresses.NODE_NAME}",
        ],
        containerd.packages.variables,
    )


def start_proxy(
    processes: Processes, programs: Path, kubeconfig: Path, variables: dict[str, str]
) -> None:
    """Start kube-proxy, which leads the addresses of Services to pods."""
    health = free_port()
    processes.start(
        "kube-proxy",
        [
            str(programs / "kube-proxy"),
            f"--kubeconfig={kubeconfig}",
            f"--hostname-override={addresses.NODE_NAME}",
            f"--cluster-cidr={addresses.PODS}",
            "--proxy-mode=iptables",
            f"--healthz-bind-address={LOOPBACK}:{health}",
            f"--metrics-bind-address={LOOPBACK}:{free_port()}",
            # These settings are the whole machine's.
            "--conntrack-max-per-core=0",
            "--conntrack-tcp-timeout-established=0",
            "--conntrack-tcp-timeout-close-wait=0",
        ],
        variables,
    )
    processes.wait_for("kube-proxy", lambda: listens(health))


def start_router(
    processes: Processes, programs: Path, kubeconfig: Path, variables: dict[str, str]
) -> None:
    """Start kube-router, which enforces NetworkPolicies and does nothing else here."""
    processes.start(
        "kube-router",
        [
            str(programs / "kube-router"),
            f"--kubeconfig={kubeconfig}",
            f"--hostname-override={addresses.NODE_NAME}",
            f"--service-cluster-ip-range={addresses.SERVICES}",
            "--run-firewall=true",
            "--run-router=false",
            "--run-service-proxy=false",
            "--run-loadbalancer=false",
            f"--health-port={free_port()}",
        ],
        {**variables, "NODE_NAME": addresses.NODE_NAME},
    )


def _configuration(
    authority: Authority, containerd: Containerd, cgroup: Cgroup, folder: Path
) -> dict[str, Any]:
    return {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "address": addresses.NODE,
        "authentication": {
            "anonymous": {"enabled": False},
            "webhook": {"enabled": True},
            "x509": {"clientCAFile": str(authority.ca)},
        },
        "authorization": {"mode": "Webhook"},
        "tlsCertFile": str(authority.server),
        "tlsPrivateKeyFile": str(authority.server),
        "healthzPort": 0,
        "readOnlyPort": 0,
        "containerRuntimeEndpoint": f"unix://{containerd.socket}",
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": cgroup.name,
        "failCgroupV1": False,
        "failSwapOn": False,
        "clusterDNS": [addresses.DNS],
        "clusterDomain": "cluster.local",
        "resolvConf": str(folder / "resolv.conf"),
        "podLogsDir": str(folder / "logs"),
        "volumePluginDir": str(folder / "plugins"),
        "seccompDefault": True,
        "oomScoreAdj": 0,
        "enforceNodeAllocatable": [],
        "evictionHard": {
            "memory.available": "100Mi",
            "nodefs.available": "1%",
            "nodefs.inodesFree": "1%",
            "imagefs.available": "1%",
        },
        "imageGCHighThresholdPercent": 100,
        "syncFrequency": "10s",
        "nodeStatusUpdateFrequency": "4s",
    }
