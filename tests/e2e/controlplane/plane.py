"""A control plane on the loopback interface, in the manner of envtest, with Argo CD in it."""

import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from crds import PROJECTS

from nexus_gitops.manifests.identity import KubeObject
from tests.e2e.controlplane import argocd, authority, binaries, kubernetes, nodes
from tests.e2e.controlplane.authority import Authority
from tests.e2e.controlplane.processes import Processes, processes
from tests.e2e.kube import Kube

_CUSTOM_KIND: Final = "/apis/external-secrets.io/v1/externalsecrets"
_CUSTOM_API: Final = "/openapi/v3/apis/external-secrets.io/v1"


@dataclass(frozen=True)
class ControlPlane:
    """A control plane that runs.

    Attributes:
        kube: its API.
        processes: its programs.
        folder: all that they write.
        authority: its certificates.
        etcd: URL of its etcd.
        seconds: how long it took to start.
    """

    kube: Kube
    processes: Processes
    folder: Path
    authority: Authority
    etcd: str
    seconds: float

    @property
    def inside(self) -> Path:
        """Folder of the programs that are found in simulated pods."""
        return nodes.programs_inside(self.folder)


@contextmanager
def control_plane(*tools: Path) -> Iterator[ControlPlane]:
    """A control plane of one's own; its programs are built first if need be.

    Args:
        tools: programs that Argo CD finds beside itself, as Helm.
    """
    programs = binaries.build(binaries.HERE)
    metrics = binaries.build(binaries.METRICS)
    begin = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="nexus-controlplane-"))
    try:
        with processes(folder) as running:
            made = authority.make(folder / "certificates")
            etcd = kubernetes.start_etcd(running, programs, folder)
            server = kubernetes.start_apiserver(running, programs, made, etcd)
            with closing(Kube(str(server.kubeconfig))) as kube:
                _define(kube)
                # kwok ends where the API server does not serve yet what it is told to watch.
                running.wait_for("kube-apiserver", lambda: server.answers(_CUSTOM_API))
                for kind in (_CUSTOM_KIND, *nodes.PATHS_INSIDE):
                    running.wait_for("kube-apiserver", partial(server.answers, kind))
                kubernetes.start_controllers(running, programs, made, server.kubeconfig)
                nodes.start_kwok(running, programs, made, server.kubeconfig, folder)
                kube.apply(*nodes.start_metrics_server(running, metrics, made, server.kubeconfig))
                argocd.start_argocd(running, programs, server.kubeconfig, folder, tools)
                running.wait_for("kwok", lambda: all(map(_is_ready, kube.list("v1 Node"))))
                seconds = time.monotonic() - begin
                yield ControlPlane(kube, running, folder, made, etcd, seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def another_api(plane: ControlPlane, source: Path) -> Iterator[Kube]:
    """An API server of another version beside the one that runs, empty but for definitions.

    Args:
        source: folder of the go.mod that pins it.
    """
    programs = binaries.build(source)
    name = f"kube-apiserver-{source.name}"
    server = kubernetes.start_apiserver(
        plane.processes,
        programs,
        plane.authority,
        plane.etcd,
        name=name,
        prefix=f"/{secrets.token_hex(4)}",
    )
    try:
        with closing(Kube(str(server.kubeconfig))) as kube:
            _define(kube)
            plane.processes.wait_for(name, lambda: server.answers(_CUSTOM_API))
            yield kube
    finally:
        plane.processes.stop(name)


def _define(kube: Kube) -> None:
    """What a cluster has before Argo CD starts."""
    kube.apply(nodes.storage_class(), *map(nodes.node, nodes.NODES))
    for name in nodes.NODES:
        kube.patch_status("v1 Node", name, None, nodes.addresses(name))
    kube.create(*binaries.manifests(binaries.ARGO_CD, "manifests/crds/*-crd.yaml"))
    kube.create(*nodes.definitions())
    for project in PROJECTS:
        if project.name == "External Secrets":
            kube.create(*project.crds())
    kube.apply(*argocd.settings())


def _is_ready(node: KubeObject) -> bool:
    conditions = (node.get("status") or {}).get("conditions") or []
    return any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)
