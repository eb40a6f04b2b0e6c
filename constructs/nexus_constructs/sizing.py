"""How large a workload is and how it scales: data, free of cdk8s, so that it loads fast."""

from dataclasses import dataclass
from typing import Final

from nexus_constructs.quantity import canonical, parse_quantity

_LONGEST_STABILIZATION: Final = 3600


@dataclass(frozen=True, slots=True)
class Resources:
    """CPU and memory of one container, as Kubernetes quantities.

    Quantities are kept in canonical form, because Argo CD shows `1000m` against the API
    server's `1` as drift (argo-cd#21135).

    Raises:
        ValueError: a quantity does not parse, or a request is above its limit.
    """

    cpu_request: str
    cpu_limit: str
    memory_request: str
    memory_limit: str

    def __post_init__(self) -> None:
        for name in self.__slots__:
            object.__setattr__(self, name, canonical(getattr(self, name)))
        for what, request, limit in (
            ("cpu", self.cpu_request, self.cpu_limit),
            ("memory", self.memory_request, self.memory_limit),
        ):
            if parse_quantity(request) > parse_quantity(limit):
                raise ValueError(
                    f"{what} request {request} is above its limit {limit};"
                    " lower the request or raise the limit"
                )


@dataclass(frozen=True, slots=True)
class ScalingRate:
    """How fast a HorizontalPodAutoscaler may change the number of pods.

    Attributes:
        percent_per_minute: of the current replicas; at least 1.
        stabilization_seconds: how long a recommendation must hold; up to an hour
            (HPAScalingRules, https://kubernetes.io/docs/reference/kubernetes-api/).

    Raises:
        ValueError: a number is out of bounds.
    """

    percent_per_minute: int
    stabilization_seconds: int

    def __post_init__(self) -> None:
        if self.percent_per_minute < 1:
            raise ValueError(f"percent_per_minute ({self.percent_per_minute}) must be at least 1")
        if not 0 <= self.stabilization_seconds <= _LONGEST_STABILIZATION:
            raise ValueError(
                f"stabilization_seconds ({self.stabilization_seconds}) must be from 0 to"
                f" {_LONGEST_STABILIZATION}"
            )


@dataclass(frozen=True, slots=True)
class Scaling:
    """Bounds, targets and rates of a HorizontalPodAutoscaler.

    Attributes:
        min_replicas: at least 1.
        max_replicas: at least `min_replicas`.
        cpu_percent: target average utilisation of the CPU request; at least 1.
        memory_percent: target average utilisation of the memory request; at least 1.
        up: limit on scaling up; the autoscaler's default where None.
        down: limit on scaling down; the autoscaler's default where None.

    Raises:
        ValueError: the bounds are not in order, or a target is no percentage.
    """

    min_replicas: int
    max_replicas: int
    cpu_percent: int
    memory_percent: int
    up: ScalingRate | None = None
    down: ScalingRate | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.min_replicas <= self.max_replicas:
            raise ValueError(
                f"min_replicas ({self.min_replicas}) must be from 1 to"
                f" max_replicas ({self.max_replicas})"
            )
        for name in ("cpu_percent", "memory_percent"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} ({getattr(self, name)}) must be at least 1")
