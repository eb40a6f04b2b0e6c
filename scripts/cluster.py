"""A cluster on this machine for dev, in docker: kind, a registry and Argo CD (`make cluster`).

cluster.py up      make what is missing of it; a second time changes nothing
cluster.py down    remove it; the images of the registry are kept

Sources: https://kind.sigs.k8s.io/docs/user/local-registry/ for the registry, which containerd of the nodes
reaches by the name that this machine uses; docs/publishing.md for the health of an Ingress.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import which
from typing import Final

from nexus_gitops.cli.exit_codes import exit_code_of
from nexus_gitops.cli.progress import tell
from nexus_gitops.errors import LocalError, UsageError
from nexus_gitops.publish.embedded_repository import embedded_address, ensure_repository

_ROOT: Final = Path(__file__).resolve().parent.parent
_REPOSITORY: Final = embedded_address(_ROOT)
_CLUSTER: Final = "nexus"
_CONTEXT: Final = f"kind-{_CLUSTER}"
_REGISTRY: Final = "nexus-registry"
_PORT: Final = 5001
_IMAGE: Final = "docker.io/library/registry:2"
_ARGO_CD: Final = "https://raw.githubusercontent.com/argoproj/argo-cd/v3.5.7/manifests/install.yaml"
_METRICS: Final = (
    "https://github.com/kubernetes-sigs/metrics-server/releases/download/v0.9.0/components.yaml"
)
_HEALTH: Final = 'hs = {}\nhs.status = "Healthy"\nreturn hs\n'
_PROGRAMS: Final = {
    "docker": "https://docs.docker.com/engine/install/",
    "kind": "0.27 or newer: https://kind.sigs.k8s.io/docs/user/quick-start/#installation",
    "kubectl": "https://kubernetes.io/docs/tasks/tools/",
}


def main(arguments: list[str]) -> int:
    """Do what the arguments say; the exit code."""
    for program, where in _PROGRAMS.items():
        if not which(program):
            raise LocalError(f"{program} is not installed", where)
    match arguments:
        case ["up"]:
            up()
        case ["down"]:
            down()
        case _:
            raise UsageError(f"{' '.join(arguments)!r} is no command of cluster.py", "up or down")
    return 0


def up() -> None:
    """Make registry, cluster and Argo CD, each where it is missing."""
    ensure_repository(_REPOSITORY)
    _make_registry()
    if _CLUSTER not in _said("kind", "get", "clusters").split():
        tell("making the cluster, a few minutes the first time")
        _do("kind", "create", "cluster", "--wait=5m", "--config=-", stdin=json.dumps(cluster()))
    _join_registry()
    tell("installing metrics-server and Argo CD")
    _apply("--filename", _METRICS)
    _patch("deployment", "metrics-server", "kube-system", insecure_metrics())
    _apply(
        stdin=json.dumps({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "argocd"}})
    )
    _apply("--namespace=argocd", "--filename", _ARGO_CD)
    _patch("configmap", "argocd-cm", "argocd", healthy_ingress())
    _patch("deployment", "argocd-repo-server", "argocd", reading_repository())
    for kind, name in (
        ("deployment", "argocd-repo-server"),
        ("statefulset", "argocd-application-controller"),
    ):
        _kubectl("--namespace=argocd", "rollout", "status", f"{kind}/{name}", "--timeout=5m")
    print(f"the cluster is the context {_CONTEXT}; go on as docs/local-cluster.md says")


def down() -> None:
    """Remove the cluster and the registry's container; its images are in a volume."""
    _do("kind", "delete", "cluster", f"--name={_CLUSTER}")
    if _is_there():
        _do("docker", "rm", "--force", _REGISTRY)


def cluster() -> dict[str, object]:
    """The configuration of kind: port 80 of this machine, and the repository of this checkout."""
    folder = _REPOSITORY.location
    return {
        "kind": "Cluster",
        "apiVersion": "kind.x-k8s.io/v1alpha4",
        "name": _CLUSTER,
        "nodes": [
            {
                "role": "control-plane",
                "extraPortMappings": [
                    {"containerPort": 80, "hostPort": 80, "listenAddress": "127.0.0.1"}
                ],
                "extraMounts": [{"hostPath": folder, "containerPath": folder, "readOnly": True}],
            }
        ],
    }


