"""Which pods a selector picks."""

from typing import Any

import pytest

from nexus_gitops.checks.objects.selection import PodIndex, selects

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


def test_a_namespace_with_pods_has_the_label_of_its_name(environment: Any) -> None:
    labels = {"kubernetes.io/metadata.name": "shop"}

    with_namespace = PodIndex(environment.all).namespaces["shop"]
    without = PodIndex(environment.without("Namespace/shop")).namespaces

    assert labels.items() < with_namespace.items()
    assert without == {"shop": labels}


@pytest.mark.parametrize(
    ("selector", "picked"),
    [
        ({}, True),
        ({"matchLabels": {"team": "a"}}, True),
        ({"matchLabels": {"team": "b"}}, False),
        ({"matchExpressions": [{"key": "team", "operator": "NotIn", "values": ["a"]}]}, False),
    ],
)
def test_a_selector_of_namespaces_reads_their_labels(
    selector: dict[str, Any],
    picked: bool,  # noqa: FBT001 -- a value, not a flag
) -> None:
    assert selects(selector, {"team": "a"}) is picked
