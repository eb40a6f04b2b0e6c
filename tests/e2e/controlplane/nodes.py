"""Nodes and pods without machines: kwok plays the kubelet, the provisioner and the metrics.

What it does is told by kwok's own stages; those of ours are told in `stages`.
"""

import os
from pathlib import Path
from typing import Any, Final

import yaml
from lightkube.generic_resource import create_namespaced_resource

from nexus_gitops.manifests.identity import KubeObject
from tests.e2e.controlplane.authority import Authority
from tests.e2e.controlplane.binaries import KWOK, manifests
from tests.e2e.controlplane.processes import LOOPBACK, Processes, free_port, listens
from tests.e2e.kube import Kube

_GROUP: Final = "kwok.x-k8s.io"
_VERSION: Final = "v1alpha1"
NODES: Final = ("node-a", "node-b", "node-c")
UNPULLABLE: Final = "unpullable"
"""A pod with an image whose name has this in it never gets ready: nobody can pull it."""

INSIDE: Final = (("Exec", "execs"), ("Logs", "logs"), ("PortForward", "portforwards"))
"""Kinds by which kwok is told, pod by pod, what is found inside one: see `inside`."""

PATHS_INSIDE: Final = tuple(f"/apis/{_GROUP}/{_VERSION}/{plural}" for _, plural in INSIDE)
"""Where the API server serves them."""

BY_HAND: Final = "-[0-9]{14}-"
"""The pods of a Job that is named by the moment at which somebody made it have this in their names.
kwok starts them, and whoever plays what runs in them tells their end: see `tests.e2e.job_pods`."""

_METRICS_PATH: Final = "metrics.k8s.io/resource-metrics-path"
_MADE_BY_HAND: Final = f'.metadata.name | select( test("{BY_HAND}") )'
_UNPULLABLE_IMAGES: Final = f'.spec.containers.[].image | select( test("{UNPULLABLE}") )'


def start_kwok(
    processes: Processes, programs: Path, authority: Authority, kubeconfig: Path, folder: Path
) -> None:
    """Start kwok."""
    port = free_port()
    found_inside = programs_inside(folder)
    found_inside.mkdir()
    config = folder / "kwok.yaml"
    config.write_text(yaml.safe_dump_all(stages()))
    processes.start(
        "kwok",
        [
            str(programs / "kwok"),
            f"--config={config}",
            f"--kubeconfig={kubeconfig}",
            "--manage-all-nodes=true",
            "--node-lease-duration-seconds=40",
            f"--node-ip={LOOPBACK}",
            f"--node-port={port}",
            "--cidr=10.244.0.0/16",
            f"--enable-crds={','.join(kind for kind, _ in INSIDE)}",
            f"--server-address={LOOPBACK}:{port}",
            f"--tls-cert-file={authority.server}",
            f"--tls-private-key-file={authority.server}",
        ],
        {"PATH": f"{found_inside}:{os.environ['PATH']}"},
    )
    processes.wait_for("kwok", lambda: listens(port))


def start_metrics_server(
    processes: Processes, programs: Path, authority: Authority, kubeconfig: Path
) -> list[dict[str, Any]]:
    """Start metrics-server, and give the objects by which the API server finds it."""
    port = free_port()
    processes.start(
        "metrics-server",
        [
            str(programs / "metrics-server"),
            f"--kubeconfig={kubeconfig}",
            f"--authentication-kubeconfig={kubeconfig}",
            f"--authorization-kubeconfig={kubeconfig}",
            f"--bind-address={LOOPBACK}",
            f"--secure-port={port}",
            f"--tls-cert-file={authority.server}",
            f"--tls-private-key-file={authority.server}",
            "--kubelet-use-node-status-port",
            "--kubelet-insecure-tls",
            "--kubelet-preferred-address-types=InternalIP",
            "--metric-resolution=10s",
            "--kubelet-request-timeout=5s",
        ],
    )
    return [
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "metrics-server", "namespace": "kube-system"},
            # A Service with an endpoint on the loopback is refused; a name is not.
            "spec": {"type": "ExternalName", "externalName": "localhost"},
        },
        {
            "apiVersion": "apiregistration.k8s.io/v1",
            "kind": "APIService",
            "metadata": {"name": "v1beta1.metrics.k8s.io"},
            "spec": {
                "group": "metrics.k8s.io",
                "version": "v1beta1",
                "groupPriorityMinimum": 100,
                "versionPriority": 100,
                "insecureSkipTLSVerify": True,
                "service": {"name": "metrics-server", "namespace": "kube-system", "port": port},
            },
        },
    ]


def node(name: str) -> dict[str, Any]:
    """A node in a zone of its own; kwok gives it room for anything."""
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": name,
            "labels": {
                "kubernetes.io/hostname": name,
                "kubernetes.io/os": "linux",
                "kubernetes.io/arch": "amd64",
                "topology.kubernetes.io/zone": name.replace("node", "zone"),
            },
            "annotations": {_METRICS_PATH: f"/metrics/nodes/{name}/metrics/resource"},
        },
    }


def is_simulated(node: KubeObject) -> bool:
    """Whether kwok plays a node, and tells metrics-server how busy its pods are."""
    return _METRICS_PATH in node["metadata"].get("annotations", {})


