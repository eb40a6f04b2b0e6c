"""KEDA's ScaledObject: a workload that is scaled by what its own pods say of their load.

KEDA makes a HorizontalPodAutoscaler of it, so that there must be no other for the workload.
Source: https://keda.sh/docs/latest/reference/scaledobject-spec/
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cdk8s import ApiObjectMetadata
from constructs import Construct

from imports.sh import keda
from nexus_constructs.component import SYNC_OPTIONS, Component, Installation
from nexus_constructs.sizing import Scaling, ScalingRate

_POLL_SECONDS: Final = 15
_FAILURES: Final = 3
_AT_ONCE_SECONDS: Final = 15
_Advanced = keda.ScaledObjectSpecAdvanced
_Config = keda.ScaledObjectSpecAdvancedHorizontalPodAutoscalerConfig
_Behavior = keda.ScaledObjectSpecAdvancedHorizontalPodAutoscalerConfigBehavior
_Up = keda.ScaledObjectSpecAdvancedHorizontalPodAutoscalerConfigBehaviorScaleUp
_UpPolicy = keda.ScaledObjectSpecAdvancedHorizontalPodAutoscalerConfigBehaviorScaleUpPolicies
_Down = keda.ScaledObjectSpecAdvancedHorizontalPodAutoscalerConfigBehaviorScaleDown
_DownPolicy = keda.ScaledObjectSpecAdvancedHorizontalPodAutoscalerConfigBehaviorScaleDownPolicies


@dataclass(frozen=True, slots=True)
class LoadTrigger:
    """A number that all pods have together, told as JSON by any of them.

    Attributes:
        url: where; KEDA asks from its own namespace, so the host names that of the Service.
        value: path of the number in the answer, as GJSON writes it.
        target: of the number for each pod.
    """

    url: str
    value: str
    target: int


class ScaledByLoad(Component):
    """Scales a Deployment by its load at once and, as a second and third trigger, CPU and memory.

    The most pods of the three is taken. Where the load is not told, there are as many pods as
    there are, or more by CPU and memory; KEDA's own `static` would take pods away (keda#6659).
    Pods go as slowly as `scaling` says.

    Args:
        name: of the Deployment, and of its container.
        scaling: bounds, and the targets of CPU and memory.
        load: see `LoadTrigger`.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        scaling: Scaling,
        load: LoadTrigger,
    ) -> None:
        super().__init__(scope, name, installation=installation)
        own = self.metadata(annotations={SYNC_OPTIONS: "SkipDryRunOnMissingResource=true"})
        keda.ScaledObject(
            self,
            "scaled-object",
            metadata=ApiObjectMetadata(
                name=own.name,
                namespace=own.namespace,
                labels=own.labels,
                annotations=own.annotations,
            ),
            spec=keda.ScaledObjectSpec(
                scale_target_ref=keda.ScaledObjectSpecScaleTargetRef(
                    api_version="apps/v1", kind="Deployment", name=name
                ),
                polling_interval=_POLL_SECONDS,
                min_replica_count=scaling.min_replicas,
                max_replica_count=scaling.max_replicas,
                fallback=keda.ScaledObjectSpecFallback(
                    failure_threshold=_FAILURES,
                    replicas=scaling.min_replicas,
                    behavior=keda.ScaledObjectSpecFallbackBehavior.CURRENT_REPLICAS_IF_HIGHER,
                ),
                advanced=_Advanced(
                    horizontal_pod_autoscaler_config=_Config(behavior=_behavior(scaling))
                ),
                triggers=[
                    _trigger(
                        "metrics-api",
                        "AverageValue",
                        {
                            "url": load.url,
                            "format": "json",
                            "valueLocation": load.value,
                            "targetValue": str(load.target),
                        },
                    ),
                    *(
                        _trigger(
                            resource,
                            "Utilization",
                            {"value": str(percent), "containerName": name},
                        )
                        for resource, percent in (
                            ("memory", scaling.memory_percent),
                            ("cpu", scaling.cpu_percent),
                        )
                    ),
                ],
            ),
        )


def _trigger(
    kind: str, metric_type: str, metadata: Mapping[str, str]
) -> keda.ScaledObjectSpecTriggers:
    return keda.ScaledObjectSpecTriggers(
        type=kind, metric_type=metric_type, metadata=dict(metadata)
    )


def _behavior(scaling: Scaling) -> _Behavior:
    return _Behavior(
        scale_up=_Up(
            stabilization_window_seconds=0,
            select_policy="Max",
            policies=[
                _UpPolicy(type="Pods", value=scaling.max_replicas, period_seconds=_AT_ONCE_SECONDS)
            ],
        ),
        scale_down=_slowly(scaling.down),
    )


def _slowly(rate: ScalingRate | None) -> _Down | None:
    if rate is None:
        return None
    return _Down(
        stabilization_window_seconds=rate.stabilization_seconds,
        select_policy="Max",
        policies=[_DownPolicy(type="Percent", value=rate.percent_per_minute, period_seconds=60)],
    )
