"""A release: what one publish puts into the GitOps repository for one environment.

This module fixes the repository's layout and the names of its Applications, which is the
contract with Argo CD:

    environments/<env>/core/*.yaml    watched by the environment's core Application
    argocd/*.yaml                     watched by the root Application
    .nexus/<env>.lock.json            the release record, under no watched path
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Source:
    """Where a release was rendered from.

    Attributes:
        repository: URL of the source repository without credentials; "" if not known.
        revision: full commit id; "" where the source is no Git checkout.
        dirty: whether the checkout had uncommitted changes.
    """

    repository: str = ""
    revision: str = ""
    dirty: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """Everything of one environment that goes into Git in one commit.

    Attributes:
        environment: its name.
        files: text by path in the GitOps repository, all below the managed paths.
        images: image reference with digest where known, by service.
        source: where it was rendered from.
        tools: version by tool, of whatever the bytes depend on.
    """

    environment: str
    files: Mapping[str, str]
    images: Mapping[str, str] = field(default_factory=dict)
    source: Source = field(default_factory=Source)
    tools: Mapping[str, str] = field(default_factory=dict)
