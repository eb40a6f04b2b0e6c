"""The kinds of objects that are looked at, as the API server's paths name them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object, as the API server's paths name it.

    Attributes:
        group: of the API; "" for the core.
        version: of the group.
        name: as `Deployment`.
        plural: as `deployments`.
        namespaced: whether its objects live in namespaces.
    """

    group: str
    version: str
    name: str
    plural: str
    namespaced: bool = True

    @property
    def api_version(self) -> str:
        """As manifests write it."""
        return f"{self.group}/{self.version}" if self.group else self.version


APPLICATION: Final = Kind("argoproj.io", "v1alpha1", "Application", "applications")
PROJECT: Final = Kind("argoproj.io", "v1alpha1", "AppProject", "appprojects")
DEFINITION: Final = Kind(
    "apiextensions.k8s.io",
    "v1",
    "CustomResourceDefinition",
    "customresourcedefinitions",
    namespaced=False,
)
DEPLOYMENT: Final = Kind("apps", "v1", "Deployment", "deployments")
STATEFUL_SET: Final = Kind("apps", "v1", "StatefulSet", "statefulsets")
JOB: Final = Kind("batch", "v1", "Job", "jobs")
CRON_JOB: Final = Kind("batch", "v1", "CronJob", "cronjobs")
POD: Final = Kind("", "v1", "Pod", "pods")
ENDPOINT_SLICE: Final = Kind("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices")
SERVICE: Final = Kind("", "v1", "Service", "services")
AUTOSCALER: Final = Kind("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers")
EVENT: Final = Kind("", "v1", "Event", "events")
NAMESPACE: Final = Kind("", "v1", "Namespace", "namespaces", namespaced=False)
SECRET: Final = Kind("", "v1", "Secret", "secrets")
STORAGE_CLASS: Final = Kind(
    "storage.k8s.io", "v1", "StorageClass", "storageclasses", namespaced=False
)
INGRESS_CLASS: Final = Kind(
    "networking.k8s.io", "v1", "IngressClass", "ingressclasses", namespaced=False
)
INGRESS: Final = Kind("networking.k8s.io", "v1", "Ingress", "ingresses")
GATEWAY: Final = Kind("gateway.networking.k8s.io", "v1", "Gateway", "gateways")
API_SERVICE: Final = Kind(
    "apiregistration.k8s.io", "v1", "APIService", "apiservices", namespaced=False
)
CLAIM: Final = Kind("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims")
CONFIG_MAP: Final = Kind("", "v1", "ConfigMap", "configmaps")
SERVICE_ACCOUNT: Final = Kind("", "v1", "ServiceAccount", "serviceaccounts")
DAEMON_SET: Final = Kind("apps", "v1", "DaemonSet", "daemonsets")
SCALED_OBJECT: Final = Kind("keda.sh", "v1alpha1", "ScaledObject", "scaledobjects")
