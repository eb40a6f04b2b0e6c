"""A cluster of one real node, with Argo CD beside it, inside the enclosure."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.e2e.controlplane import argocd, authority, binaries, kubernetes
from tests.e2e.controlplane.authority import Authority
from tests.e2e.controlplane.processes import Processes, processes
from tests.e2e.kube import Kube
from tests.e2e.patience import until
from tests.e2e_node import addresses, archives, containerd, dns, kubelet
from tests.e2e_node.cgroups import Cgroup
from tests.e2e_node.containerd import PAUSE_IMAGE, Containerd
from tests.e2e_node.packages import Packages

HERE: Final = Path(__file__).parent
KUBELET: Final = HERE / "node"
"""The kubelet, kube-proxy, and what holds a pod."""
NETWORK: Final = HERE / "network"
"""A module of its own, as kube-router and CoreDNS need other versions than the kubelet."""

_VOLUMES: Final = 2


@dataclass(frozen=True)
class Node:
    """A node that runs.

    Attributes:
        kube: its API.
        processes: its programs.
        containerd: its containers.
        authority: its certificates.
        port: of its API server, at every address of the node.
        folder: all that they write.
    """

    kube: Kube
    processes: Processes
    containerd: Containerd
    authority: Authority
    port: int
    folder: Path


@contextmanager
def node(
    folder: Path, packages: Packages, images: Sequence[Path], cgroup: Cgroup
) -> Iterator[Node]:
    """A node of one's own, ready for pods, with Argo CD.

    Args:
        folder: a new one for all that it writes.
        packages: see `packages.fetch`.
        images: archives of what pods run.
        cgroup: where pods run; it is there.
    """
    folder.mkdir()
    control, kubelets, network = map(binaries.build, (binaries.HERE, KUBELET, NETWORK))
    with processes(folder) as running:
        made = authority.make(folder / "certificates", addresses.NODE, addresses.API)
        etcd = kubernetes.start_etcd(running, control, folder)
        server = kubernetes.start_apiserver(running, control, made, etcd, options=_options(made))
        containers = containerd.start(running, packages, folder / "containerd")
        own = _own_images(kubelets, network, folder)
        for archive in (*own, *images):
            containers.load(archive)
        kubernetes.start_controllers(running, control, made, server.kubeconfig)
        kubelet.start_kubelet(
            running, kubelets, made, server.kubeconfig, containers, cgroup, folder / "kubelet"
        )
        kubelet.start_proxy(running, kubelets, server.kubeconfig, packages.variables)
        kubelet.start_router(running, network, server.kubeconfig, packages.variables)
        with closing(Kube(str(server.kubeconfig))) as kube:
            kube.apply(*dns.objects(), *_storage(folder / "volumes"))
            kube.create(*binaries.manifests(binaries.ARGO_CD, "manifests/crds/*-crd.yaml"))
            kube.apply(*argocd.settings())
            argocd.start_argocd(running, control, server.kubeconfig, folder, ())
            until(lambda: _is_ready(kube, "v1 Node", addresses.NODE_NAME, None), "the node")
            until(lambda: _is_ready(kube, "v1 Pod", "kube-dns", "kube-system"), "DNS")
            yield Node(kube, running, containers, made, server.port, folder)


def _options(made: Authority) -> Sequence[str]:
    """By which pods reach the API server, and the API server the kubelet."""
    return (
        "--bind-address=0.0.0.0",
        f"--advertise-address={addresses.NODE}",
        "--endpoint-reconciler-type=lease",
        f"--service-cluster-ip-range={addresses.SERVICES}",
        f"--kubelet-certificate-authority={made.ca}",
        f"--kubelet-client-certificate={made.admin}",
        f"--kubelet-client-key={made.admin}",
    )


def _own_images(kubelets: Path, network: Path, folder: Path) -> list[Path]:
    pause, resolver = folder / "pause.tar", folder / "dns.tar"
    archives.of_program(kubelets / "pause", PAUSE_IMAGE, pause)
    dns.write_image(network, resolver)
    return [pause, resolver]


def _storage(folder: Path) -> list[dict[str, Any]]:
    """The default StorageClass, and volumes that are folders of the node."""
    marked = {"storageclass.kubernetes.io/is-default-class": "true"}
    made = []
    for number in range(_VOLUMES):
        path = folder / str(number)
        path.mkdir(parents=True)
        made.append(_volume(path))
    return [
        {
            "apiVersion": "storage.k8s.io/v1",
            "kind": "StorageClass",
            "metadata": {"name": "local", "annotations": marked},
            "provisioner": "kubernetes.io/no-provisioner",
            "volumeBindingMode": "WaitForFirstConsumer",
        },
        *made,
    ]


def _volume(path: Path) -> dict[str, Any]:
    here = {
        "key": "kubernetes.io/hostname",
        "operator": "In",
        "values": [addresses.NODE_NAME],
    }
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": f"local-{path.name}"},
        "spec": {
            "capacity": {"storage": "20Gi"},
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": "local",
            "local": {"path": str(path)},
            "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [here]}]}},
        },
    }


def _is_ready(kube: Kube, kind: str, name: str, namespace: str | None) -> bool:
    found = kube.find(kind, name, namespace) or {}
    conditions = (found.get("status") or {}).get("conditions") or ()
    return any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)
