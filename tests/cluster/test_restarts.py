"""Who reads a Secret, as workloads say it. tests/e2e restarts them."""

from typing import Any

import pytest

from nexus_gitops.cluster.restarts import _reads

KEYS = frozenset({"PASSWORD"})


def variable(secret: str, key: str) -> dict[str, Any]:
    return {"env": [{"name": "V", "valueFrom": {"secretKeyRef": {"name": secret, "key": key}}}]}


@pytest.mark.parametrize(
    "pod",
    [
        {"containers": [variable("keys", "PASSWORD")]},
        {"initContainers": [variable("keys", "PASSWORD")], "containers": [{}]},
        {"containers": [{"envFrom": [{"secretRef": {"name": "keys"}}]}]},
        {"containers": [{}], "volumes": [{"secret": {"secretName": "keys"}}]},
        {
            "containers": [{}],
            "volumes": [{"projected": {"sources": [{"secret": {"name": "keys"}}]}}],
        },
    ],
)
def test_each_way_to_read_a_secret_is_known(pod: dict[str, Any]) -> None:
    assert _reads(pod, "keys", KEYS)


@pytest.mark.parametrize(
    "pod",
    [
        {"containers": [variable("keys", "OTHER")]},
        {"containers": [variable("others", "PASSWORD")]},
        {"containers": [{"env": [{"name": "PASSWORD", "value": "keys"}]}]},
        {"containers": [{}], "volumes": [{"configMap": {"name": "keys"}}]},
    ],
)
def test_who_reads_another_key_or_secret_is_left_alone(pod: dict[str, Any]) -> None:
    assert not _reads(pod, "keys", KEYS)
