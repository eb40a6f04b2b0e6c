"""A Job that runs once, and again only when what it runs has changed.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/
"""

from collections.abc import Sequence
from typing import Any

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.checksum import content_checksum
from nexus_constructs.component import Component, Installation
from nexus_constructs.pods import PodSpec, pod_template
from nexus_constructs.rbac import service_account
from nexus_constructs.sidecars import with_sidecars


class Job(Component):
    """A Job of its own, not a hook; what comes `after` it waits until it is complete.

    A Job cannot be changed, so it has the name of its content: a change makes another Job,
    which runs, and Argo CD prunes the old one (argo-cd#7430). It has no time to live, or
    self-heal would run it again (argo-cd#18884). What it runs may be tried several times, so
    it must be idempotent.

    Args:
        pod: what it runs.
        deadline_seconds: after which it has failed, retries included.
        retries: how often a pod that fails is replaced.

    Raises:
        ValueError: the pod has sidecars, and a Kubernetes in use would never stop them.
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
        retries: int = 3,
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(scope, name, installation=installation, version=version, after=after)
        kind = _named_after_content(with_sidecars(k8s.KubeJob, self, pod))
        kind(
            self,
            "job",
            metadata=self.metadata(),
            spec=job_spec(self, pod, deadline_seconds=deadline_seconds, retries=retries),
        )


def _named_after_content(job: type[k8s.KubeJob]) -> type[k8s.KubeJob]:
    """The class `job`, with the checksum of the spec at the end of the name when rendered."""

    def to_json(self: k8s.KubeJob) -> Any:
        obj = job.to_json(self)
        obj["metadata"]["name"] += f"-{content_checksum(obj['spec'])}"
        return obj

    return type(job.__name__, (job,), {"to_json": to_json})


def job_spec(
    component: Component, pod: PodSpec, *, deadline_seconds: int, retries: int
) -> k8s.JobSpec:
    """What a Job runs, by itself, as a hook or on a schedule; makes its ServiceAccount."""
    account = service_account(component, pod.permissions)
    return k8s.JobSpec(
        backoff_limit=retries,
        active_deadline_seconds=deadline_seconds,
        template=pod_template(component, pod, service_account=account, restart_policy="Never"),
    )
