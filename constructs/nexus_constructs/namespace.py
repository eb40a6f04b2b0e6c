"""The namespace of an installation and the bounds of what may run in it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.component import SYNC_OPTIONS, SYNC_WAVE, Component, Installation
from nexus_constructs.pod_security import DEVIATIONS, RESTRICTED, Level, PodSecurity, declaration
from nexus_constructs.scalars import quantity
from nexus_constructs.sizing import Resources


class Namespace(Component):
    """The Namespace, with a Pod Security level enforced at a pinned version.

    Argo CD asks before it removes it: with the Namespace goes everything in it.

    The version of the standard is that of the oldest Kubernetes in use, so that the same pods
    are admitted everywhere.

    Args:
        pod_security: what it admits; each of its pods says for itself what it needs of that.
        labels: that it has beside its own.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        installation: Installation,
        pod_security: PodSecurity = RESTRICTED,
        labels: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(scope, "namespace", installation=installation)
        modes = ("enforce", "audit", "warn")
        k8s.KubeNamespace(
            self,
            "namespace",
            metadata=k8s.ObjectMeta(
                name=installation.namespace,
                labels={
                    **self.labels,
                    **labels,
                    **{f"pod-security.kubernetes.io/{mode}": pod_security.level for mode in modes},
                    **{
                        f"pod-security.kubernetes.io/{mode}-version": f"v{installation.kubernetes}"
                        for mode in modes
                    },
                },
                annotations={
                    SYNC_WAVE: str(self.wave),
                    SYNC_OPTIONS: "Prune=confirm,Delete=confirm",
                    **_deviations(pod_security),
                },
            ),
        )


def _deviations(pod_security: PodSecurity) -> dict[str, str]:
    if pod_security.level == Level.RESTRICTED:
        return {}
    return {DEVIATIONS: declaration(f"enforce={pod_security.level}", pod_security.reason)}


class QuotaAndLimitRange(Component):
    """ResourceQuota and LimitRange.

    Args:
        quota: hard limit by resource name, as `limits.cpu`.
        default: what a container gets that names no resources, so that a pod started by
            hand or by a controller is not refused by the quota.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        quota: Mapping[str, str],
        default: Resources,
        after: Sequence[Component],
    ) -> None:
        super().__init__(scope, name, installation=installation, after=after)
        k8s.KubeResourceQuota(
            self,
            "quota",
            metadata=self.metadata(),
            spec=k8s.ResourceQuotaSpec(
                hard={resource: quantity(amount) for resource, amount in quota.items()}
            ),
        )
        k8s.KubeLimitRange(
            self,
            "limit-range",
            metadata=self.metadata(),
            spec=k8s.LimitRangeSpec(
                limits=[
                    k8s.LimitRangeItem(
                        type="Container",
                        default={
                            "cpu": quantity(default.cpu_limit),
                            "memory": quantity(default.memory_limit),
                        },
                        default_request={
                            "cpu": quantity(default.cpu_request),
                            "memory": quantity(default.memory_request),
                        },
                    )
                ]
            ),
        )
