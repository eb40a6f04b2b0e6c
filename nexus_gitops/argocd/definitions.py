"""What Argo CD needs to know of one environment: its project, its Application, the root.

The project allows what is rendered, and what of it may have to be removed again. The root
Application brings the definitions of all environments; it is the same whichever environment
renders it.
Sources: https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/ and .../projects/
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from cdk8s import ApiObjectMetadata, App, Chart

from imports.io import argoproj
from nexus_constructs.component import SYNC_WAVE
from nexus_constructs.kinds import KINDS
from nexus_gitops.argocd.layout import (
    ARGOCD_NAMESPACE,
    ARGOCD_PATH,
    ROOT,
    core_application,
    core_path,
)
from nexus_gitops.manifests.identity import Identity, identity
from nexus_gitops.manifests.kinds import derived_kinds
from nexus_gitops.platform.environment import Environment, Repository

_IN_CLUSTER: Final = "https://kubernetes.default.svc"
_PROJECT_WAVE: Final = 0
_APPLICATION_WAVE: Final = _PROJECT_WAVE + 1


class ArgoDefinitions(Chart):
    """AppProject and core Application of one environment, with the root's.

    Args:
        app: the cdk8s app.
        env: the environment.
        repository: the GitOps repository and branch that Argo CD reads.
        core: the rendered objects of the environment.
    """

    def __init__(
        self,
        app: App,
        env: Environment,
        repository: Repository,
        core: Sequence[Mapping[str, Any]],
    ) -> None:
        super().__init__(app, f"{env.name}-argocd", disable_resource_name_hashes=True)
        self._repository = repository
        identities = [identity(obj) for obj in core]
        project = self._project(
            f"nexus-{env.name}",
            description=f"What nexus-gitops renders for {env.name}",
            server=env.cluster,
            namespace=env.namespace,
            identities=identities,
            lasting=KINDS,
        )
        self._application(
            core_application(env.name),
            project=project,
            path=core_path(env.name),
            server=env.cluster,
            namespace=env.namespace,
            ignored=_replicas_of_scaled(core),
        )
        root_project = self._project(
            ROOT,
            description="The Argo CD definitions of all environments",
            server=_IN_CLUSTER,
            namespace=ARGOCD_NAMESPACE,
            identities=[
                Identity("argoproj.io", kind, ARGOCD_NAMESPACE, "")
                for kind in ("Application", "AppProject")
            ],
        )
        self._application(
            ROOT,
            project=root_project,
            path=ARGOCD_PATH,
            server=_IN_CLUSTER,
            namespace=ARGOCD_NAMESPACE,
            ignored=[],
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
            metadata=_metadata(
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
            metadata=_metadata(
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
                sync_policy=_sync_policy(),
            ),
        )


def _sync_policy() -> argoproj.ApplicationSpecSyncPolicy:
    return argoproj.ApplicationSpecSyncPolicy(
        automated=argoproj.ApplicationSpecSyncPolicyAutomated(
            prune=True, self_heal=True, allow_empty=False
        ),
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
        ],
    )


def _namespaced_kinds(
    identities: Iterable[Identity], lasting: frozenset[tuple[str, str]]
) -> list[tuple[str, str]]:
    allowed = {(item.group, item.kind) for item in identities if item.namespace} | lasting
    derived = derived_kinds() if ("apps", "Deployment") in allowed else ()
    return sorted({*allowed, *derived})


def _replicas_of_scaled(
    core: Sequence[Mapping[str, Any]],
) -> list[argoproj.ApplicationSpecIgnoreDifferences]:
    """A belt for objects that Argo CD adopts: an autoscaler owns their replicas already."""
    targets = [
        obj["spec"]["scaleTargetRef"] for obj in core if obj["kind"] == "HorizontalPodAutoscaler"
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


def _metadata(
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
            "app.kubernetes.io/part-of": "nexus",
            "app.kubernetes.io/managed-by": "nexus-gitops",
        },
        annotations={SYNC_WAVE: str(wave), **(annotations or {})},
        finalizers=list(finalizers) or None,
    )
