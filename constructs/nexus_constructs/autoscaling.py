"""A HorizontalPodAutoscaler over CPU and memory."""

from collections.abc import Sequence

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.component import Component
from nexus_constructs.deployment import Deployment
from nexus_constructs.sizing import Scaling, ScalingRate


class Autoscaling(Component):
    """Scales one `Deployment`.

    It comes in a later wave than its target, because without a metrics server it is
    Degraded, and that would fail the sync for whatever came after it.

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
                metrics=[_utilization(resource, percent) for resource, percent in targets],
                behavior=_behavior(scaling),
            ),
        )


def _utilization(resource: str, percent: int) -> k8s.MetricSpecV2:
    return k8s.MetricSpecV2(
        type="Resource",
        resource=k8s.ResourceMetricSourceV2(
            name=resource,
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
