"""The GitOps repository's layout and the names of its Applications: the contract with Argo CD.

environments/<env>/<application>/*.yaml    watched by one Application of the environment
argocd/*.yaml                              watched by the root Application
.nexus/<env>.lock.json                     the release record, under no watched path
"""

from typing import Final

ARGOCD_PATH: Final = "argocd"
ENVIRONMENTS_PATH: Final = "environments"

ARGOCD_NAMESPACE: Final = "argocd"
"""Namespace of Argo CD and of everything that it is told."""

CORE: Final = "core"
"""The Application that a platform begins with; its project is named after the environment alone."""


def root_name(platform: str) -> str:
    """Name of the Application that brings all others, and of its project."""
    return f"{platform}-root"


def application_name(platform: str, environment: str, application: str) -> str:
    """Name of an environment's Application in Argo CD."""
    return f"{platform}-{environment}-{application}"


def project_name(platform: str, environment: str, application: str) -> str:
    """Name of the AppProject of an Application."""
    if application == CORE:
        return f"{platform}-{environment}"
    return application_name(platform, environment, application)


def environment_path(environment: str) -> str:
    """Folder of an environment's Applications in the GitOps repository."""
    return f"{ENVIRONMENTS_PATH}/{environment}"


def application_path(environment: str, application: str) -> str:
    """Folder of an Application's manifests in the GitOps repository."""
    return f"{environment_path(environment)}/{application}"


def application_of(path: str) -> str:
    """The Application whose manifest is at `path` of the GitOps repository; "" where it is none's."""
    parts = path.split("/")
    return parts[2] if len(parts) > 3 and parts[0] == ENVIRONMENTS_PATH else ""


def record_path(environment: str) -> str:
    """Path of the environment's release record in the GitOps repository."""
    return f".nexus/{environment}.lock.json"
