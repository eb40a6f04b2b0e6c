"""The cluster's DNS: a pod where every NetworkPolicy expects it."""

from pathlib import Path
from typing import Any, Final

from tests.e2e_node import addresses, archives

IMAGE: Final = "nexus.invalid/dns:1"
_NAMESPACE: Final = "kube-system"
_NAME: Final = "kube-dns"
_LABELS: Final = {"k8s-app": "kube-dns"}
_CONFIG: Final = """
.:53 {
  errors
  ready
  kubernetes cluster.local in-addr.arpa
}
"""


def write_image(programs: Path, archive: Path) -> None:
    """Write its image."""
    archives.of_program(programs / "dns", IMAGE, archive)


def objects() -> list[dict[str, Any]]:
    """All that it consists of."""
    metadata = {"name": _NAME, "namespace": _NAMESPACE}
    ports = [
        {"name": f"dns-{protocol.lower()}", "port": 53, "protocol": protocol}
        for protocol in ("UDP", "TCP")
    ]
    return [
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata},
        {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "ClusterRole",
            "metadata": {"name": _NAME},
            "rules": [
                {
                    "apiGroups": ["", "discovery.k8s.io"],
                    "resources": ["services", "namespaces", "endpointslices"],
                    "verbs": ["list", "watch"],
                }
            ],
        },
        {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "ClusterRoleBinding",
            "metadata": {"name": _NAME},
            "roleRef": {
                "apiGroup": "rbac.authorization.k8s.io",
                "kind": "ClusterRole",
                "name": _NAME,
            },
            "subjects": [{"kind": "ServiceAccount", "name": _NAME, "namespace": _NAMESPACE}],
        },
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata,
            "data": {"Corefile": _CONFIG},
        },
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": metadata,
            "spec": {"clusterIP": addresses.DNS, "selector": _LABELS, "ports": ports},
        },
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {**metadata, "labels": _LABELS},
            "spec": _pod(),
        },
    ]


def _pod() -> dict[str, Any]:
    return {
        "serviceAccountName": _NAME,
        "dnsPolicy": "Default",
        "containers": [
            {
                "name": "dns",
                "image": IMAGE,
                "args": ["-conf", "/config/Corefile"],
                "readinessProbe": {"httpGet": {"path": "/ready", "port": 8181}, "periodSeconds": 1},
                "volumeMounts": [{"name": "config", "mountPath": "/config"}],
            }
        ],
        "volumes": [{"name": "config", "configMap": {"name": _NAME}}],
    }
