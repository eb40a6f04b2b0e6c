"""etcd, the API server, the controllers and the scheduler."""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.e2e.controlplane.authority import Authority
from tests.e2e.controlplane.processes import LOOPBACK, Processes, free_port, listens


@dataclass(frozen=True)
class ApiServer:
    """An API server that runs.

    Attributes:
        url: where.
        kubeconfig: the administrator's.
        tls: the administrator's credentials.
    """

    url: str
    kubeconfig: Path
    tls: ssl.SSLContext

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rpartition(":")[2])

    def answers(self, path: str) -> bool:
        """Whether it knows a path, as `/readyz`."""
        try:
            with urlopen(f"{self.url}{path}", context=self.tls, timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


def start_etcd(processes: Processes, programs: Path, folder: Path) -> str:
    """Start etcd, and give its URL."""
    client, peer = (f"http://{LOOPBACK}:{free_port()}" for _ in range(2))
    processes.start(
        "etcd",
        [
            str(programs / "server"),
            f"--data-dir={folder / 'etcd'}",
            f"--listen-client-urls={client}",
            f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=default={peer}",
            "--unsafe-no-fsync",
            "--logger=zap",
            "--log-level=warn",
        ],
    )
    processes.wait_for("etcd", lambda: listens(int(client.rpartition(":")[2])))
    return client


def start_apiserver(
    processes: Processes,
    programs: Path,
    authority: Authority,
    etcd: str,
    *,
    prefix: str = "/registry",
    name: str = "kube-apiserver",
    options: Sequence[str] = (),
) -> ApiServer:
    """Start an API server, and wait until it is ready.

    Args:
        prefix: the part of etcd that is its own.
        name: of its process.
        options: flags of the caller's, which win over those here.
    """
    port = free_port()
    processes.start(
        name,
        [
            str(programs / "kube-apiserver"),
            f"--etcd-servers={etcd}",
            f"--etcd-prefix={prefix}",
            f"--bind-address={LOOPBACK}",
            f"--advertise-address={LOOPBACK}",
            f"--secure-port={port}",
            "--endpoint-reconciler-type=none",  # an endpoint on the loopback is refused
            "--service-cluster-ip-range=10.96.0.0/16",
            "--authorization-mode=RBAC",
            "--allow-privileged=true",
            "--kubelet-preferred-address-types=InternalIP",
            f"--client-ca-file={authority.ca}",
            f"--tls-cert-file={authority.server}",
            f"--tls-private-key-file={authority.server}",
            f"--service-account-key-file={authority.service_accounts}",
            f"--service-account-signing-key-file={authority.service_accounts}",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--requestheader-client-ca-file={authority.ca}",
            "--requestheader-allowed-names=admin",
            "--requestheader-username-headers=X-Remote-User",
            "--requestheader-group-headers=X-Remote-Group",
            "--requestheader-extra-headers-prefix=X-Remote-Extra-",
            f"--proxy-client-cert-file={authority.admin}",
            f"--proxy-client-key-file={authority.admin}",
            *options,
        ],
    )
    tls = ssl.create_default_context(cafile=str(authority.ca))
    tls.load_cert_chain(authority.admin)
    server = ApiServer(f"https://{LOOPBACK}:{port}", authority.kubeconfig(port), tls)
    processes.wait_for(name, lambda: server.answers("/readyz"))
    return server


def start_controllers(
    processes: Processes, programs: Path, authority: Authority, kubeconfig: Path
) -> None:
    """Start the controller manager and the scheduler."""
    common = [
        f"--kubeconfig={kubeconfig}",
        f"--bind-address={LOOPBACK}",
        "--leader-elect=false",
    ]
    processes.start(
        "kube-controller-manager",
        [
            str(programs / "kube-controller-manager"),
            *common,
            f"--secure-port={free_port()}",
            "--use-service-account-credentials=true",
            f"--root-ca-file={authority.ca}",
            f"--service-account-private-key-file={authority.service_accounts}",
            # An autoscaler asks more often than each 15 s, and looks at new pods at once.
            "--horizontal-pod-autoscaler-sync-period=2s",
            "--horizontal-pod-autoscaler-initial-readiness-delay=0s",
            "--horizontal-pod-autoscaler-cpu-initialization-period=0s",
        ],
    )
    processes.start(
        "kube-scheduler",
        [str(programs / "kube-scheduler"), *common, f"--secure-port={free_port()}"],
    )
