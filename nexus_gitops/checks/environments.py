"""Checks what can only be seen with all environments side by side."""

from collections.abc import Sequence

from nexus_gitops.environment import Environment
from nexus_gitops.result import Finding


def check_places(env: Environment, others: Sequence[Environment]) -> tuple[Finding, ...]:
    """Rule `environment-place`: no two environments share a namespace of one cluster.

    Their Applications would own the same objects and undo each other's work without end
    (argo-cd#7156).
    """
    return tuple(
        Finding(
            object=f"Namespace/{env.namespace}",
            field="metadata.name",
            rule="environment-place",
            message=f"environment {other.name} runs in it too, on {env.cluster}",
            fix="give each environment a namespace or a cluster of its own",
        )
        for other in others
        if other.name != env.name
        and (other.cluster, other.namespace) == (env.cluster, env.namespace)
    )
