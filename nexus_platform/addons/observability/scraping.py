"""What Prometheus is told: whom to ask for figures, which rules to work out, whom to alert."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from nexus_platform.component import Component

if TYPE_CHECKING:
    from nexus_platform.addons.observability.settings import Observability

INTERVAL: Final = "30s"
ARGOCD_METRICS: Final = 8082
"""Of Argo CD's application controller, behind the Service `argocd-metrics`."""
CERT_MANAGER_METRICS: Final = 9402
_LABEL: Final = "__meta_kubernetes_pod_label_app_kubernetes_io_"


def configuration(
    said: "Observability",
    everywhere: Mapping[str, Sequence[Component]],
    *,
    installation: str,
    environment: str,
    rules: str,
    alertmanager: str,
) -> Mapping[str, Any]:
    """The file that Prometheus reads.

    Args:
        said: see `Observability`.
        everywhere: the components of the environment, by namespace.
        installation: the label `instance` of their pods.
        environment: its name.
        rules: path of the file of rules.
        alertmanager: host and port of Alertmanager.
    """
    return {
        "global": {
            "scrape_interval": INTERVAL,
            "evaluation_interval": INTERVAL,
            "external_labels": {"environment": environment},
        },
        "rule_files": [rules],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [alertmanager]}]}]},
        "scrape_configs": [
            *(
                _pods(component, list(everywhere), installation)
                for components in everywhere.values()
                for component in components
                if component.metrics
            ),
            *(
                _service(job, f"{service}.{namespace}.svc:{port}")
                for job, service, namespace, port in (
                    ("argocd", "argocd-metrics", said.argocd, ARGOCD_METRICS),
                    ("cert-manager", "cert-manager", said.cert_manager, CERT_MANAGER_METRICS),
                )
                if namespace
            ),
        ],
    }


def _pods(component: Component, namespaces: Sequence[str], installation: str) -> Mapping[str, Any]:
    """A job for the pods of one component.

    The jobs look at the same namespaces, so that Prometheus watches the pods of each once.
    """
    assert component.metrics  # noqa: S101 -- only those are scraped
    return {
        "job_name": component.name,
        "metrics_path": component.metrics.path,
        # What kube-state-metrics says of a pod is about that pod, not about its own.
        "honor_labels": True,
        "kubernetes_sd_configs": [{"role": "pod", "namespaces": {"names": list(namespaces)}}],
        "relabel_configs": [
            _keep(f"{_LABEL}name", component.name),
            _keep(f"{_LABEL}instance", installation),
            _keep("__meta_kubernetes_pod_container_port_number", str(component.metrics.port)),
            {
                "source_labels": ["__meta_kubernetes_pod_phase"],
                "regex": "Succeeded|Failed",
                "action": "drop",
            },
            _copy("__meta_kubernetes_namespace", "namespace"),
            _copy("__meta_kubernetes_pod_name", "pod"),
        ],
    }


def _service(job: str, target: str) -> Mapping[str, Any]:
    return {
        "job_name": job,
        "honor_labels": True,
        "static_configs": [{"targets": [target]}],
    }


def _keep(label: str, value: str) -> Mapping[str, Any]:
    return {"source_labels": [label], "regex": value, "action": "keep"}


def _copy(source: str, target: str) -> Mapping[str, Any]:
    return {"source_labels": [source], "target_label": target}
