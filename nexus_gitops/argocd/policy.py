"""How Argo CD keeps every Application as it is published.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/ and .../sync-options/
"""

from collections.abc import Mapping

from imports.io import argoproj


def sync_policy(namespace_labels: Mapping[str, str]) -> argoproj.ApplicationSpecSyncPolicy:
    """By itself, at any time, and again where it fails.

    Args:
        namespace_labels: of the namespace, where Argo CD makes it; none where it does not.
    """
    made = ["CreateNamespace=true"] if namespace_labels else []
    return argoproj.ApplicationSpecSyncPolicy(
        automated=argoproj.ApplicationSpecSyncPolicyAutomated(
            prune=True, self_heal=True, allow_empty=False
        ),
        managed_namespace_metadata=argoproj.ApplicationSpecSyncPolicyManagedNamespaceMetadata(
            labels=dict(namespace_labels)
        )
        if namespace_labels
        else None,
        retry=argoproj.ApplicationSpecSyncPolicyRetry(
            limit=5,
            refresh=True,  # a fix that is pushed meanwhile is picked up (argo-cd#11494)
            backoff=argoproj.ApplicationSpecSyncPolicyRetryBackoff(
                duration="5s", factor=2, max_duration="3m"
            ),
        ),
        sync_options=[
            "ServerSideApply=true",
            "PruneLast=true",
            "FailOnSharedResource=true",
            "RespectIgnoreDifferences=true",
            *made,
        ],
    )
