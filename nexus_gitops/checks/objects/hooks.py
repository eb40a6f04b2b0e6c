"""Argo CD's hook annotations.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
"""

from typing import Final

from nexus_gitops.checks.objects.fields import text
from nexus_gitops.manifests.identity import KubeObject

HOOK: Final = "argocd.argoproj.io/hook"
DELETE_POLICY: Final = "argocd.argoproj.io/hook-delete-policy"


def hook_phases(obj: KubeObject) -> frozenset[str]:
    """The phases that `obj` is a hook of, as `Sync`; none for what is no hook."""
    listed = text(obj, "metadata", "annotations", HOOK).split(",")
    return frozenset(phase.strip() for phase in listed) - {""}
