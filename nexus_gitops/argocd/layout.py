"""The GitOps repository's layout and the names of its Applications: the contract with Argo CD.

environments/<env>/core/*.yaml    watched by the environment's core Application
argocd/*.yaml                     watched by the root Application
.nexus/<env>.lock.json            the release record, under no watched path
"""

ARGOCD_PATH = "argocd"

ARGOCD_NAMESPACE = "argocd"
"""Namespace of Argo CD and of everything that it is told."""

ROOT = "nexus-root"
"""Name of the Application that brings all others, and of its project."""


def core_application(environment: str) -> str:
    """Name of the environment's core Application."""
    return f"nexus-{environment}-core"


def core_path(environment: str) -> str:
    """Folder of the environment's manifests in the GitOps repository."""
    return f"environments/{environment}/core"


def record_path(environment: str) -> str:
    """Path of the environment's release record in the GitOps repository."""
    return f".nexus/{environment}.lock.json"
