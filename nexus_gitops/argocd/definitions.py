"""What Argo CD needs to know of one environment: its projects, its Applications, the root.

A project allows what is rendered, and what of it may have to be removed again. The root
Application brings the definitions of all environments; it is the same whichever environment
renders it.
Sources: https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/ and .../projects/
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from cdk8s import ApiObjectMetadata, App, Chart

from imports.io import argoproj
from nexus_constructs.component import SYNC_WAVE
from nexus_gitops.argocd import chart_definitions
from nexus_gitops.argocd.layout import (
    ARGOCD_NAMESPACE,
    ARGOCD_PATH,
    CORE,
    application_name,
    application_path,
    project_name,
    root_name,
)
from nexus_gitops.argocd.policy import sync_policy
from nexus_gitops.manifests.identity import Identity, KubeObject, identity
from nexus_gitops.manifests.kinds import derived_kinds
from nexus_gitops.platform.application import Deployed
from nexus_gitops.platform.environment import Environment, Repository
from nexus_gitops.platform.helm_charts import HelmChart

_IN_CLUSTER: Final = "https://kubernetes.default.svc"
_PROJECT_WAVE: Final = 0
_APPLICATION_WAVE: Final = _PROJECT_WAVE + 1


class ArgoDefinitions(Chart):
    """AppProject and Application of each Application and chart of an environment, with the root's.

    Args:
        app: the cdk8s app.
        platform: its name.
        env: the environment.
        repository: the GitOps repository and branch that Argo CD reads.
        deployed: the environment's Applications.
        charts: of others, that it has beside them.
    """

    def __init__(
        self,
        app: App,
        *,
        platform: str,
        env: Environment,
        repository: Repository,
        deployed: Sequence[Deployed],
        charts: Sequence[HelmChart] = (),
    ) -> None:
        super().__init__(app, f"{env.name}-argocd", disable_resource_name_hashes=True)
        self._platform = platform
        self._repository = repository
        for one in deployed:
            self._deploy(env, one)
        for chart in charts:
            self._bring(env, chart)
        root = root_name(platform)
        self._application(
            root,
            project=self._project(
                root,
                description="The Argo CD definitions of all environments",
                server=_IN_CLUSTER,
                namespace=ARGOCD_NAMESPACE,
                identities=[
                    Identity("argoproj.io", kind, ARGOCD_NAMESPACE, "")
                    for kind in ("Application", "AppProject")
                ],
            ),
            path=ARGOCD_PATH,
            server=_IN_CLUSTER,
            namespace=ARGOCD_NAMESPACE,
            ignored=[],
        )

    def _deploy(self, env: Environment, deployed: Deployed) -> None:
        application = deployed.application
        names = (self._platform, env.name, application.name)
        what = env.name if application.name == CORE else f"{application.name} of {env.name}"
        self._application(
            application_name(*names),
            project=self._project(
                project_name(*names),
                description=f"What nexus-gitops renders for {what}",
                server=application.destination,
                namespace=application.namespace,
                identities=[identity(obj) for obj in deployed.objects],
                lasting=application.permits,
            ),
            path=application_path(env.name, application.name),
            server=application.destination,
            namespace=application.namespace,
            ignored=_replicas_of_scaled(deployed.objects),
        )

    def _bring(self, env: Environment, chart: HelmChart) -> None:
        name = application_name(self._platform, env.name, chart.name)
        chart_definitions.define(
            self,
            name,
            chart,
            environment=env.name,
            metadata=lambda wave: self._metadata(name, wave),
        )

    def _project(
        self,
        name: str,
        *,
        description: str,
        server: str,
        namespace: str,
        identities: Sequence[Identity],
        lasting: frozenset[tuple[str, str]] = frozenset(),
    ) -> str:
        argoproj.AppProject(
            self,
            f"project-{name}",
            metadata=self._metadata(
                name, _PROJECT_WAVE, finalizers=["resources-finalizer.argocd.argoproj.io"]
            ),
            spec=argoproj.AppProjectSpec(
                description=description,
                source_repos=[self._repository.url],
                destinations=[
                    argoproj.AppProjectSpecDestinations(server=server, namespace=namespace)
                ],
                cluster_resource_whitelist=[
                    argoproj.AppProjectSpecClusterResourceWhitelist(
                        group=item.group, kind=item.kind, name=item.name
                    )
                    for item in sorted(identities)
                    if not item.namespace
                ]
                or None,
                namespace_resource_whitelist=[
                    argoproj.AppProjectSpecNamespaceResourceWhitelist(group=group, kind=kind)
                    for group, kind in _namespaced_kinds(identities, lasting)
                ],
            ),
        )
        return name

    def _application(
        self,
        name: str,
        *,
        project: str,
        path: str,
        server: str,
        namespace: str,
        ignored: Sequence[argoproj.ApplicationSpecIgnoreDifferences],
    ) -> None:
        argoproj.Application(
            self,
            f"application-{name}",
            metadata=self._metadata(
                name,
                _APPLICATION_WAVE,
                annotations={
                    # Server-side apply without it falls back to a diff that Argo CD gave up.
                    "argocd.argoproj.io/compare-options": "ServerSideDiff=true",
                    "argocd.argoproj.io/manifest-generate-paths": ".",
                },
            ),
            spec=argoproj.ApplicationSpec(
                project=project,
                source=argoproj.ApplicationSpecSource(
                    repo_url=self._repository.url,
                    target_revision=f"refs/heads/{self._repository.branch}",
                    path=path,
                    directory=argoproj.ApplicationSpecSourceDirectory(recurse=True),
                ),
                destination=argoproj.ApplicationSpecDestination(server=server, namespace=namespace),
                ignore_differences=list(ignored) or None,
                sync_policy=sync_policy({}),
            ),
        )

    def _metadata(
        self,
        name: str,
        wave: int,
        *,
        annotations: Mapping[str, str] | None = None,
        finalizers: Sequence[str] = (),
    ) -> ApiObjectMetadata:
        return ApiObjectMetadata(
            name=name,
            namespace=ARGOCD_NAMESPACE,
            labels={
                "app.kubernetes.io/part-of": self._platform,
                "app.kubernetes.io/managed-by": "nexus-gitops",
            },
            annotations={SYNC_WAVE: str(wave), **(annotations or {})},
            finalizers=list(finalizers) or None,
        )


def _namespaced_kinds(
    identities: Iterable[Identity], lasting: frozenset[tuple[str, str]]
) -> list[tuple[str, str]]:
    allowed = {(item.group, item.kind) for item in identities if item.namespace} | lasting
    derived = derived_kinds() if ("apps", "Deployment") in allowed else ()
    return sorted({*allowed, *derived})


def _replicas_of_scaled(
    objects: Sequence[KubeObject],
) -> list[argoproj.ApplicationSpecIgnoreDifferences]:
    """A belt for objects that Argo CD adopts: an autoscaler owns their replicas already."""
    targets = [
        obj["spec"]["scaleTargetRef"] for obj in objects if obj["kind"] == "HorizontalPodAutoscaler"
    ]
    return [
        argoproj.ApplicationSpecIgnoreDifferences(
            group=target["apiVersion"].partition("/")[0],
            kind=target["kind"],
            name=target["name"],
            json_pointers=["/spec/replicas"],
        )
        for target in targets
    ]
