"""The kinds of objects that these constructs make in an environment's namespace."""

from typing import Final

KINDS: Final = frozenset(
    {
        ("", "ConfigMap"),
        ("", "LimitRange"),
        ("", "ResourceQuota"),
        ("", "Service"),
        ("", "ServiceAccount"),
        ("apps", "DaemonSet"),
        ("apps", "Deployment"),
        ("apps", "StatefulSet"),
        ("autoscaling", "HorizontalPodAutoscaler"),
        ("batch", "CronJob"),
        ("batch", "Job"),
        ("external-secrets.io", "ExternalSecret"),
        ("gateway.networking.k8s.io", "Gateway"),
        ("gateway.networking.k8s.io", "HTTPRoute"),
        ("monitoring.coreos.com", "PodMonitor"),
        ("monitoring.coreos.com", "PrometheusRule"),
        ("networking.istio.io", "DestinationRule"),
        ("networking.istio.io", "VirtualService"),
        ("networking.k8s.io", "Ingress"),
        ("networking.k8s.io", "NetworkPolicy"),
        ("policy", "PodDisruptionBudget"),
        ("rbac.authorization.k8s.io", "Role"),
        ("rbac.authorization.k8s.io", "RoleBinding"),
        ("security.istio.io", "AuthorizationPolicy"),
        ("security.istio.io", "PeerAuthentication"),
        ("telemetry.istio.io", "Telemetry"),
    }
)
"""Group and kind of each. Argo CD keeps the right to all of them, as it removes no object of a
kind that its project does not permit, and calls the rest Synced: what made the last StatefulSet
may go, and the StatefulSet with it. So a kind leaves this list one release after its construct."""
