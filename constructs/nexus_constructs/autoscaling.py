"""A HorizontalPodAutoscaler over CPU and memory of the container that a pod is there for."""

from collections.abc import Sequence

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.component import Component
from nexus_constructs.deployment import Deployment
from nexus_constructs.sizing import Scaling, ScalingRate


class Autoscaling(Component):
    """Scales one `Deployment` by what its own container takes, whatever runs beside it.

    Without a metrics server Argo CD calls it Healthy all the same, where it calls one over the
    resources of pods Degraded and fails the sync
    (https://github.com/argoproj/argo-cd/blob/v3.5.7/gitops-engine/pkg/health/health_hpa.go).
    It comes in a later wave than its target nevertheless, as it has nothing to scale before.

    Args:
        target: the service; its Deployment has no replicas of its own.
        after: more components to wait for; the target always is one.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        target: Deployment,
        scaling: Scaling,
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(
            scope,
            f"{target.name}-autoscaling",
            installation=target.installation,
            after=(target, *after),
        )
        # Memory first: the controller's order, which shows up as drift otherwise
        # (https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/).
        targets = (("memory", scaling.memory_percent), ("cpu", scaling.cpu_percent))
        k8s.KubeHorizontalPodAutoscalerV2(
            self,
            "autoscaler",
            metadata=self.metadata(target.name),
            spec=k8s.HorizontalPodAutoscalerSpecV2(
                scale_target_ref=k8s.CrossVersionObjectReferenceV2(
                    api_version="apps/v1", kind="Deployment", name=target.name
                ),
                min_replicas=scaling.min_replicas,
                max_replicas=scaling.max_replicas,
                metrics=[
                    _utilization(resource, percent, target.container)
                    for resource, percent in targets
                ],
                behavior=_behavior(scaling),
            ),
        )


def _utilization(resource: str, percent: int, container: str) -> k8s.MetricSpecV2:
    return k8s.MetricSpecV2(
        type="ContainerResource",
        container_resource=k8s.ContainerResourceMetricSourceV2(
            name=resource,
            container=container,
            target=k8s.MetricTargetV2(type="Utilization", average_utilization=percent),
        ),
    )


def _behavior(scaling: Scaling) -> k8s.HorizontalPodAutoscalerBehaviorV2 | None:
    if scaling.up is None and scaling.down is None:
        return None
    return k8s.HorizontalPodAutoscalerBehaviorV2(
        scale_up=_rules(scaling.up), scale_down=_rules(scaling.down)
    )


def _rules(rate: ScalingRate | None) -> k8s.HpaScalingRulesV2 | None:
    if rate is None:
        return None
    return k8s.HpaScalingRulesV2(
        stabilization_window_seconds=rate.stabilization_seconds,
        select_policy="Max",
        policies=[
            k8s.HpaScalingPolicyV2(type="Percent", value=rate.percent_per_minute, period_seconds=60)
        ],
    )
