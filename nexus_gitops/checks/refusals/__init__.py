"""What an API server refuses though the schema takes it: Kubernetes' own validation.

A module a subject; each names the source that its rules are from, paths being those of
https://github.com/kubernetes/kubernetes. Where versions differ, the strictest since 1.27
counts, so that every cluster takes the same manifest.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import group, title
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.refusals.access import (
    check_cluster_role,
    check_cluster_role_binding,
    check_role,
    check_role_binding,
    check_service_account,
)
from nexus_gitops.checks.refusals.autoscalers import check_autoscaler, check_budget
from nexus_gitops.checks.refusals.claims import check_claim_spec
from nexus_gitops.checks.refusals.classes import (
    check_priority_class,
    check_runtime_class,
    check_storage_class,
)
from nexus_gitops.checks.refusals.containers import ENV_NAME
from nexus_gitops.checks.refusals.data import check_config_map, check_secret
from nexus_gitops.checks.refusals.ingresses import check_ingress, check_ingress_class
from nexus_gitops.checks.refusals.jobs import check_cron_job, check_job
from nexus_gitops.checks.refusals.metadata import SERVICE_NAME_RULE, check_object_metadata
from nexus_gitops.checks.refusals.network_policies import check_network_policy
from nexus_gitops.checks.refusals.pods import check_pod_spec
from nexus_gitops.checks.refusals.resources import check_limit_range_spec, check_quota_spec
from nexus_gitops.checks.refusals.services import check_endpoint_slice, check_service
from nexus_gitops.checks.refusals.workloads import (
    check_daemon_set,
    check_deployment,
    check_replica_set,
    check_stateful_set,
)
from nexus_gitops.manifests.identity import KubeObject

_Check = Callable[[Place], Iterator[Finding]]
_RBAC: Final = "rbac.authorization.k8s.io"


def _in_spec(check: _Check) -> _Check:
    return lambda obj: check(obj.at("spec"))


_BY_KIND: Final[Mapping[tuple[str, str], _Check]] = {
    ("", "ConfigMap"): check_config_map,
    ("", "LimitRange"): _in_spec(check_limit_range_spec),
    ("", "PersistentVolumeClaim"): _in_spec(check_claim_spec),
    ("", "Pod"): _in_spec(check_pod_spec),
    ("", "ResourceQuota"): _in_spec(check_quota_spec),
    ("", "Secret"): check_secret,
    ("", "Service"): check_service,
    ("", "ServiceAccount"): check_service_account,
    ("apps", "DaemonSet"): check_daemon_set,
    ("apps", "Deployment"): check_deployment,
    ("apps", "ReplicaSet"): check_replica_set,
    ("apps", "StatefulSet"): check_stateful_set,
    ("autoscaling", "HorizontalPodAutoscaler"): check_autoscaler,
    ("batch", "CronJob"): check_cron_job,
    ("batch", "Job"): check_job,
    ("discovery.k8s.io", "EndpointSlice"): check_endpoint_slice,
    ("networking.k8s.io", "Ingress"): check_ingress,
    ("networking.k8s.io", "IngressClass"): check_ingress_class,
    ("networking.k8s.io", "NetworkPolicy"): check_network_policy,
    ("node.k8s.io", "RuntimeClass"): check_runtime_class,
    ("policy", "PodDisruptionBudget"): check_budget,
    (_RBAC, "ClusterRole"): check_cluster_role,
    (_RBAC, "ClusterRoleBinding"): check_cluster_role_binding,
    (_RBAC, "Role"): check_role,
    (_RBAC, "RoleBinding"): check_role_binding,
    ("scheduling.k8s.io", "PriorityClass"): check_priority_class,
    ("storage.k8s.io", "StorageClass"): check_storage_class,
}


_LIFTED: Final[Mapping[str, int]] = {
    ENV_NAME: 34,  # KEP-4369
    SERVICE_NAME_RULE: 36,  # KEP-5311
}
"""The minor version that a rule is gone in."""


def check_refusals(objects: Sequence[KubeObject], oldest: str = "1.27") -> tuple[Finding, ...]:
    """Rules `syntax-<subject>` for names and ports, and `refused-<subject>` for the rest.

    Args:
        objects: of one environment.
        oldest: Kubernetes minor version that takes them.
    """
    minor = int(oldest.partition(".")[2])
    found = (finding for obj in objects for finding in _check(obj))
    return tuple(finding for finding in found if minor < _LIFTED.get(finding.rule, minor + 1))


def _check(obj: KubeObject) -> Iterator[Finding]:
    yield from check_object_metadata(obj)
    check = _BY_KIND.get((group(obj), str(obj["kind"])))
    if check is not None:
        yield from check(Place(title(obj), "", obj))
