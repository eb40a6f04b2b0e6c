"""Init containers that keep running: the typed API, of Kubernetes 1.27, has no field for them.

Source: https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
"""

from typing import Any, TypeVar

from cdk8s import ApiObject

from nexus_constructs.component import Component
from nexus_constructs.pods import PodSpec

_Workload = TypeVar("_Workload", bound=ApiObject)


def native_sidecars(component: Component, pod: PodSpec) -> int:
    """How many of the first init containers of `component`'s pods keep running."""
    return len(pod.sidecars) if component.installation.has_native_sidecars else 0


def with_sidecars(workload: type[_Workload], component: Component, pod: PodSpec) -> type[_Workload]:
    """The class `workload`, or, where the pods have sidecars, one that says so when rendered.

    A class of its own is a call from the jsii kernel to Python for each object, so that it is
    only made where it is needed.
    """
    count = native_sidecars(component, pod)
    if not count:
        return workload

    def to_json(self: ApiObject) -> Any:
        obj = workload.to_json(self)
        job = obj["spec"].get("jobTemplate", obj)
        keep_running(job["spec"]["template"], count)
        return obj

    return type(workload.__name__, (workload,), {"to_json": to_json})


def keep_running(template: Any, count: int) -> None:
    """Write into a rendered pod template that its first `count` init containers keep running."""
    for container in template["spec"].get("initContainers", [])[:count]:
        container["restartPolicy"] = "Always"
