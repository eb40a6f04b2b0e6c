"""A Job that runs once, and again only when what it runs has changed.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/
"""

from collections.abc import Sequence

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.checksum import content_checksum
from nexus_constructs.component import Component, Installation
from nexus_constructs.pods import PodSpec, pod_template
from nexus_constructs.rbac import service_account
from nexus_constructs.sidecars import keep_running, native_sidecars, with_sidecars


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

    Attributes:
        object_name: of the Job.

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
        spec = job_spec(self, pod, deadline_seconds=deadline_seconds, retries=retries)
        rendered = k8s.KubeJob.manifest(spec=spec)["spec"]
        keep_running(rendered["template"], native_sidecars(self, pod))
        self.object_name = f"{name}-{content_checksum(rendered)}"
        with_sidecars(k8s.KubeJob, self, pod)(
            self, "job", metadata=self.metadata(self.object_name), spec=spec
        )


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
