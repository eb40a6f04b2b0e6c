"""An Application may bring the definitions of its custom kinds, before what is made of them."""

from typing import Any

import pytest
from cdk8s import Chart

from nexus_constructs.component import Component, Installation
from nexus_constructs.definitions import CustomResourceDefinitions

WIDGETS: dict[str, Any] = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "widgets.example.com", "annotations": {"made-by": "a project"}},
    "spec": {
        "group": "example.com",
        "names": {"kind": "Widget", "plural": "widgets"},
        "scope": "Namespaced",
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {
                    "openAPIV3Schema": {"type": "object", "x-kubernetes-map-type": "atomic"}
                },
            }
        ],
    },
}


def test_it_is_as_the_project_ships_it_with_a_wave(
    chart: Chart, installation: Installation
) -> None:
    brought = CustomResourceDefinitions(
        chart, "widgets", installation=installation, definitions=[WIDGETS]
    )
    later = Component(chart, "later", installation=installation, after=[brought])

    (found,) = chart.to_json()

    assert found["spec"] == WIDGETS["spec"]
    assert found["metadata"]["annotations"]["made-by"] == "a project"
    assert found["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"] == str(brought.wave)
    assert "namespace" not in found["metadata"]
    assert later.wave > brought.wave


def test_anything_else_is_refused(chart: Chart, installation: Installation) -> None:
    with pytest.raises(ValueError, match=r"Widget of example\.com/v1 is no Custom"):
        CustomResourceDefinitions(
            chart,
            "widgets",
            installation=installation,
            definitions=[{"apiVersion": "example.com/v1", "kind": "Widget"}],
        )
