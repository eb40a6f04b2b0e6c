"""What a pod asks for, as a quota counts it."""

from fractions import Fraction
from typing import Any

import pytest

from nexus_gitops.checks.objects.pods import pod_templates
from nexus_gitops.checks.objects.usage import effective


def container(cpu: str, **more: Any) -> dict[str, Any]:
    return {"name": "any", "resources": {"requests": {"cpu": cpu}}, **more}


@pytest.mark.parametrize(
    ("spec", "cpu"),
    [
        ({"containers": [container("1"), container("500m")]}, "1.5"),
        ({"containers": [container("1")], "initContainers": [container("3")]}, "3"),
        ({"containers": [container("1")], "initContainers": [container("500m")]}, "1"),
        (
            {
                "containers": [container("1")],
                "initContainers": [container("2", restartPolicy="Always"), container("500m")],
            },
            "3",
        ),
        (
            {
                "containers": [container("1")],
                "initContainers": [container("2", restartPolicy="Always"), container("5")],
            },
            "7",
        ),
        (
            {
                "containers": [container("1")],
                "initContainers": [container("5"), container("2", restartPolicy="Always")],
            },
            "5",
        ),
        ({"containers": [container("1")], "overhead": {"cpu": "250m"}}, "1.25"),
        ({"containers": [{"name": "any", "resources": {"limits": {"cpu": "2"}}}]}, "2"),
        ({"containers": [{"name": "any"}]}, "0"),
    ],
)
def test_what_a_pod_counts_for(spec: dict[str, Any], cpu: str) -> None:
    (pod,) = pod_templates([{"apiVersion": "v1", "kind": "Pod", "metadata": {}, "spec": spec}])
    assert effective(pod, "requests", "cpu") == Fraction(cpu)
