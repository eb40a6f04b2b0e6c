"""Interchangeable pods: Deployment, Service, ServiceAccount, PodDisruptionBudget."""

from collections.abc import Mapping, Sequence
from typing import Final

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.component import Component, Installation
from nexus_constructs.pods import PodSpec, pod_template, spread_over_nodes
from nexus_constructs.quota import SURGE
from nexus_constructs.rbac import service_account
from nexus_constructs.scalars import count
from nexus_constructs.services import service
from nexus_constructs.sidecars import with_sidecars

# Argo CD does not begin another sync before this one is over, so a release that never gets
# ready holds up the one that heals it for as long. Kubernetes' own 600 is twice what a node, a
# pull and the longest startup probe take.
_PROGRESS_SECONDS: Final = 300


class Deployment(Component):
    """Interchangeable pods; rollouts never go below the current number of ready pods.

    Args:
        pod: what each of them runs.
        replicas: None where an autoscaler owns the number (argo-cd#5105).
        service_ports: where the Service listens, by the name of a container's port; without
            any there is no Service.

    Attributes:
        container: name of the one that its pods are there for.
        ports: of the Service, by name.

    Raises:
        ValueError: `service_ports` names a port that no container has.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        version: str,
        pod: PodSpec,
        replicas: int | None,
        service_ports: Mapping[str, int],
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(scope, name, installation=installation, version=version, after=after)
        account = service_account(self, pod.permissions)
        with_sidecars(k8s.KubeDeployment, self, pod)(
            self,
            "deployment",
            metadata=self.metadata(),
            spec=k8s.DeploymentSpec(
                replicas=replicas,
                progress_deadline_seconds=_PROGRESS_SECONDS,
                revision_history_limit=3,
                selector=k8s.LabelSelector(match_labels=self.selector),
                strategy=k8s.DeploymentStrategy(
                    type="RollingUpdate",
                    rolling_update=k8s.RollingUpdateDeployment(
                        max_surge=count(SURGE), max_unavailable=count(0)
                    ),
                ),
                template=pod_template(
                    self, pod, service_account=account, spread=spread_over_nodes(self)
                ),
            ),
        )
        self.container = pod.container.name or name
        self.ports = service(self, pod, service_ports) if service_ports else {}
        disruption_budget(self)


def disruption_budget(component: Component) -> None:
    """Lets a drain take one pod at a time, and any pod that is not healthy anyway.

    `minAvailable: 1` would block every drain of a single replica.
    Source: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
    """
    k8s.KubePodDisruptionBudget(
        component,
        "disruption-budget",
        metadata=component.metadata(),
        spec=k8s.PodDisruptionBudgetSpec(
            max_unavailable=count(1),
            unhealthy_pod_eviction_policy="AlwaysAllow",
            selector=k8s.LabelSelector(match_labels=component.selector),
        ),
    )
