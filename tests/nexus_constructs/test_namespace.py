"""The namespace of an installation and the bounds of what may run in it."""

from collections.abc import Callable
from dataclasses import replace

from cdk8s import Chart

from nexus_constructs.component import Installation
from nexus_constructs.namespace import Namespace, QuotaAndLimitRange
from nexus_constructs.sizing import Resources
from nexus_gitops.manifests.identity import KubeObject


def test_the_namespace_enforces_restricted_pods_at_a_pinned_version(
    chart: Chart, installation: Installation, one: Callable[..., KubeObject]
) -> None:
    Namespace(chart, installation=replace(installation, kubernetes="1.31"))

    metadata = one(chart, "Namespace")["metadata"]

    assert metadata["name"] == "demo-space"
    for mode in ("enforce", "audit", "warn"):
        assert metadata["labels"][f"pod-security.kubernetes.io/{mode}"] == "restricted"
        assert metadata["labels"][f"pod-security.kubernetes.io/{mode}-version"] == "v1.31"


def test_the_namespace_is_cluster_scoped_and_never_removed_without_asking(
    chart: Chart, installation: Installation, one: Callable[..., KubeObject]
) -> None:
    Namespace(chart, installation=installation)

    metadata = one(chart, "Namespace")["metadata"]

    assert "namespace" not in metadata
    assert metadata["annotations"]["argocd.argoproj.io/sync-options"] == (
        "Prune=confirm,Delete=confirm"
    )


def test_limits_come_after_the_namespace_and_hold_quota_and_defaults(
    chart: Chart,
    installation: Installation,
    resources: Resources,
    one: Callable[..., KubeObject],
) -> None:
    namespace = Namespace(chart, installation=installation)

    made = QuotaAndLimitRange(
        chart,
        "limits",
        installation=installation,
        quota={"limits.cpu": "1500m", "pods": "3"},
        default=resources,
        after=[namespace],
    )

    assert made.wave > namespace.wave
    assert one(chart, "ResourceQuota")["spec"] == {"hard": {"limits.cpu": "1500m", "pods": "3"}}
    assert one(chart, "LimitRange")["spec"]["limits"] == [
        {
            "type": "Container",
            "default": {"cpu": "200m", "memory": "128Mi"},
            "defaultRequest": {"cpu": "100m", "memory": "64Mi"},
        }
    ]
