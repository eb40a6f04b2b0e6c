"""Pods that each keep a name and claims of their own: StatefulSet, Services, ServiceAccount.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
"""

from collections.abc import Mapping, Sequence
from typing import Any

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.component import SYNC_OPTIONS, Component, Installation
from nexus_constructs.deployment import disruption_budget
from nexus_constructs.pods import PodSpec, pod_template
from nexus_constructs.rbac import service_account
from nexus_constructs.scalars import quantity
from nexus_constructs.services import service
from nexus_constructs.sidecars import with_sidecars
from nexus_constructs.volumes import VolumeClaimTemplate, distinct


class _StatefulSet(k8s.KubeStatefulSet):
    """A StatefulSet whose claims say what they are, as the API server answers it.

    The typed claim has no place for these two fields, and without them Argo CD compares
    in vain (argo-cd#11143).
    """

    def to_json(self) -> Any:
        obj = super().to_json()
        spec = obj["spec"]
        claims = [
            {"apiVersion": "v1", "kind": "PersistentVolumeClaim", **claim}
            for claim in spec["volumeClaimTemplates"]
        ]
        return {**obj, "spec": {**spec, "volumeClaimTemplates": claims}}


class StatefulSet(Component):
    """Pods with claims; a headless Service names each pod, and one under `name` leads to any.

    The claims are the `VolumeClaimTemplate`s that the containers mount. They outlive both the
    StatefulSet and a scale-down (KEP-1847).

    Args:
        pod: what each of them runs.
        replicas: at least 1.
        service_ports: where the Services listen, by the name of a container's port; without
            any, no Service leads to any pod.
        sync_options: Argo CD options of the StatefulSet, as `Prune=false`.

    Attributes:
        ports: of the Service under `name`, by name.

    Raises:
        ValueError: no container mounts a claim, or `service_ports` names a port that none has.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        version: str,
        pod: PodSpec,
        replicas: int,
        service_ports: Mapping[str, int],
        sync_options: Sequence[str] = (),
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(scope, name, installation=installation, version=version, after=after)
        claims = [v for v in distinct(pod.volumes) if isinstance(v, VolumeClaimTemplate)]
        if not claims:
            raise ValueError(
                f"no container of {name} mounts a VolumeClaimTemplate; mount one, or make it"
                " a Deployment"
            )
        account = service_account(self, pod.permissions)
        headless = f"{name}-headless"
        service(self, pod, service_ports, name=headless, cluster_ip="None")
        self.ports = service(self, pod, service_ports) if service_ports else {}
        with_sidecars(_StatefulSet, self, pod)(
            self,
            "stateful-set",
            metadata=self.metadata(annotations=_sync_options(sync_options)),
            spec=k8s.StatefulSetSpec(
                service_name=headless,
                replicas=replicas,
                revision_history_limit=3,
                pod_management_policy="OrderedReady",
                update_strategy=k8s.StatefulSetUpdateStrategy(type="RollingUpdate"),
                persistent_volume_claim_retention_policy=(
                    k8s.StatefulSetPersistentVolumeClaimRetentionPolicy(
                        when_deleted="Retain", when_scaled="Retain"
                    )
                ),
                selector=k8s.LabelSelector(match_labels=self.selector),
                template=pod_template(self, pod, service_account=account),
                volume_claim_templates=[self._claim(claim) for claim in claims],
            ),
        )
        if replicas > 1:
            disruption_budget(self)

    def _claim(self, claim: VolumeClaimTemplate) -> k8s.KubePersistentVolumeClaimProps:
        # The defaults that the API server fills in are written out (argo-cd#11143); a
        # claim's labels can't change later, so it carries the selector's alone.
        return k8s.KubePersistentVolumeClaimProps(
            metadata=k8s.ObjectMeta(name=claim.name, labels=self.selector),
            spec=k8s.PersistentVolumeClaimSpec(
                access_modes=[claim.access_mode],
                storage_class_name=claim.storage_class or None,
                volume_mode="Filesystem",
                resources=k8s.ResourceRequirements(requests={"storage": quantity(claim.storage)}),
            ),
        )


def _sync_options(options: Sequence[str]) -> Mapping[str, str]:
    return {SYNC_OPTIONS: ",".join(options)} if options else {}
