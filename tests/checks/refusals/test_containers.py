"""Containers are refused for what Kubernetes' own validation says of them."""

from typing import Any

import pytest

FIRST = "spec.template.spec.containers[0]"
WEB = "Deployment/web"


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("image", " nginx:1.27", "refused-container"),
        ("env", [{"name": "1ST"}], "refused-env-name"),
        ("env", [{"name": ""}], "refused-env"),
        (
            "env",
            [
                {
                    "name": "A",
                    "value": "x",
                    "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}},
                }
            ],
            "refused-env",
        ),
        (
            "env",
            [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "spec.foo"}}}],
            "refused-env",
        ),
        (
            "env",
            [{"name": "A", "valueFrom": {"resourceFieldRef": {"resource": "limits.gpu"}}}],
            "refused-env",
        ),
        (
            "env",
            [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "a/b"}}}],
            "refused-env",
        ),
        ("envFrom", [{"prefix": "1", "configMapRef": {"name": "settings"}}], "refused-env-name"),
        (
            "envFrom",
            [{"configMapRef": {"name": "settings"}, "secretRef": {"name": "s"}}],
            "refused-env",
        ),
        ("volumeMounts", [{"name": "tmp", "mountPath": ""}], "refused-mount"),
        (
            "volumeMounts",
            [{"name": "tmp", "mountPath": "/a", "subPath": "../b"}],
            "refused-mount",
        ),
        (
            "volumeMounts",
            [{"name": "tmp", "mountPath": "/a", "subPath": "/b"}],
            "refused-mount",
        ),
        (
            "volumeMounts",
            [{"name": "tmp", "mountPath": "/a", "mountPropagation": "Bidirectional"}],
            "refused-mount",
        ),
        ("resources", {"requests": {"cpu": "-1"}}, "refused-resources"),
        ("resources", {"limits": {"memry": "1Gi"}}, "refused-resources"),
        ("resources", {"limits": {"example.com/gpu": "500m"}}, "refused-resources"),
        ("securityContext", {"runAsUser": -1}, "refused-security-context"),
        (
            "securityContext",
            {"privileged": True, "allowPrivilegeEscalation": False},
            "refused-security-context",
        ),
        (
            "securityContext",
            {"seccompProfile": {"type": "Localhost"}},
            "refused-security-context",
        ),
        (
            "securityContext",
            {"seccompProfile": {"type": "RuntimeDefault", "localhostProfile": "x"}},
            "refused-security-context",
        ),
        ("livenessProbe", {"exec": {"command": ["a"]}, "periodSeconds": -1}, "refused-probe"),
        ("livenessProbe", {"exec": {"command": ["a"]}, "successThreshold": 2}, "refused-probe"),
        ("startupProbe", {"exec": {"command": ["a"]}, "successThreshold": 3}, "refused-probe"),
        (
            "readinessProbe",
            {"exec": {"command": ["a"]}, "terminationGracePeriodSeconds": 5},
            "refused-probe",
        ),
        ("livenessProbe", {}, "refused-probe"),
        ("livenessProbe", {"httpGet": {"port": 0}}, "refused-probe"),
        ("livenessProbe", {"tcpSocket": {"port": "Not A Name"}}, "refused-probe"),
        (
            "livenessProbe",
            {"httpGet": {"port": 80, "httpHeaders": [{"name": "a b", "value": "x"}]}},
            "refused-probe",
        ),
        ("lifecycle", {"preStop": {"sleep": {"seconds": 31}}}, "refused-probe"),
    ],
)
def test_what_is_refused(rules_of: Any, field: str, value: Any, rule: str) -> None:
    assert rules_of(WEB, f"{FIRST}.{field}", value) == {rule}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("env", [{"name": "dotted.and-dashed_1", "value": ""}]),
        ("env", [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['a']"}}}]),
        ("env", [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "status.hostIPs"}}}]),
        ("volumeMounts", [{"name": "tmp", "mountPath": "/a", "subPath": "b/..c"}]),
        ("resources", {"limits": {"example.com/gpu": "2"}}),
        ("resources", {"limits": {"hugepages-2Mi": "4Mi"}}),
        ("readinessProbe", {"exec": {"command": ["a"]}, "successThreshold": 3}),
        ("livenessProbe", {"httpGet": {"port": "http"}, "initialDelaySeconds": 0}),
        ("lifecycle", {"preStop": {"sleep": {"seconds": 30}}}),
    ],
)
def test_what_is_taken(rules_of: Any, field: str, value: Any) -> None:
    assert rules_of(WEB, f"{FIRST}.{field}", value) == set()


def test_an_init_container_has_no_probes_unless_it_stays(rules_of: Any) -> None:
    setup = {"name": "setup", "image": "x", "readinessProbe": {"exec": {"command": ["a"]}}}
    place = "spec.template.spec.initContainers"
    assert rules_of(WEB, place, [setup]) == {"refused-container"}
    assert rules_of(WEB, place, [{**setup, "restartPolicy": "Always"}]) == set()
