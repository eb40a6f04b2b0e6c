"""Pods are refused for what Kubernetes' own validation says of them."""

from typing import Any

import pytest

SPEC = "spec.template.spec"
WEB = "Deployment/web"
TERM = {"labelSelector": {"matchLabels": {"a": "b"}}}
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


def volumes(*sources: dict[str, Any]) -> list[dict[str, Any]]:
    """The two that are mounted, and one of each of `sources`."""
    extra = [{"name": f"v{number}", **source} for number, source in enumerate(sources)]
    return [{"name": "tmp", "emptyDir": {}}, {"name": "settings", "emptyDir": {}}, *extra]


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("terminationGracePeriodSeconds", -1, "refused-pod"),
        ("hostname", "Web", "refused-pod"),
        ("hostAliases", [{"ip": "one", "hostnames": ["a"]}], "refused-pod"),
        ("dnsPolicy", "None", "refused-pod"),
        ("dnsConfig", {"nameservers": ["1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.1.4"]}, "refused-pod"),
        ("securityContext", {"fsGroup": -1}, "refused-security-context"),
        (
            "securityContext",
            {"sysctls": [{"name": "Net Core", "value": "1"}]},
            "refused-security-context",
        ),
        ("nodeSelector", {"a b": "c"}, "refused-scheduling"),
        ("tolerations", [{"value": "x"}], "refused-scheduling"),
        ("tolerations", [{"key": "a", "operator": "Exists", "value": "x"}], "refused-scheduling"),
        (
            "tolerations",
            [{"key": "a", "effect": "NoSchedule", "tolerationSeconds": 5}],
            "refused-scheduling",
        ),
        ("affinity", {"podAntiAffinity": {REQUIRED: [TERM]}}, "refused-scheduling"),
        (
            "affinity",
            {"podAffinity": {PREFERRED: [{"weight": 0, "podAffinityTerm": {"topologyKey": "z"}}]}},
            "refused-scheduling",
        ),
        (
            "affinity",
            {"nodeAffinity": {REQUIRED: {"nodeSelectorTerms": []}}},
            "refused-scheduling",
        ),
        (
            "affinity",
            {
                "nodeAffinity": {
                    REQUIRED: {
                        "nodeSelectorTerms": [
                            {"matchExpressions": [{"key": "a", "operator": "In", "values": []}]}
                        ]
                    }
                }
            },
            "refused-scheduling",
        ),
        (
            "topologySpreadConstraints",
            [{"maxSkew": 0, "topologyKey": "z", "whenUnsatisfiable": "DoNotSchedule"}],
            "refused-scheduling",
        ),
        (
            "topologySpreadConstraints",
            [
                {
                    "maxSkew": 1,
                    "minDomains": 2,
                    "topologyKey": "z",
                    "whenUnsatisfiable": "ScheduleAnyway",
                }
            ],
            "refused-scheduling",
        ),
        ("volumes", volumes({"emptyDir": {}, "configMap": {"name": "a"}}), "refused-volume"),
        ("volumes", volumes({"configMap": {}}), "refused-volume"),
        ("volumes", volumes({"configMap": {"name": "a", "defaultMode": 644}}), "refused-volume"),
        (
            "volumes",
            volumes({"configMap": {"name": "a", "items": [{"key": "k", "path": "../x"}]}}),
            "refused-volume",
        ),
        (
            "volumes",
            volumes({"secret": {"secretName": "a", "items": [{"key": "k", "path": "/x"}]}}),
            "refused-volume",
        ),
        ("volumes", volumes({"secret": {}}), "refused-volume"),
        ("volumes", volumes({"hostPath": {"path": "/a/../b"}}), "refused-volume"),
        (
            "volumes",
            volumes({"projected": {"sources": [{"serviceAccountToken": {"path": "t",
                     "expirationSeconds": 60}}]}}),
            "refused-volume",
        ),
        (
            "volumes",
            volumes({"downwardAPI": {"items": [{"path": "x"}]}}),
            "refused-volume",
        ),
    ],
)  # fmt: skip
def test_what_is_refused(rules_of: Any, field: str, value: Any, rule: str) -> None:
    assert rules_of(WEB, f"{SPEC}.{field}", value) == {rule}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hostAliases", [{"ip": "fd00::1", "hostnames": ["a.example"]}]),
        ("dnsConfig", {"nameservers": ["1.1.1.1"], "searches": ["."]}),
        ("tolerations", [{"operator": "Exists"}]),
        (
            "tolerations",
            [{"key": "a", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 5}],
        ),
        ("affinity", {"podAntiAffinity": {REQUIRED: [{**TERM, "topologyKey": "example.com/zone"}]}}),
        ("volumes", volumes({"configMap": {"name": "a", "defaultMode": 0o644}})),
        ("volumes", volumes({"emptyDir": {"medium": "Memory", "sizeLimit": "64Mi"}})),
        ("volumes", volumes({"downwardAPI": {"items": [{"path": "x", "fieldRef":
                    {"fieldPath": "metadata.labels"}}]}})),
    ],
)  # fmt: skip
def test_what_is_taken(rules_of: Any, field: str, value: Any) -> None:
    assert rules_of(WEB, f"{SPEC}.{field}", value) == set()