def addresses(name: str) -> dict[str, Any]:
    """Where metrics-server finds a node, as its status."""
    return {
        "addresses": [
            {"type": "InternalIP", "address": LOOPBACK},
            {"type": "Hostname", "address": name},
        ]
    }


def storage_class() -> dict[str, Any]:
    """The default StorageClass, whose volumes kwok provides."""
    (found,) = manifests(KWOK, "kustomize/stage/volume/fast/storage-class.yaml")
    return found


def programs_inside(folder: Path) -> Path:
    """Where kwok looks for what pods run, before it looks on this machine."""
    return folder / "inside"


def definitions() -> list[dict[str, Any]]:
    """Those of INSIDE."""
    return manifests(KWOK, *(f"kustomize/crd/bases/*_{plural}.yaml" for _, plural in INSIDE))


def inside(kube: Kube, pod: KubeObject, kind: str, spec: dict[str, Any]) -> None:
    """Tell kwok what is found inside a pod: what its commands run, what it logs, where ports lead."""
    resource: Any = create_namespaced_resource(_GROUP, _VERSION, kind, dict(INSIDE)[kind])
    metadata = {key: pod["metadata"][key] for key in ("name", "namespace")}
    told = {"apiVersion": f"{_GROUP}/{_VERSION}", "kind": kind, "metadata": metadata, "spec": spec}
    kube.client.apply(resource(told), field_manager="tests", force=True)


def stages() -> list[dict[str, Any]]:
    """kwok's own stages, except that a pod with an unpullable image does not get ready, and that
    one of BY_HAND does not end by itself."""
    found = manifests(
        KWOK,
        "kustomize/stage/node/fast/node-*.yaml",
        "kustomize/stage/node/heartbeat-with-lease/node-*.yaml",
        "kustomize/stage/pod/fast/pod-*.yaml",
        "kustomize/stage/volume/fast/p*.yaml",
        "kustomize/metrics/*/*-*.yaml",
    )
    for stage in found:
        if stage["metadata"]["name"] == "pod-ready":
            stage["spec"]["selector"]["matchExpressions"].append(
                {"key": _UNPULLABLE_IMAGES, "operator": "DoesNotExist"}
            )
        if stage["metadata"]["name"] == "pod-complete":
            stage["spec"]["selector"]["matchExpressions"].append(
                {"key": _MADE_BY_HAND, "operator": "DoesNotExist"}
            )
    return [*found, _unpullable_pod(), _address_of_ingress(), _external_secret()]


def _unpullable_pod() -> dict[str, Any]:
    return _stage(
        "pod-unpullable",
        {"apiGroup": "v1", "kind": "Pod"},
        [
            {"key": ".metadata.deletionTimestamp", "operator": "DoesNotExist"},
            {"key": ".status.containerStatuses", "operator": "DoesNotExist"},
            {"key": ".spec.nodeName", "operator": "Exists"},
            {"key": _UNPULLABLE_IMAGES, "operator": "Exists"},
        ],
        """
{{ $now := Now }}
conditions:
- {type: PodReadyToStartContainers, status: "True", lastTransitionTime: {{ $now | Quote }}}
- {type: Initialized, status: "True", lastTransitionTime: {{ $now | Quote }}}
- {type: Ready, status: "False", reason: ContainersNotReady, lastTransitionTime: {{ $now | Quote }}}
- {type: ContainersReady, status: "False", reason: ContainersNotReady, lastTransitionTime: {{ $now | Quote }}}
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  imageID: ""
  name: {{ .name | Quote }}
  ready: false
  started: false
  restartCount: 0
  state:
    waiting:
      reason: ImagePullBackOff
      message: {{ printf "Back-off pulling image %q: not found" .image | Quote }}
{{ end }}
phase: Pending
startTime: {{ $now | Quote }}
""",
    )


def _address_of_ingress() -> dict[str, Any]:
    """An Ingress controller reports its address."""
    return _stage(
        "ingress-address",
        {"apiGroup": "networking.k8s.io/v1", "kind": "Ingress"},
        [{"key": ".status.loadBalancer.ingress", "operator": "DoesNotExist"}],
        "loadBalancer: {ingress: [{ip: 192.0.2.1}]}\n",
    )


def _external_secret() -> dict[str, Any]:
    """External Secrets reports that it read the store."""
    return _stage(
        "external-secret-ready",
        {"apiGroup": "external-secrets.io/v1", "kind": "ExternalSecret"},
        [{"key": ".status.conditions", "operator": "DoesNotExist"}],
        """
conditions:
- {type: Ready, status: "True", reason: SecretSynced, message: secret synced, lastTransitionTime: {{ Now | Quote }}}
""",
    )


def _stage(
    name: str, kind: dict[str, str], conditions: list[dict[str, str]], status: str
) -> dict[str, Any]:
    return {
        "apiVersion": f"{_GROUP}/{_VERSION}",
        "kind": "Stage",
        "metadata": {"name": name},
        "spec": {
            "resourceRef": kind,
            "selector": {"matchExpressions": conditions},
            "next": {"statusTemplate": status},
        },
    }
