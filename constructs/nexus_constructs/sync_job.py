"""A Job that Argo CD runs in every sync, between what it prepares and what uses that."""

from collections.abc import Sequence

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.component import Component, Installation
from nexus_constructs.job import job_spec
from nexus_constructs.pods import PodSpec
from nexus_constructs.sidecars import with_sidecars


class SyncJob(Component):
    """A Job as a Sync hook.

    It is not a PreSync hook, because on the first sync neither database nor Secret would
    exist. The name is fixed and the old Job is deleted before the new one is made, so its
    immutable template never fails a sync (argo-cd#7430); it has no time to live, or
    self-heal would run it again (argo-cd#18884). What it runs must be idempotent.

    Args:
        pod: what it runs.
        deadline_seconds: after which it has failed, retries included.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        version: str,
        pod: PodSpec,
        deadline_seconds: int,
        after: Sequence[Component],
    ) -> None:
        super().__init__(scope, name, installation=installation, version=version, after=after)
        with_sidecars(k8s.KubeJob, self, pod)(
            self,
            "job",
            metadata=self.metadata(
                annotations={
                    "argocd.argoproj.io/hook": "Sync",
                    "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
                }
            ),
            spec=job_spec(self, pod, deadline_seconds=deadline_seconds, retries=3),
        )
