"""One pod on every node: DaemonSet, ServiceAccount, and a Service where pods are asked.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
"""

from collections.abc import Mapping, Sequence

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.component import Component, Installation
from nexus_constructs.pods import PodSpec, pod_template
from nexus_constructs.rbac import service_account
from nexus_constructs.scalars import count
from nexus_constructs.services import service
from nexus_constructs.sidecars import with_sidecars


class DaemonSet(Component):
    """One pod on every node that `PodSpec.node_selector` and its tolerations allow.

    A rollout goes node by node. A drain passes the pods over, so that they need no budget.

    Args:
        pod: what each of them runs.
        service_ports: where the Service listens, by the name of a container's port; without
            any there is no Service.

    Attributes:
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
        service_ports: Mapping[str, int],
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(scope, name, installation=installation, version=version, after=after)
        account = service_account(self, pod.permissions)
        with_sidecars(k8s.KubeDaemonSet, self, pod)(
            self,
            "daemon-set",
            metadata=self.metadata(),
            spec=k8s.DaemonSetSpec(
                revision_history_limit=3,
                selector=k8s.LabelSelector(match_labels=self.selector),
                update_strategy=k8s.DaemonSetUpdateStrategy(
                    type="RollingUpdate",
                    rolling_update=k8s.RollingUpdateDaemonSet(
                        max_surge=count(0), max_unavailable=count(1)
                    ),
                ),
                template=pod_template(self, pod, service_account=account),
            ),
        )
        self.ports = service(self, pod, service_ports) if service_ports else {}
