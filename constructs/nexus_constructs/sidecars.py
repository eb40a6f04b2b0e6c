"""Init containers that keep running: the typed API, of Kubernetes 1.27, has no field for them.

Source: https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
"""

from typing import Any, TypeVar

from cdk8s import ApiObject

from nexus_constructs.component import Component
from nexus_constructs.pods import PodSpec

_Workload = TypeVar("_Workload", bound=ApiObject)


def with_sidecars(workload: type[_Workload], component: Component, pod: PodSpec) -> type[_Workload]:
    """The class `workload`, or, where the pods have sidecars, one that says so when rendered.

    A class of its own is a call from the jsii kernel to Python for each object, so that it is
    only made where it is needed.
    """
    if not pod.sidecars or not component.installation.has_native_sidecars:
        return workload

    def to_json(self: ApiObject) -> Any:
        obj = workload.to_json(self)
        job = obj["spec"].get("jobTemplate", obj)
        for container in job["spec"]["template"]["spec"]["initContainers"][: len(pod.sidecars)]:
            container["restartPolicy"] = "Always"
        return obj

    return type(workload.__name__, (workload,), {"to_json": to_json})
