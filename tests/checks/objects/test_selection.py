"""Which pods a selector picks."""

from typing import Any

import pytest

from nexus_gitops.checks.objects.selection import PodIndex

NAME = "app.kubernetes.io/name"


@pytest.mark.parametrize(
    ("selector", "picked"),
    [
        ({}, {"db", "migrate", "web"}),
        ({"matchLabels": {NAME: "web"}}, {"web"}),
        ({"matchLabels": {NAME: "web", "app.kubernetes.io/version": "0"}}, set()),
        ({"matchLabels": {"app.kubernetes.io/instance": "shop"}}, {"db", "migrate", "web"}),
        (
            {"matchExpressions": [{"key": NAME, "operator": "In", "values": ["web", "db"]}]},
            {"db", "web"},
        ),
        (
            {"matchExpressions": [{"key": NAME, "operator": "NotIn", "values": ["web"]}]},
            {"db", "migrate"},
        ),
        (
            {"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["a"]}]},
            {"db", "migrate", "web"},
        ),
        ({"matchExpressions": [{"key": "tier", "operator": "Exists"}]}, set()),
        (
            {"matchExpressions": [{"key": "tier", "operator": "DoesNotExist"}]},
            {"db", "migrate", "web"},
        ),
        ({"matchExpressions": [{"key": NAME, "operator": "Like", "values": ["web"]}]}, set()),
        (
            {
                "matchLabels": {"app.kubernetes.io/version": "1.2.3"},
                "matchExpressions": [{"key": NAME, "operator": "NotIn", "values": ["migrate"]}],
            },
            {"web"},
        ),
    ],
)
def test_labels_and_expressions_must_all_hold(
    environment: Any, selector: dict[str, Any], picked: set[str]
) -> None:
    found = PodIndex(environment.all).selected(selector)
    assert {pod.owner["metadata"]["name"] for pod in found} == picked
