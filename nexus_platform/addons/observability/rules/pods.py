"""CPU and memory of pods, restarts, workloads that lack pods, autoscalers that have no more.

What a pod uses, the kubelet alone knows of every pod, and only a ClusterRole may ask it. A
Prometheus of the environment's own goes without, and takes what the processes tell of themselves.
"""

from typing import Final

from nexus_constructs.prometheus_rules import Alert, Group, Recording
from nexus_platform import names
from nexus_platform.addons.observability.rules.scope import Scope
from nexus_platform.addons.observability.settings import Operator, Own

_POD: Final = "namespace, pod"
_OURS: Final = f"{names.KERNEL}|{names.NEXUS_OS}"
_MEASURED: Final = f"{_OURS}|{names.REDIS}"


def pods(scope: Scope) -> Group:
    """Use against requests and limits, and what Kubernetes says of the pods."""
    where = scope.everywhere
    return Group(
        "pods",
        (
            *_use(scope),
            *(
                Recording(
                    f"pod:{what}_{word}:ratio",
                    f"{used} / sum by ({_POD}) (kube_pod_container_resource_{bound}"
                    f'{{{where}, resource="{resource}"{_containers(scope)}}})',
                )
                for what, used, resource in (
                    ("cpu", "pod:cpu_cores:rate5m", "cpu"),
                    ("memory", "pod:memory_bytes:sum", "memory"),
                )
                for word, bound in (("of_request", "requests"), ("of_limit", "limits"))
            ),
            Alert(
                "PodNeedsMoreMemory",
                f"pod:memory_of_limit:ratio{{{where}}} > 0.9",
                "10m",
                "warning",
                "{{ $labels.pod }} uses {{ $value | humanizePercentage }} of the memory that it may",
            ),
            Alert(
                "PodNeedsMoreCpu",
                f"pod:cpu_of_limit:ratio{{{where}}} > 0.9",
                "15m",
                "warning",
                "{{ $labels.pod }} uses {{ $value | humanizePercentage }} of the CPU that it may",
            ),
            Alert(
                "PodRestarts",
                f"sum by ({_POD}, container)"
                f" (increase(kube_pod_container_status_restarts_total{{{where}}}[15m])) > 2",
                "1m",
                "warning",
                "{{ $labels.container }} of {{ $labels.pod }} was restarted"
                " {{ $value | humanize }} times in 15 minutes",
            ),
            Alert(
                "PodIsKilledForItsMemory",
                f"sum by ({_POD}, container)"
                f" (increase(kube_pod_container_status_restarts_total{{{where}}}[15m])) > 0"
                f" and on ({_POD}, container)"
                f' kube_pod_container_status_last_terminated_reason{{{where}, reason="OOMKilled"}}'
                " == 1",
                "1m",
                "warning",
                "{{ $labels.container }} of {{ $labels.pod }} had more memory than its limit, and"
                " was killed",
            ),
            Alert(
                "WorkloadLacksPods",
                f"(kube_deployment_spec_replicas{{{where}}}"
                f" > kube_deployment_status_replicas_available{{{where}}})"
                f" or (kube_statefulset_replicas{{{where}}}"
                f" > kube_statefulset_status_replicas_ready{{{where}}})",
                "15m",
                "warning",
                "{{ $labels.deployment }}{{ $labels.statefulset }} has fewer pods that are ready"
                " than it should",
            ),
            Alert(
                "AutoscalerIsAtItsMaximum",
                f"kube_horizontalpodautoscaler_status_current_replicas{{{where}}}"
                f" >= kube_horizontalpodautoscaler_spec_max_replicas{{{where}}}"
                f" > kube_horizontalpodautoscaler_spec_min_replicas{{{where}}}",
                "15m",
                "warning",
                "{{ $labels.horizontalpodautoscaler }} has as many pods as it may have, and adds"
                " none",
            ),
            Alert(
                "ServiceIsDown",
                " or ".join(
                    # absent() of more than a selector forgets which labels were asked for.
                    f'label_replace(absent(up{{{scope.core}, job="{job}"}} == 1),'
                    f' "job", "{job}", "", "")'
                    for job in (names.FRONTEND, names.KERNEL, names.NEXUS_OS)
                ),
                "2m",
                "critical",
                "no pod of {{ $labels.job }} answers",
            ),
            Alert(
                "FiguresAreMissing",
                f"up{{{where}}} == 0",
                "10m",
                "warning",
                "{{ $labels.pod }} does not tell its figures, so no alert on them can fire",
            ),
        ),
    )


def _containers(scope: Scope) -> str:
    """Where processes are measured, their containers alone are what they are held against."""
    match scope.observability.stack:
        case Own():
            return f', container=~"{_MEASURED}"'
        case Operator():
            return ""


def _use(scope: Scope) -> tuple[Recording, ...]:
    match scope.observability.stack:
        case Own():
            ours, redis = f'{scope.core}, job=~"{_OURS}"', scope.core
            cpu = (
                f"sum by ({_POD}) (rate(process_cpu_seconds_total{{{ours}}}[5m]))"
                f" or sum by ({_POD}) (rate(redis_cpu_user_seconds_total{{{redis}}}[5m])"
                f" + rate(redis_cpu_sys_seconds_total{{{redis}}}[5m]))"
            )
            memory = (
                f"sum by ({_POD}) (process_resident_memory_bytes{{{ours}}})"
                f" or sum by ({_POD}) (redis_memory_used_rss_bytes{{{redis}}})"
            )
        case Operator():
            every = f'{scope.everywhere}, container!=""'
            cpu = f"sum by ({_POD}) (rate(container_cpu_usage_seconds_total{{{every}}}[5m]))"
            memory = f"sum by ({_POD}) (container_memory_working_set_bytes{{{every}}})"
    return (Recording("pod:cpu_cores:rate5m", cpu), Recording("pod:memory_bytes:sum", memory))