def healthy_ingress() -> dict[str, object]:
    """Of argocd-cm: an Ingress that no controller gives an address is healthy as it is."""
    return {"data": {"resource.customizations.health.networking.k8s.io_Ingress": _HEALTH}}


def insecure_metrics() -> dict[str, object]:
    """Of metrics-server: the kubelets of kind have certificates that nobody signed for it."""
    return _pod("metrics-server", {"args": [
        "--cert-dir=/tmp", "--secure-port=10250", "--kubelet-use-node-status-port",
        "--kubelet-preferred-address-types=InternalIP", "--metric-resolution=15s",
        "--kubelet-insecure-tls",
    ]})  # fmt: skip


def reading_repository() -> dict[str, object]:
    """Of argocd-repo-server: it sees the folder of the repository, which belongs to somebody else."""
    folder = _REPOSITORY.location
    trust = {"COUNT": "1", "KEY_0": "safe.directory", "VALUE_0": "*"}
    container = {
        "env": [{"name": f"GIT_CONFIG_{name}", "value": value} for name, value in trust.items()],
        "volumeMounts": [{"name": "gitops", "mountPath": folder, "readOnly": True}],
    }
    volumes = [{"name": "gitops", "hostPath": {"path": folder, "type": "Directory"}}]
    return _pod("argocd-repo-server", container, volumes)


def _pod(
    name: str, container: dict[str, object], volumes: Sequence[Mapping[str, object]] = ()
) -> dict[str, object]:
    spec = {
        "containers": [{"name": name, **container}],
        **({"volumes": volumes} if volumes else {}),
    }
    return {"spec": {"template": {"spec": spec}}}


def _make_registry() -> None:
    if not _is_there():
        _do("docker", "run", "--detach", "--restart=always", f"--name={_REGISTRY}",
            f"--publish=127.0.0.1:{_PORT}:5000", "--volume=nexus-registry:/var/lib/registry", _IMAGE)  # fmt: skip
    else:
        _do("docker", "start", _REGISTRY)


def _is_there() -> bool:
    names = _said("docker", "ps", "--all", f"--filter=name=^{_REGISTRY}$", "--format={{.Names}}")
    return _REGISTRY in names.split()


def _join_registry() -> None:
    """The nodes reach the registry by the name that this machine has for it."""
    folder = f"/etc/containerd/certs.d/localhost:{_PORT}"
    hosts = f'[host."http://{_REGISTRY}:5000"]\n'
    for node in _said("kind", "get", "nodes", f"--name={_CLUSTER}").split():
        _do("docker", "exec", node, "mkdir", "--parents", folder)
        _do(
            "docker",
            "exec",
            "--interactive",
            node,
            "cp",
            "/dev/stdin",
            f"{folder}/hosts.toml",
            stdin=hosts,
        )
    networks = _said("docker", "inspect", "--format={{json .NetworkSettings.Networks}}", _REGISTRY)
    if "kind" not in json.loads(networks):
        _do("docker", "network", "connect", "kind", _REGISTRY)


def _apply(*arguments: str, stdin: str = "") -> None:
    source = arguments or ("--filename", "-")
    _kubectl("apply", "--server-side", "--force-conflicts", *source, stdin=stdin)


def _patch(kind: str, name: str, namespace: str, patch: dict[str, object]) -> None:
    _kubectl(f"--namespace={namespace}", "patch", kind, name, "--patch", json.dumps(patch))


def _kubectl(*arguments: str, stdin: str = "") -> None:
    _do("kubectl", f"--context={_CONTEXT}", *arguments, stdin=stdin)


def _do(*command: str, stdin: str = "") -> None:
    _run(command, stdin)


def _said(*command: str) -> str:
    return _run(command)


def _run(command: tuple[str, ...], stdin: str = "") -> str:
    done = subprocess.run(command, input=stdin, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise LocalError(
            f"{' '.join(command[:3])} ended with {done.returncode}",
            "what it says stands above; make cluster goes on from there",
        )
    return done.stdout


if __name__ == "__main__":
    sys.exit(exit_code_of(lambda: main(sys.argv[1:])))
