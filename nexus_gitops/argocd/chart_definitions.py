"""What Argo CD needs to know of a chart of somebody else's: its project and its Application.

Sources: https://argo-cd.readthedocs.io/en/stable/user-guide/helm/, .../diffing/ and
.../sync-options/
"""

from collections.abc import Callable
from typing import Final

from cdk8s import ApiObjectMetadata
from constructs import Construct

from imports.io import argoproj
from nexus_gitops.argocd.policy import sync_policy
from nexus_gitops.manifests.kinds import derived_kinds
from nexus_gitops.platform.helm_charts import HelmChart, Kind

_FIRST_WAVE: Final = 1
"""After the projects."""

Metadata = Callable[[int], ApiObjectMetadata]
"""Of an object of a wave."""


def define(
    scope: Construct, name: str, chart: HelmChart, *, environment: str, metadata: Metadata
) -> None:
    """Make both.

    Argo CD compares by itself, and not by the API server as for what is rendered: that diff tells
    fields that are ignored all the same (argo-cd#25447).

    Args:
        scope: of the definitions.
        name: of the Application, and of its project.
        chart: what it brings.
        environment: whose it is.
        metadata: see `Metadata`.
    """
    argoproj.AppProject(
        scope,
        f"project-{name}",
        metadata=metadata(0),
        spec=argoproj.AppProjectSpec(
            description=f"The chart {chart.chart} of {chart.repository} for {environment}",
            source_repos=[chart.repository],
            destinations=[
                argoproj.AppProjectSpecDestinations(
                    server=chart.destination, namespace=chart.namespace
                )
            ],
            cluster_resource_whitelist=[
                *(
                    argoproj.AppProjectSpecClusterResourceWhitelist(group=group, kind=kind)
                    for group, kind in sorted(chart.cluster_kinds)
                ),
                *_namespaces(chart),
            ]
            or None,
            namespace_resource_whitelist=[
                argoproj.AppProjectSpecNamespaceResourceWhitelist(group=group, kind=kind)
                for group, kind in sorted(_shown(chart))
            ],
        ),
    )
    argoproj.Application(
        scope,
        f"application-{name}",
        metadata=metadata(_FIRST_WAVE + chart.wave),
        spec=argoproj.ApplicationSpec(
            project=name,
            source=argoproj.ApplicationSpecSource(
                repo_url=chart.repository,
                chart=chart.chart,
                target_revision=chart.version,
                helm=argoproj.ApplicationSpecSourceHelm(
                    release_name=chart.name, values_object=dict(chart.values) or None
                ),
            ),
            destination=argoproj.ApplicationSpecDestination(
                server=chart.destination, namespace=chart.namespace
            ),
            ignore_differences=[
                argoproj.ApplicationSpecIgnoreDifferences(
                    group=owned.kind[0], kind=owned.kind[1], jq_path_expressions=list(owned.fields)
                )
                for owned in chart.owned
            ]
            or None,
            sync_policy=sync_policy(chart.namespace_labels),
        ),
    )


def _shown(chart: HelmChart) -> set[Kind]:
    """What it brings, and what Argo CD shows below that."""
    runs = any(group == "apps" for group, _ in chart.kinds)
    return {*chart.kinds, *(derived_kinds() if runs else ())}


def _namespaces(chart: HelmChart) -> list[argoproj.AppProjectSpecClusterResourceWhitelist]:
    if not chart.namespace_labels:
        return []
    return [
        argoproj.AppProjectSpecClusterResourceWhitelist(
            group="", kind="Namespace", name=chart.namespace
        )
    ]
